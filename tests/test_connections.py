"""How many connections there may be, and which gives way."""

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


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Connections:
    """At most six, four of one address; nothing is served."""
    monkeypatch.setattr("tornado.httpserver.HTTPServer.handle_stream", lambda *_: None)
    monkeypatch.setattr("tornado.httpserver.HTTPServer.on_close", lambda *_: None)
    return Connections(Application(), most=6, most_of_one=4)


def come(server: Connections, address: str, count: int = 1) -> list[Any]:
    streams: list[Any] = [Stream() for _ in range(count)]
    for stream in streams:
        server.handle_stream(stream, (address, 1))
    return streams


def closed(streams: list[Any]) -> list[bool]:
    return [stream.is_closed for stream in streams]


def request(stream: Any) -> Any:
    return SimpleNamespace(connection=SimpleNamespace(stream=stream))


def test_of_one_address_the_longest_idle_gives_way(server: Connections) -> None:
    streams = come(server, "192.0.2.1", 6)
    assert closed(streams) == [True, True, False, False, False, False]


def test_of_all_the_address_with_most_gives_way(server: Connections) -> None:
    many, few = come(server, "192.0.2.1", 4), come(server, "192.0.2.2", 2)
    late = come(server, "192.0.2.3")
    assert closed(many) == [True, False, False, False]
    assert closed(few + late) == [False] * 3


def test_one_that_is_answered_does_not_give_way(server: Connections) -> None:
    streams = come(server, "192.0.2.1", 4)
    for stream in streams:
        server.answers(request(stream))
    assert closed(come(server, "192.0.2.1")) == [True], "there is no room"
    assert closed(streams) == [False] * 4
    server.start_request(SimpleNamespace(stream=streams[2]), None)  # it waits for the next request
    assert closed(come(server, "192.0.2.1")) == [False]
    assert closed(streams) == [False, False, True, False]


def test_a_websocket_and_one_that_is_closed_make_room(server: Connections) -> None:
    streams = come(server, "192.0.2.1", 4)
    server.on_close(SimpleNamespace(stream=streams[0]))
    assert closed(streams + come(server, "192.0.2.1")) == [False] * 5


def test_an_ipv6_network_is_one_address(server: Connections) -> None:
    streams = [come(server, f"2001:db8::{number}")[0] for number in range(1, 6)]
    assert closed(streams) == [True, False, False, False, False]


def test_behind_a_proxy_all_together_are_bounded() -> None:
    assert Connections(Application(), most=6, most_of_one=0).most_of_one == 0
