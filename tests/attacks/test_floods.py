"""Each flood holds back its own address alone: another gets the page, and the log stays short."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from typing import NamedTuple

import pytest

from tests.attacks.raw import Target, status_of, target

MOST_OF_ONE = 96  # connections: eight for each page that an address may have
FLOODER, OTHER = "127.0.0.1", "127.0.0.99"
HEAD = b"HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n"
STYLE = b"GET /voila/templates/otkit/static/style.css HTTP/1.1\r\nHost: localhost\r\n\r\n"
LONGEST_LOG = 60_000  # bytes: some 300 lines at once, and few after that


class Flood(NamedTuple):
    """What is promised, how often a connection is opened, from where, and what is sent on it."""

    promise: str
    times: int
    sent: bytes
    sources: tuple[str, ...] = (FLOODER,)
    is_held: bool = True  # open until all are


FLOODS = {
    "flood-idle": Flood("silent connections give way", 300, b""),
    "flood-half-line": Flood("half a request gives way", 150, b"GET / HT"),
    "flood-half-headers": Flood("half a request gives way", 150, HEAD[:-2]),
    "flood-no-body": Flood(
        "half a request gives way",
        150,
        b"POST /voila/api/shutdown/a-b-c-d-e HTTP/1.1\r\nContent-Length: 9000\r\n\r\nx",
    ),
    "flood-unread": Flood("what nobody reads is bounded", 150, STYLE * 20),
    "flood-in-a-row": Flood("many requests in a row are answered in turn", 20, HEAD * 200),
    "flood-come-and-go": Flood("who goes at once costs little", 500, b"", is_held=False),
    "flood-half-pages": Flood(
        "a page that nobody waits for is none",
        40,
        b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        is_held=False,
    ),
    "flood-pages": Flood(
        "pages of one address are counted", 40, b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
    ),
    "flood-four-addresses": Flood(
        "each address has its own share",
        400,
        b"",
        ("127.0.0.11", "127.0.0.12", "127.0.0.13", "127.0.0.14"),
    ),
    "flood-names": Flood(
        "refusals do not fill the log", 300, b"HEAD / HTTP/1.1\r\nHost: evil\r\n\r\n", is_held=False
    ),
    "flood-no-http": Flood("what is no HTTP does not fill the log", 300, b"\x16\x03\r\n\r\n"),
    "flood-bad-tokens": Flood(
        "refusals do not fill the log",
        300,
        b"GET /api/kernels/a-b-c-d-e/channels?session_id=s HTTP/1.1\r\nHost: localhost\r\n\r\n",
        is_held=False,
    ),
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    options = ("--max-per-address", str(MOST_OF_ONE // 8), "--max-visitors", "60")
    with target(tmp_path_factory.mktemp("server"), *options) as served:
        yield served


pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="many addresses")


def is_open(line: socket.socket) -> bool:
    """Whether the server has not closed a connection on which nothing was asked."""
    line.setblocking(False)
    try:
        return line.recv(1) != b""
    except BlockingIOError:
        return True
    except ConnectionError:
        return False


@pytest.mark.parametrize("name", FLOODS)
def test_another_address_is_served_all_the_same(name: str, server: Target) -> None:
    flood, lines = FLOODS[name], []
    with ExitStack() as held:
        for number in range(flood.times):
            source = flood.sources[number % len(flood.sources)]
            with suppress(ConnectionError):
                line = server.connect(source)
                held.callback(line.close)
                line.sendall(flood.sent)
                lines.append(line)
                if not flood.is_held:
                    line.close()
        server.is_well(OTHER)
        if flood.sent == b"" and flood.is_held:
            most = MOST_OF_ONE * len(flood.sources)
            assert 0 < sum(map(is_open, lines)) <= most, flood.promise
    assert len(server.said) < LONGEST_LOG, flood.promise


def test_who_is_inside_stays_while_all_is_full(server: Target) -> None:
    """An address full of silent connections asks once more, and is answered."""
    with ExitStack() as held:
        for _ in range(2 * MOST_OF_ONE):
            held.callback(server.connect().close)
        assert status_of(server.ask(HEAD.decode())) == 200
