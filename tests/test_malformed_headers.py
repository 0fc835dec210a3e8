"""Headers that no browser sends, against a real `otkit serve`: refused, and no word is logged."""

from __future__ import annotations

import logging
import socket
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from otkit.server import logs
from tests.deploy.visitor import Visitor
from tests.serving import free_port, started

MARK = "my-child-Ana-is-ill"
HEADERS = {
    "Origin": [f"http://[{MARK}]", f"http://[::1{MARK}", f"http://{MARK}:x", f"//[{MARK}"],
    "Host": [f"[{MARK}", f"{MARK}:99999999", f'"{MARK}" <b>', f"a b {MARK}", f"{MARK}\xff"],
    "Range": [f"bytes={MARK}", "bytes=9999999999999999999999-", f"{MARK}=0-1"],
    "If-Modified-Since": [MARK, "Mon, 99 Foo 0000 99:99:99 GMT"],
    "If-None-Match": [MARK, f'"{MARK}', "W/" + '"' * 999],
    "Cookie": [f"{MARK}", f"_xsrf=2|{MARK}|x|x; \xff={MARK}", f'a="{MARK}'],
    "Content-Type": [f"multipart/form-data; boundary={MARK}", f"{MARK}\xff", "multipart/form-data"],
    "Content-Encoding": [MARK],
    "Content-Length": [MARK, "-1", "9" * 30],
    "Transfer-Encoding": [MARK, "chunked, chunked"],
    "X-Forwarded-For": [f"{MARK}, [::1", "[::1]:80", "\xff" + MARK],
    "X-Forwarded-Proto": [MARK],
    "Accept-Language": [f"{MARK};q={MARK}", "en;q=" + "9" * 5000],
    "Accept-Encoding": [MARK + "\xff"],
    "Referer": [f"http://[{MARK}"],
    "Sec-Fetch-Site": [MARK, "cross-site"],
    "Sec-WebSocket-Key": [MARK, ""],
    "Sec-WebSocket-Version": [MARK, "99"],
    "Sec-WebSocket-Protocol": [f"otkit.{MARK}", f",,{MARK}\xff"],
    "Sec-WebSocket-Extensions": [
        f"permessage-deflate; server_max_window_bits={MARK}",
        "=;=;,",
        "permessage-deflate; client_max_window_bits=8",
        f"permessage-deflate; {MARK}",
    ],
}
WEBSOCKET = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13"}
KERNEL = "01234567-89ab-cdef-0123-456789abcdef"


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("server") / "log"


@pytest.fixture(scope="module")
def served(log: Path) -> Iterator[int]:
    port = free_port()
    command = ("otkit", "serve", "--port", str(port), "--kernels", "1", "--behind-proxy")
    with started(*command, port=port, log=log):
        yield port


def status_of(port: int, start: str, headers: dict[str, str], body: str = "") -> tuple[int, str]:
    """The status of an answer, 0 for a connection that is closed, and what came."""
    sent = {"Host": f"127.0.0.1:{port}", "Content-Length": str(len(body))} | headers
    lines = "".join(f"{name}: {value}\r\n" for name, value in sent.items())
    asked = f"{start} HTTP/1.1\r\n{lines}\r\n{body}".encode("latin-1")
    with socket.create_connection(("127.0.0.1", port), 30) as line:
        line.sendall(asked)
        answer = line.recv(100_000).decode("latin-1")
    return int(answer.split(" ", 2)[1] if answer else 0), answer


def page_of(port: int) -> tuple[str, str]:
    """The id and the token of an open page."""
    visitor = Visitor(f"http://127.0.0.1:{port}/")
    with urllib.request.urlopen(visitor.base, timeout=60) as answer:
        assert visitor.take(answer.read().decode())
    return visitor.host["kernelId"], visitor.host["token"]


@pytest.mark.parametrize("name", HEADERS)
def test_a_malformed_header_is_no_failure_and_in_no_log(name: str, served: int, log: Path) -> None:
    kernel, token = page_of(served)
    channel = f"GET /api/kernels/{kernel}/channels?session_id=s"
    protocol = {"Sec-WebSocket-Protocol": f"v1.kernel.websocket.jupyter.org, otkit.{token}"}
    connect = WEBSOCKET | protocol | {"Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA=="}
    for value in HEADERS[name]:
        for start, headers in (
            ("GET /", {}),
            ("GET /robots.txt", {}),
            ("GET /voila/templates/otkit/static/page.js", {}),
            ("POST /nothing", {}),
            (f"POST /voila/api/shutdown/{KERNEL}", {}),
            (channel, connect),
        ):
            status, answer = status_of(served, start, headers | {name: value}, "")
            assert status < 500, (start, value)
            own_socket = f"ws://{value} wss://{value}"  # in a page's policy, for its own host
            assert MARK not in answer.replace(own_socket, "")
            assert "Traceback" not in answer
    said = log.read_text()
    for word in (MARK, "Traceback", "Error", ".py", "127.0.0.1"):
        assert word not in said.partition("Serving at")[2].partition("\n")[2]


@pytest.mark.parametrize("origin", HEADERS["Origin"])
def test_an_origin_that_is_no_address_is_refused(origin: str, served: int) -> None:
    kernel, token = page_of(served)
    protocol = {"Sec-WebSocket-Protocol": f"v1.kernel.websocket.jupyter.org, otkit.{token}"}
    connect = WEBSOCKET | protocol | {"Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA=="}
    start = f"GET /api/kernels/{kernel}/channels?session_id=s"
    assert status_of(served, start, connect | {"Origin": origin})[0] == 403
    assert status_of(served, start, connect | {"Origin": f"http://127.0.0.1:{served}"})[0] == 101


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "kit.example"},
        {"Host": "kit.example", "X-Forwarded-For": "192.0.2.7:4711"},
        {"Host": "unix-socket", "X-Forwarded-Host": "kit.example"},
        {"Host": "unix-socket", "X-Forwarded-Host": "evil.example, kit.example"},
    ],
)
def test_a_trusted_proxy_says_which_name_was_asked_for(
    headers: dict[str, str], served: int
) -> None:
    assert status_of(served, "HEAD /", headers)[0] == 200
    kernel, token = page_of(served)
    protocol = {"Sec-WebSocket-Protocol": f"v1.kernel.websocket.jupyter.org, otkit.{token}"}
    connect = WEBSOCKET | protocol | {"Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA=="} | headers
    start = f"GET /api/kernels/{kernel}/channels?session_id=s"
    for origin, status in (("https://kit.example", 101), ("https://evil.example", 403)):
        assert status_of(served, start, connect | {"Origin": origin})[0] == status


LIBRARY_NAMES = ("tornado.application", "tornado.general", "asyncio", "otkit")


@pytest.mark.parametrize("name", LIBRARY_NAMES)
def test_a_failure_is_logged_by_type_and_place(name: str, caplog: pytest.LogCaptureFixture) -> None:
    """Its logger is a new one: what other tests do to that of this name is nothing to it."""
    logger = logging.Logger(name)
    logger.addHandler(caplog.handler)
    before = logging.getLogRecordFactory()
    logs.redact()
    try:
        raise ValueError(MARK)
    except ValueError:
        logger.error("It failed.", exc_info=True, stack_info=True)
    finally:
        logging.setLogRecordFactory(before)
    assert "(ValueError, test_malformed_headers.py:" in caplog.text
    assert MARK not in caplog.text
    assert "Traceback" not in caplog.text
