"""Each row of frames.py is sent on an open page's websocket; the page and another one go on."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from urllib.request import urlopen

import pytest

from tests.attacks.frames import ATTACKS, frame
from tests.attacks.raw import PATIENCE, Target, status_of, target
from tests.deploy.visitor import PROTOCOL, Visitor, pack, unpack

INFO, REPLY = "kernel_info_request", "kernel_info_reply"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    with target(tmp_path_factory.mktemp("server")) as served:
        yield served


@pytest.fixture(scope="module")
def neighbour(server: Target) -> Iterator[socket.socket]:
    with opened(server, server.page) as line:
        yield line


def opened(server: Target, page: Visitor) -> socket.socket:
    """A websocket of a page."""
    line = server.connect()
    line.sendall(
        f"GET /api/kernels/{page.host['kernelId']}/channels?session_id=s HTTP/1.1\r\n"
        f"Host: localhost:{server.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
        f"Sec-WebSocket-Protocol: {PROTOCOL}, otkit.{page.host['token']}\r\n\r\n".encode()
    )
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += line.recv(1)
    assert status_of(answer.decode()) == 101
    return line


def exactly(line: socket.socket, count: int) -> bytes:
    """So many bytes; raises `EOFError` when the connection ends."""
    read = b""
    while len(read) < count:
        try:
            more = line.recv(count - len(read))
        except ConnectionError:
            more = b""
        if not more:
            raise EOFError
        read += more
    return read


def heard(line: socket.socket) -> Iterator[str]:
    """The kinds of the messages that come, until the connection is closed."""
    try:
        while True:
            first, length = exactly(line, 2)
            if length >= 126:
                size = 2 if length == 126 else 8
                length = int.from_bytes(exactly(line, size), "big")
            payload = exactly(line, length)
            if first & 15 == 8:
                return
            if first & 15 == 2:
                yield unpack(payload)[0]
    except EOFError:
        return


def goes_on(line: socket.socket) -> bool:
    """Whether the server still answers on a page's websocket."""
    line.sendall(frame(pack({}, INFO)))
    return REPLY in heard(line)


@pytest.mark.parametrize("name", ATTACKS)
def test_a_page_is_answered_or_its_connection_ends(
    name: str, server: Target, neighbour: socket.socket
) -> None:
    attack, page = ATTACKS[name], Visitor(f"http://localhost:{server.port}/")
    with urlopen(page.base, timeout=PATIENCE) as answer:
        assert page.take(answer.read().decode())
    sent = attack.sent if isinstance(attack.sent, bytes) else attack.sent(page.model)
    with opened(server, page) as line:
        try:
            line.sendall(sent)
        except ConnectionError:
            assert attack.end == "closed", attack.promise
        if attack.end == "closed":
            assert REPLY not in heard(line), attack.promise
        else:
            assert goes_on(line), attack.promise
    close = f"POST /voila/api/shutdown/{page.host['kernelId']} HTTP/1.1\r\nHost: localhost\r\n"
    body = f"token={page.host['token']}"
    form = f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}"
    assert status_of(server.ask(f"{close}{form}\r\n\r\n{body}")) == 204
    assert goes_on(neighbour), "another page goes on"
    server.is_well()
