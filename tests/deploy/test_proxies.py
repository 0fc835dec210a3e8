"""nginx and Caddy in front of two servers under a path: HTTPS, websockets, addresses, a restart."""

from __future__ import annotations

import asyncio
import signal
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from tornado.httpclient import HTTPClientError

from tests.deploy.in_front import PROXIES, in_front
from tests.deploy.visitor import Visitor
from tests.serving import free_port, serving

PARENTS = 6
PER_ADDRESS = 12  # pages at each of two servers
LOST = {"years": ["2"], "months": ["3"], "lost-skill": ["on"]}


class Pair:
    """Two servers that share a secret, each of which can be ended and started again."""

    def __init__(self, folder: Path, running: ExitStack) -> None:
        self.folder, self.running = folder, running
        self.ports = (free_port(), free_port())
        (folder / "secret").write_text("0123456789abcdef" * 4)
        with ThreadPoolExecutor() as both:
            self.processes = list(both.map(self.start, range(2)))

    def start(self, which: int) -> subprocess.Popen[bytes]:
        words = ("--base-url", "/otkit/", "--behind-proxy", "--kernels", "1")
        words += ("--secret-file", str(self.folder / "secret"))
        words += ("--max-per-address", str(PER_ADDRESS))
        port, log = self.ports[which], self.folder / f"{which}.log"
        return self.running.enter_context(serving(*words, port=port, log=log))

    def end(self, which: int, how: signal.Signals) -> None:
        self.processes[which].send_signal(how)
        self.processes[which].wait(60)

    def start_what_ended(self) -> None:
        for which, process in enumerate(self.processes):
            if process.poll() is not None:
                self.processes[which] = self.start(which)


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    with ExitStack() as running:
        yield Pair(tmp_path_factory.mktemp("pair"), running)


@pytest.fixture(scope="module", params=PROXIES)
def proxy(request: pytest.FixtureRequest, pair: Pair) -> Iterator[tuple[str, Path]]:
    pair.start_what_ended()
    with in_front(request.param, pair.ports) as running:
        yield running


@pytest.fixture
def url(proxy: tuple[str, Path]) -> str:
    return proxy[0]


def test_a_page_works_over_https_under_its_path(url: str) -> None:
    async def story() -> None:
        visitor = Visitor(f"{url}otkit/", validate_cert=False)
        page = await visitor.fetch(visitor.base)
        assert page.headers["Strict-Transport-Security"].startswith("max-age=")
        assert f"wss://{url.split('/')[2]}" in page.headers["Content-Security-Policy"]
        shown = await visitor.say(LOST)
        assert "result act-now" in shown["region_result"]
        assert (await visitor.fetch(url)).code == 404
        assert (await visitor.fetch(f"{url}otkit/learn")).code == 200
        assert visitor.set_cookies == []
        await visitor.leave()

    asyncio.run(story())


def test_a_websocket_of_this_site_is_taken_and_of_another_is_not(url: str) -> None:
    async def story() -> None:
        visitor = Visitor(f"{url}otkit/", validate_cert=False)
        assert await visitor.move_in()
        line = await visitor.connect(origin=url.rstrip("/"))
        line.close()
        with pytest.raises(HTTPClientError, match="403"):
            await visitor.connect(origin="https://example.org")
        await visitor.leave()

    asyncio.run(story())


def test_pages_are_counted_by_the_address_that_came_to_the_proxy(
    url: str, request: pytest.FixtureRequest
) -> None:
    number = 10 * (1 + list(PROXIES).index(request.node.callspec.params["proxy"]))

    def statuses(source: str, count: int) -> list[int]:
        transport = httpx.HTTPTransport(local_address=source, verify=False)
        claims = [{"X-Forwarded-For": f"192.0.2.{number}"} for number in range(count)]
        with httpx.Client(transport=transport, timeout=60) as client:
            return [client.get(f"{url}otkit/", headers=one).status_code for one in claims]

    first = statuses(f"127.0.0.{number}", 2 * PER_ADDRESS + 1)
    assert first[:PER_ADDRESS] == [200] * PER_ADDRESS
    assert 429 in first, "each of two servers counts for itself, so one of so many is too many"
    assert statuses(f"127.0.0.{number + 1}", 1) == [200]


def test_no_tick_is_lost_when_a_server_ends(
    pair: Pair, url: str, request: pytest.FixtureRequest
) -> None:
    """Behind the one it is stopped, behind the other it is killed."""
    how = {"nginx": signal.SIGTERM, "caddy": signal.SIGKILL}
    name = request.node.callspec.params["proxy"]

    async def story() -> list[Visitor]:
        visitors = [Visitor(f"{url}otkit/", validate_cert=False) for _ in range(PARENTS)]
        for turn in range(2):
            answers = await asyncio.gather(*(one.say(LOST) for one in visitors))
            assert all("result act-now" in one["region_result"] for one in answers)
            if turn == 0:
                await asyncio.to_thread(pair.end, 0, how[name])
        await asyncio.gather(*(one.leave() for one in visitors))
        return visitors

    visitors = asyncio.run(story())
    assert sum(one.handed_over for one in visitors) >= 1
    assert sum(one.moves == 1 for one in visitors) >= PARENTS // 3, "some were elsewhere"


def test_nothing_is_written_about_visitors(proxy: tuple[str, Path]) -> None:
    said = proxy[1].read_text()
    assert "GET" not in said
    assert "/channels" not in said
    assert "remote_ip" not in said
