"""Tables are read once; with `--watch` they are served anew when saved, if they are in order."""

import asyncio
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from otkit.errors import ServerError
from otkit.kit.lessons import load_kit
from otkit.kit.tables import Tables
from otkit.server.watching import Watch
from tests.own_tables import change, copied
from tests.serving import free_port, listens, serving

PROMISE = "This is not a diagnosis"
SERVED = "They are in order and are served now, to open pages too."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copied(tmp_path)


def page(port: int) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=60) as answer:
        return str(answer.read().decode())


class Story:
    """A watch whose tables are noted in place of served."""

    def __init__(self, folder: Path, fails: bool = False, language: str = "en") -> None:
        self.told: list[str] = []
        self.served: list[Tables] = []
        self.fails = fails
        self.root = folder.parent / "copies"
        self.root.mkdir()
        tell = self.told.append
        self.watch = Watch(folder, str(self.root), load_kit, self.renew, tell, language)

    async def renew(self, tables: Tables) -> None:
        if self.fails:
            raise ServerError("No kernel could be started.", "server.no-kernel")
        self.served.append(tables)

    def polled(self) -> list[str]:
        """The lines of two polls, between which the folder rests."""
        self.told.clear()

        async def polls() -> None:
            await self.watch.poll()
            await self.watch.poll()

        asyncio.run(polls())
        return self.told


def test_tables_in_order_are_served_from_a_copy(folder: Path) -> None:
    story = Story(folder)
    change(folder, "messages.csv", PROMISE, "No diagnosis")
    assert story.polled()[-1] == SERVED
    (tables,) = story.served
    assert tables.folder.is_relative_to(story.root)
    assert "No diagnosis" in (tables.folder / "messages.csv").read_text(encoding="utf-8")
    assert story.polled() == []


def test_a_broken_table_is_told_and_not_served(folder: Path) -> None:
    story = Story(folder)
    change(folder, "messages.csv", PROMISE, "{nobody}")
    text = (folder / "messages.csv").read_text(encoding="utf-8")
    _, told = story.polled()
    line = text.partition("{nobody}")[0].count("\n") + 1
    assert f"messages.csv:{line}:text_en  {{nobody}}" in told
    assert told.splitlines()[-1] == "The last good tables are still served."
    assert story.served == []
    assert list(story.root.iterdir()) == []


def test_tables_that_no_kernel_can_draw_are_told(folder: Path) -> None:
    story = Story(folder, fails=True)
    change(folder, "messages.csv", PROMISE, "No diagnosis")
    assert story.polled()[-1].startswith("No kernel could be started.\n")


def test_a_folder_that_is_moved_away_and_put_back(folder: Path) -> None:
    story = Story(folder)
    away = folder.rename(folder.with_name("elsewhere"))
    moved, told = story.polled()
    assert moved == "The folder of tables has gone."
    assert told.splitlines() == [
        f"{folder} is not there, or cannot be opened. Put it back, and it is read again.",
        "The last good tables are still served.",
    ]
    assert story.polled() == []
    away.rename(folder)
    assert story.polled()[-1] == SERVED
    assert len(list(story.root.iterdir())) == 1


@pytest.mark.parametrize(
    ("language", "why"), [("en", "cannot be read"), ("es", "no se puede leer")]
)
def test_what_cannot_be_copied_is_a_sentence(folder: Path, language: str, why: str) -> None:
    story = Story(folder, language=language)
    link = folder / "more.csv"
    link.symlink_to("nowhere")
    change(folder, "messages.csv", PROMISE, "No diagnosis")
    _, told = story.polled()
    assert told.startswith(f"{link} {why}. ")
    assert "[" not in told
    assert story.served == []


def test_of_many_copies_two_are_left(folder: Path) -> None:
    story = Story(folder)
    for number in range(3):
        change(folder, "messages.csv", "a test", f"a test{number}")
        assert len(story.polled()) == 2
    assert len(list(story.root.iterdir())) == 2


def within(seconds: float, holds_true: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while not holds_true() and time.monotonic() < deadline:
        time.sleep(0.1)
    return holds_true()


@contextmanager
def served(tmp_path: Path, *options: str) -> Iterator[tuple[int, Path, psutil.Process]]:
    port, log = free_port(), tmp_path / "log"
    with serving("--kernels", "1", *options, port=port, log=log) as process:
        assert listens(port)
        yield port, log, psutil.Process(process.pid)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="kernels are found as on Linux")
def test_without_watch_tables_are_read_once(folder: Path, tmp_path: Path) -> None:
    """Also by a kernel that is started later: what is saved meanwhile keeps no page away."""
    with served(tmp_path, "--data", str(folder)) as (port, _, process):
        change(folder, "messages.csv", PROMISE, "{nobody}")
        (folder / "signs.csv").unlink()
        (folder / "pictures" / "catches-ball.svg").unlink()
        old = set(process.children(recursive=True))
        for kernel in old:
            kernel.kill()
        psutil.wait_procs(old, 60)
        assert PROMISE in page(port)
        assert not old & set(process.children(recursive=True))


def test_a_change_is_seen_a_fault_only_in_the_terminal(folder: Path, tmp_path: Path) -> None:
    """A clinician's words: changed, broken, and mended, while the server serves."""
    with served(tmp_path, "--data", str(folder), "--watch") as (port, log, process):
        assert PROMISE in page(port)

        def said(line: str, times: int = 1) -> bool:
            return log.read_text(encoding="utf-8").count(line) == times

        change(folder, "messages.csv", PROMISE, "It is no diagnosis")
        assert within(120, lambda: said("are served now"))
        assert "It is no diagnosis" in page(port)
        assert PROMISE not in page(port)

        change(folder, "signs.csv", ",feeding,", ",feding,")
        assert within(120, lambda: said("The last good tables are still served."))
        assert said("signs.csv:3:area_id  “feding” is not in areas.csv; did you mean “feeding”?")
        assert "It is no diagnosis" in page(port)
        assert "feding" not in page(port)

        change(folder, "signs.csv", ",feding,", ",feeding,")
        assert within(120, lambda: said("are served now", 2))
        assert "It is no diagnosis" in page(port)
        children = process.children(recursive=True)
    _, alive = psutil.wait_procs(children, 60)
    assert alive == []
