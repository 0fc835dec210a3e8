"""What a running `otkit serve` keeps to itself: secrets, logs, limits, folders."""

import asyncio
import re
import secrets
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from tornado.websocket import WebSocketClosedError

from otkit.server.sockets import LARGEST_FRAME
from tests.deploy.visitor import Visitor, pack
from tests.kernels.own_kernel import WIPED
from tests.memory import holds
from tests.serving import free_port, started

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="sandbox of Linux")

SECRET = "the-servers-own-secret-7f3a"
GATEWAY = "http://127.0.0.1:9/"  # where nobody listens
MARK = "xmarkedx"
FORM = {"years": ["2"], "months": ["3"]}
KERNELS = 2  # one that serves, and a spare


@dataclass(frozen=True)
class Served:
    """A running server: where it answers, logs and keeps its folders, and its process."""

    address: str
    port: int
    folder: Path
    process: psutil.Process

    @property
    def said(self) -> str:
        """What it has logged after its first line, which says where it serves."""
        return (self.folder / "log").read_text().partition("\n")[2]

    def kernels(self) -> list[psutil.Process]:
        return self.process.children()

    def folders(self) -> set[Path]:
        """The kernels' own folders."""
        return set(self.folder.glob("voila_*/kernel-*"))


def serve(folder: Path, *options: str) -> Iterator[Served]:
    """A server whose environment holds a secret, and which keeps its folders in `folder`."""
    port = free_port()
    env = {"TMPDIR": str(folder), "OTKIT_SECRET_FOR_TESTS": SECRET, "JUPYTER_GATEWAY_URL": GATEWAY}
    command = ("otkit", "serve", "--port", str(port), "--kernels", "1", *options)
    with started(*command, port=port, log=folder / "log", **env) as process:
        found = psutil.Process(process.pid)
        yield Served(f"http://127.0.0.1:{port}/", port, folder, found)


@contextmanager
def short_folder() -> Iterator[Path]:
    """A folder in which kernels may have their sockets; pytest's own are too deep for that."""
    with tempfile.TemporaryDirectory(prefix="ot-") as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with short_folder() as folder:
        yield from serve(folder, "--max-per-address", "0")


@pytest.fixture
def wiped(monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """A server in which memory that is given back is overwritten: what is found is held."""
    for name, value in WIPED.items():
        monkeypatch.setenv(name, value)
    with short_folder() as folder:
        yield from serve(folder, "--max-per-address", "0")


@pytest.fixture
def fresh() -> Iterator[Served]:
    """A server of whose kernels nobody has asked anything yet."""
    with short_folder() as folder:
        yield from serve(folder, "--max-per-address", "0")


async def until(holds) -> None:
    async with asyncio.timeout(60):
        while not holds():
            await asyncio.sleep(0.05)


def test_no_kernel_holds_anything_of_the_servers_environment(served: Served) -> None:
    async def story() -> None:
        visitor = Visitor(served.address)
        await visitor.say(FORM)
        assert holds(served.process.pid, [SECRET]), "this test would find it"
        assert len(served.kernels()) == KERNELS
        for process in served.kernels():
            assert not holds(process.pid, [SECRET])
        await visitor.leave()

    asyncio.run(story())


def test_no_kernel_holds_what_a_visitor_asked_for(served: Served) -> None:
    """Neither the query nor what the browser says of itself."""

    async def story() -> None:
        visitor = Visitor(f"{served.address}?who={MARK}")
        answer = await visitor.fetch(visitor.base, headers={"User-Agent": MARK})
        assert visitor.take(answer.body.decode())
        await visitor.say(FORM)
        for process in served.kernels():
            assert not holds(process.pid, [MARK])
        await visitor.leave()

    asyncio.run(story())


def test_a_page_that_left_leaves_nothing_in_server_or_kernel(wiped: Served) -> None:
    """With the beacon that its browser sends; a few seconds later, whoever comes next or not."""
    mark = f"left{secrets.token_hex(8)}"
    processes = (wiped.process, *wiped.kernels())

    async def story() -> None:
        visitor = Visitor(wiped.address)
        await visitor.say({**FORM, "country": [mark], f"see:{mark}": ["on"]})
        assert any(holds(process.pid, [mark]) for process in processes), "this test would find it"
        await visitor.leave()
        async with asyncio.timeout(60):
            while found := [one.pid for one in processes if holds(one.pid, [mark])]:
                await asyncio.sleep(1)
        assert found == []

    asyncio.run(story())


def test_nothing_listens_but_the_server_on_its_port(served: Served) -> None:
    for process in (served.process, *served.kernels()):
        ports = {one.laddr.port for one in process.net_connections("inet") if not one.raddr}
        assert ports == ({served.port} if process == served.process else set())


def test_kernels_are_this_machines_though_a_gateway_is_named(served: Served) -> None:
    assert served.process.environ()["JUPYTER_GATEWAY_URL"] == GATEWAY

    async def story() -> None:
        visitor = Visitor(served.address)
        assert "region_result" in await visitor.say(FORM)
        await visitor.leave()

    asyncio.run(story())


def test_a_kernels_folder_is_its_own_and_gone_with_it(served: Served) -> None:
    async def story() -> None:
        folders = served.folders()
        assert len(folders) == KERNELS
        assert all(folder.stat().st_mode & 0o777 == 0o700 for folder in folders)
        for process in served.kernels():
            process.kill()
        await until(lambda: not folders & served.folders())
        await until(lambda: len(served.kernels()) == KERNELS)

    asyncio.run(story())


def test_a_kernel_without_memory_ends_and_its_pages_go_on(fresh: Served) -> None:
    """One is left no more than it has; its pages lose nothing, not even their connection."""

    async def story() -> None:
        visitors = [Visitor(fresh.address) for _ in range(4)]
        for visitor in visitors:
            await visitor.say(FORM)
        crowd: list[Visitor] = []
        for process in fresh.kernels():  # one of them is the spare, which nobody uses
            soft, hard = process.rlimit(psutil.RLIMIT_DATA)
            process.rlimit(psutil.RLIMIT_DATA, (1, hard))
            for _ in range(100):  # until the memory that it had is used up
                crowd.append(Visitor(fresh.address))
                await crowd[-1].say({**FORM, "show": ["text"], "country": ["x" * 200_000]})
                if not process.is_running():
                    break
            else:
                process.rlimit(psutil.RLIMIT_DATA, (soft, hard))
                continue
            break
        for visitor in visitors:
            shown = await visitor.say({**FORM, "lost-skill": ["on"]})
            assert "act-now" in shown["region_result"]
            assert visitor.moves == 1
        assert any(visitor.handed_over for visitor in (*visitors, *crowd))
        for visitor in (*visitors, *crowd):
            await visitor.leave()
        await until(lambda: len(fresh.kernels()) == KERNELS)

    asyncio.run(story())


# ---------------------------------------------------------------- what is logged


async def succeed(served: Served) -> None:
    """A visit as it should be, marked wherever a visitor can leave a mark."""
    visitor = Visitor(f"{served.address}?lang={MARK}")
    marked = {"User-Agent": MARK, "X-Forwarded-For": MARK, "Referer": f"http://{MARK}/"}
    visitor.take((await visitor.fetch(visitor.base, headers=marked)).body.decode())
    await visitor.say({**FORM, "country": [MARK], MARK: [MARK], f"see:{MARK}": ["on"]})
    await visitor.fetch(f"{served.address}learn?lesson={MARK}", headers=marked)
    await visitor.leave()


async def fail(served: Served) -> None:
    """Everything that can go wrong, marked as well."""
    visitor = Visitor(served.address)
    await visitor.say(FORM)
    assert visitor.line is not None
    strange = pack({"comm_id": MARK, "data": {"method": MARK, "content": MARK}})
    await visitor.line.write_message(strange, binary=True)
    unread = {"method": "custom", "content": {"action": MARK, "fields": MARK, "seen": [MARK]}}
    await visitor.line.write_message(pack({"comm_id": visitor.model, "data": unread}), binary=True)
    await visitor.say({"years": [MARK], "birth": [MARK], "age-by": ["birth"]})
    assert visitor.line is not None
    with suppress(WebSocketClosedError):  # by the server, often before it has all of this
        await visitor.line.write_message(MARK.encode() * LARGEST_FRAME, binary=True)
    await visitor.say(FORM)
    for process in served.kernels():
        process.kill()
    await visitor.say({"years": [MARK]})
    url = served.address
    for method in ("GET", "POST", "PUT", "OPTIONS"):
        body = MARK * (3000 if method == "PUT" else 1) if method in ("POST", "PUT") else None
        for path in (MARK, f"voila/templates/{MARK}", f"api/kernels/{MARK}?{MARK}", f"?{MARK}=%ff"):
            with suppress(OSError):
                await visitor.fetch(f"{url}{path}", method=method, body=body)
    farewell = f"{url}voila/api/shutdown/{visitor.host['kernelId']}"
    await visitor.fetch(farewell, method="POST", body=f"token={MARK}&_xsrf={MARK}")
    for raw in (f"{MARK}\r\n\r\n", f"GET /{MARK} HTTP/1.1\r\n{MARK}\r\n\r\n", f"{MARK}" * 20_000):
        with socket.create_connection(("127.0.0.1", served.port)) as line, suppress(OSError):
            line.sendall(raw.encode())
            line.recv(1000)
    (folder,) = served.folder.glob("voila_*")
    for process in served.kernels():
        process.kill()
    folder.rename(served.folder / "away")  # no kernel can be started
    try:
        answer = await visitor.fetch(f"{url}?{MARK}={MARK}", headers={"User-Agent": MARK})
        assert answer.code == 503
        assert "Traceback" not in answer.body.decode()
    finally:
        (served.folder / "away").rename(folder)
    await visitor.say(FORM)
    await visitor.leave()


def test_logs_hold_no_address_no_answer_and_no_query(served: Served) -> None:
    """Of visits that succeed and of everything that can fail."""
    asyncio.run(succeed(served))
    asyncio.run(fail(served))
    assert "A kernel could not be started" in served.said, "failures are logged"
    assert "it was disconnected" in served.said, "so is what is not read"
    assert MARK not in served.said
    assert not re.search(r"127\.0\.0\.1|::1|localhost", served.said)
    assert SECRET not in served.said


# ---------------------------------------------------------------- when many come


@pytest.fixture(scope="module")
def small() -> Iterator[Served]:
    """A server for four pages, three of them at most of one address."""
    options = ("--max-visitors", "4", "--max-per-address", "3", "--behind-proxy")
    with short_folder() as folder:
        yield from serve(folder, *options)


def test_the_limits_hold_when_everybody_comes_at_once(small: Served) -> None:
    async def story() -> None:
        visitors = [Visitor(small.address) for _ in range(9)]
        answers = await asyncio.gather(
            *(
                visitor.fetch(small.address, headers={"X-Forwarded-For": f"10.0.0.{i % 3}"})
                for i, visitor in enumerate(visitors)
            )
        )
        inside = [one for one, answer in zip(visitors, answers, strict=True) if answer.code == 200]
        outside = [answer for answer in answers if answer.code != 200]
        assert len(inside) == 4
        assert {answer.code for answer in outside} == {503}
        assert all(int(answer.headers["Retry-After"]) > 0 for answer in outside)
        assert all("otkit" in answer.body.decode() for answer in outside)
        assert all("Set-Cookie" not in answer.headers for answer in outside)
        for visitor, answer in zip(visitors, answers, strict=True):
            if answer.code == 200:
                visitor.take(answer.body.decode())
                await visitor.leave()

    asyncio.run(story())


def test_one_address_has_no_more_than_its_share(small: Served) -> None:
    async def story() -> None:
        visitors = [Visitor(small.address) for _ in range(6)]
        mine = {"X-Forwarded-For": "10.0.0.9"}
        answers = await asyncio.gather(
            *(visitor.fetch(small.address, headers=mine) for visitor in visitors)
        )
        assert sorted(answer.code for answer in answers) == [200] * 3 + [429] * 3
        other = Visitor(small.address)
        answer = await other.fetch(small.address, headers={"X-Forwarded-For": "10.0.0.8"})
        assert answer.code == 200, "another address is not held to it"
        other.take(answer.body.decode())
        for visitor, given in zip(visitors, answers, strict=True):
            if given.code == 200:
                visitor.take(given.body.decode())
                await visitor.leave()
        await other.leave()

    asyncio.run(story())


def test_an_ipv6_network_has_no_more_than_one_share(small: Served) -> None:
    """Of 2^64 addresses that are one phone's to choose, each behind the proxy."""

    async def story() -> None:
        visitors = [Visitor(small.address) for _ in range(5)]
        answers = await asyncio.gather(
            *(
                visitor.fetch(small.address, headers={"X-Forwarded-For": f"2001:db8:0:1:{i}::{i}"})
                for i, visitor in enumerate(visitors)
            )
        )
        assert sorted(answer.code for answer in answers) == [200] * 3 + [429] * 2
        neighbour = Visitor(small.address)
        elsewhere = {"X-Forwarded-For": "2001:db8:0:2::1"}
        answer = await neighbour.fetch(small.address, headers=elsewhere)
        assert answer.code == 200, "the next household is not held to it"
        for visitor, given in zip((*visitors, neighbour), (*answers, answer), strict=True):
            if given.code == 200:
                assert visitor.take(given.body.decode())
                await visitor.leave()

    asyncio.run(story())


def test_fifty_visitors_in_the_same_second_all_get_their_answer(served: Served) -> None:
    async def visit() -> Visitor:
        visitor = Visitor(served.address)
        shown = await visitor.say({**FORM, "lost-skill": ["on"]})
        assert "result act-now" in shown["region_result"]
        return visitor

    async def story() -> None:
        visitors = await asyncio.gather(*(visit() for _ in range(50)))
        assert [visitor.moves for visitor in visitors] == [1] * 50, "none had to ask twice"
        assert len({visitor.host["kernelId"] for visitor in visitors}) == 50
        await asyncio.gather(*(visitor.leave() for visitor in visitors))

    asyncio.run(story())


def test_a_large_body_is_not_even_read(small: Served) -> None:
    async def story() -> int:
        visitor = Visitor(small.address)
        with suppress(OSError):
            url = f"{small.address}voila/api/shutdown/a-b-c-d-e"
            return (await visitor.fetch(url, method="POST", body="x" * 5_000_000)).code
        return 0

    assert asyncio.run(story()) in (0, 400, 413, 599)
