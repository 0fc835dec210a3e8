"""How many connections there may be."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from tornado.web import Application

from otkit.server.connections import Connections


class Stream:
    """A connection that is never read."""

    is_closed = False
    socket = SimpleNamespace(setsockopt=lambda *_: None)

    def close(self) -> None:
        self.is_closed = True


@pytest.fixture(autouse=True)
def without_tornado(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is served."""
    monkeypatch.setattr("tornado.httpserver.HTTPServer.handle_stream", lambda *_: None)
    monkeypatch.setattr("tornado.httpserver.HTTPServer.on_close", lambda *_: None)


@pytest.fixture
def server() -> Connections:
    """At most six, four of one address."""
    return Connections(Application(), most=6, most_of_one=4)


def come(server: Connections, address: str, count: int = 1) -> list[Any]:
    streams: list[Any] = [Stream() for _ in range(count)]
    for stream in streams:
        server.handle_stream(stream, (address, 1))
    return streams


def closed(streams: list[Any]) -> list[bool]:
    return [stream.is_closed for stream in streams]


def test_one_address_has_no_more_than_its_share(server: Connections) -> None:
    assert closed(come(server, "192.0.2.1", 6)) == [False] * 4 + [True] * 2
    assert closed(come(server, "192.0.2.2")) == [False]


def test_all_together_have_no_more_than_there_may_be(server: Connections) -> None:
    come(server, "192.0.2.1", 4)
    assert closed(come(server, "192.0.2.2", 3)) == [False, False, True]


def test_a_websocket_and_one_that_is_closed_make_room(server: Connections) -> None:
    streams = come(server, "192.0.2.1", 4)
    server.on_close(SimpleNamespace(stream=streams[0]))
    assert closed(streams + come(server, "192.0.2.1")) == [False] * 5


def test_an_ipv6_network_is_one_address(server: Connections) -> None:
    streams = [come(server, f"2001:db8::{number}")[0] for number in range(1, 6)]
    assert closed(streams) == [False] * 4 + [True]


def test_behind_a_proxy_all_together_are_bounded() -> None:
    server = Connections(Application(), most=6, most_of_one=0)
    assert closed(come(server, "192.0.2.1", 7)) == [False] * 6 + [True]
