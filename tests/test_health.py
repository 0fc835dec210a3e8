"""What runs a server learns from it: that it is live, whether it is ready, and its numbers."""

import asyncio
import json
import shutil
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest
from prometheus_client.parser import text_string_to_metric_families as families

from otkit.errors import ServerError
from otkit.server import health
from otkit.server.kernels.channel import KernelEndedError
from tests.deploy.visitor import Visitor
from tests.serving import free_port, serving

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a folder in use stays there")

MARK = "my-child-Ana-is-ill"
FORM = {"years": ["2"], "months": ["3"]}
LABELS = {
    "check": {"kernel", "page", "store", "capacity"},
    "le": None,  # the bounds of a histogram
    "origin": {"kernel", "elsewhere"},
    "page": {"check_in", "learn", "room"},
    "reason": {"malformed", "token", "missing", "name", "address", "full"},
    "version": None,
}
"""All labels there are, and their values."""


@dataclass(frozen=True)
class Served:
    """A running server: its two ports, where it keeps its files, and its process."""

    port: int
    health_port: int
    folder: Path
    process: psutil.Process

    def ask(self, path: str, port: int = 0) -> tuple[int, str]:
        """The status and the text at a path of the health port, or of another."""
        url = f"http://127.0.0.1:{port or self.health_port}{path}"
        try:
            with urllib.request.urlopen(url, timeout=60) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with closing(error):
                return error.code, error.read().decode()

    def ready(self) -> tuple[int, dict[str, bool]]:
        status, text = self.ask("/health/ready")
        return status, json.loads(text)

    def numbers(self) -> dict[str, float]:
        """The numbers by name, with the values of their labels behind a slash."""
        return {
            "/".join([sample.name, *sample.labels.values()]): sample.value
            for family in families(self.ask("/metrics")[1])
            for sample in family.samples
        }


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    port, health_port = free_port(), free_port()
    with tempfile.TemporaryDirectory(prefix="ot-") as name:
        folder = Path(name)
        options = ("--kernels", "1", "--health-port", str(health_port), "--log-format", "json")
        rooms = ("--rooms", str(folder / "rooms.sqlite3"))
        log = folder / "log"
        with serving(*options, *rooms, port=port, log=log, TMPDIR=name) as process:
            yield Served(port, health_port, folder, psutil.Process(process.pid))


def test_a_server_that_serves_is_live_and_ready(served):
    assert served.ask("/health/live")[0] == 200
    assert served.ready() == (
        200,
        {"kernel": True, "page": True, "store": True, "capacity": True},
    )


def test_visitors_do_not_reach_it(served):
    for path in ("/health/live", "/health/ready", "/metrics"):
        assert served.ask(path, served.port)[0] == 404
    hosts = {one.laddr.ip for one in served.process.net_connections("tcp") if not one.raddr}
    assert hosts == {"127.0.0.1"}


def test_pages_ticks_refusals_and_hand_overs_are_counted(served):
    async def story() -> None:
        visitor = Visitor(f"http://127.0.0.1:{served.port}/?lang={MARK}&months=9&name={MARK}")
        await visitor.say(FORM)
        ended = served.process.children()
        ended[0].kill()
        ended[1].kill()
        await visitor.say(FORM | {"months": ["4"]})
        assert served.numbers()["otkit_pages_open"] == 1
        await visitor.leave()

    before = served.numbers()
    asyncio.run(story())
    assert served.ask(f"/{MARK}", served.port)[0] == 404
    after = served.numbers()
    grown = {name for name in after if after[name] > before.get(name, 0)}
    assert grown >= {
        "otkit_pages_served_total/check_in",
        "otkit_page_seconds_count",
        "otkit_tick_seconds_count",
        "otkit_refused_total/missing",
        "otkit_kernels_lost_total",
        "otkit_hand_overs_total/kernel",
    }


def test_a_page_drawn_for_a_check_is_no_visitor(served):
    assert served.ready()[0] == 200
    numbers = served.numbers()
    assert numbers["otkit_pages_open"] == 0
    assert numbers["otkit_pages_served_total/check_in"] == 1


def test_no_number_is_about_anybody(served):
    text = served.ask("/metrics")[1]
    assert MARK not in text
    assert "127.0.0.1" not in text
    for family in families(text):
        assert family.name.startswith("otkit_")
        for sample in family.samples:
            for label, value in sample.labels.items():
                assert LABELS[label] is None or value in LABELS[label], sample


def test_without_kernels_and_store_it_is_live_but_not_ready(served):
    store = served.folder / "rooms.sqlite3"
    store.unlink()
    store.mkdir()
    for own in served.folder.glob("voila_*"):
        shutil.rmtree(own)
    for kernel in served.process.children():
        with suppress(psutil.Error):
            kernel.kill()
    broken = (503, {"kernel": False, "page": False, "store": False, "capacity": True})
    deadline = time.monotonic() + 60
    while served.ready() != broken and time.monotonic() < deadline:
        time.sleep(0.5)
    assert served.ready() == broken
    assert served.ask("/health/live")[0] == 200
    assert served.numbers()["otkit_ready/kernel"] == 0


def test_each_line_of_its_log_is_json_with_a_time_and_a_level(served):
    """The first line is no log: it says where it serves."""
    lines = (served.folder / "log").read_text().splitlines()[1:]
    assert lines
    for line in lines:
        assert set(json.loads(line)) == {"time", "level", "message"}


class Kernel:
    """What a check sees of a kernel: it fails with `error`, or draws a page."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error, self.opened = error, 0

    async def open(self, page: str, notebook: str) -> None:
        self.opened += 1
        if self.error:
            raise self.error

    async def close(self, page: str) -> None:
        pass


def checks_of(*kernels: Kernel, is_full: bool = False) -> health.Checks:
    pool = SimpleNamespace(available=kernels, notebooks=["check_in.ipynb"])
    pages = SimpleNamespace(pool=pool, is_full=is_full)
    own = SimpleNamespace(room="")
    return health.Checks(SimpleNamespace(pages=pages, frames={"a": "frame"}, own=own))


@pytest.mark.parametrize(
    ("kernels", "kernel", "page"),
    [
        ([], False, False),
        ([Kernel()], True, True),
        ([Kernel(KernelEndedError())], False, False),
        ([Kernel(KernelEndedError()), Kernel()], True, True),
        ([Kernel(ServerError("A notebook fails.", "server.no-page"))], True, False),
    ],
    ids=["none", "good", "ended", "one good", "no page"],
)
def test_a_kernel_that_answers_and_one_that_draws(kernels, kernel, page):
    results = asyncio.run(checks_of(*kernels).results())
    assert results == {"kernel": kernel, "page": page, "capacity": True}


def test_a_full_server_has_no_capacity():
    assert asyncio.run(checks_of(Kernel(), is_full=True).results())["capacity"] is False


def test_many_who_ask_cost_one_page():
    async def story() -> None:
        kernel = Kernel()
        checks = checks_of(kernel)
        await asyncio.gather(*(checks.results() for _ in range(20)))
        assert kernel.opened == 1

    asyncio.run(story())
