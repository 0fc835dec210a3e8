"""What a page's connection refuses, sent for real to `otkit serve`, a neighbour looking on."""

import asyncio
import json
import socket
import struct
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import ipywidgets
import pytest
from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.websocket import WebSocketClosedError, websocket_connect

from otkit import Age
from otkit.kit.wording import Words
from otkit.server import sockets
from otkit.server.kernels.page import CONNECTS_AT_ONCE
from otkit.server.sockets import (
    AT_ONCE,
    FILES_AT_ONCE,
    FILES_PER_SECOND,
    LARGEST_FRAME,
    PER_SECOND,
    PING_SECONDS,
)
from otkit.takeaway.answers_file import LARGEST, answers_now, write_answers
from otkit.widgets import CheckIn
from tests.deploy.visitor import PROTOCOL, Visitor, pack, unpack
from tests.kit import TABLES
from tests.serving import free_port, started

CHANNELS = ["shell", "control", "stdin", "iopub", "no-such-channel", ""]
FORM = {"years": ["2"], "months": ["3"], "language": ["en"]}
WIDGETS = [key for key, _ in ipywidgets.widgets.widget._registry.items()]
KILL = "import os; os._exit(0)"  # code that nobody could miss, if it were run
REQUESTS: dict[str, dict[str, Any]] = {
    "execute_request": {"code": KILL, "silent": False, "user_expressions": {"x": KILL}},
    "inspect_request": {"code": "CheckIn", "cursor_pos": 3, "detail_level": 1},
    "complete_request": {"code": "Chec", "cursor_pos": 4},
    "is_complete_request": {"code": "1 +"},
    "history_request": {"hist_access_type": "tail", "n": 9, "output": True, "raw": True},
    "comm_info_request": {},
    "connect_request": {},
    "shutdown_request": {"restart": True},
    "interrupt_request": {},
    "debug_request": {"type": "request", "seq": 1, "command": "debugInfo", "arguments": {}},
    "create_subshell_request": {},
    "usage_request": {},
    "input_reply": {"value": KILL, "status": "ok"},
    "execute_input": {"code": KILL},
    "apply_request": {},
    "comm_close": {"comm_id": "x", "data": {}},
    "comm_open": {"comm_id": "x", "target_name": "jupyter.widget.control", "data": {}},
    "no_such_request": {},
    "": {},
}

Attack = Callable[[Visitor], Awaitable[None]]


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("server") / "log"


@pytest.fixture(scope="module")
def served(log: Path) -> Iterator[str]:
    port = free_port()
    command = ("otkit", "serve", "--port", str(port), "--kernels", "1")
    with started(*command, port=port, log=log):
        yield f"http://127.0.0.1:{port}/"


def deaf_line(visitor: Visitor) -> socket.socket:
    """A line to the visitor's kernel that never reads what comes."""
    host, port = visitor.origin.removeprefix("http://").split(":")
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    line.settimeout(30)
    line.connect((host, int(port)))
    told = visitor.host
    line.sendall(
        f"GET {told['baseUrl']}api/kernels/{told['kernelId']}/channels?session_id=x HTTP/1.1\r\n"
        f"Host: {host}:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Origin: {visitor.origin}\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
        f"Sec-WebSocket-Protocol: {PROTOCOL}, otkit.{told['token']}\r\n\r\n".encode()
    )
    assert line.recv(12) == b"HTTP/1.1 101"
    return line


def framed(message: bytes) -> bytes:
    """A client's frame; its mask changes nothing."""
    return b"\x82\xfe" + struct.pack("!H", len(message)) + bytes(4) + message


@asynccontextmanager
async def visiting(address: str) -> AsyncIterator[Visitor]:
    """A visitor with an open page and a line to its kernel."""
    visitor = Visitor(address)
    assert "region_result" in await visitor.say(FORM)
    try:
        yield visitor
    finally:
        await visitor.leave()


async def reopened(visitor: Visitor) -> None:
    visitor.line = await visitor.connect()


async def refused(visitor: Visitor, message: bytes | str) -> None:
    """Send something, and see that the line is closed and no answer came before that."""
    assert visitor.line is not None
    with suppress(WebSocketClosedError):  # by the server, before it has all of a large message
        await visitor.line.write_message(message, binary=isinstance(message, bytes))
    async with asyncio.timeout(30):
        while (answer := await visitor.line.read_message()) is not None:
            assert isinstance(answer, bytes)
            assert unpack(answer)[0] in ("status", "kernel_info_reply", "comm_msg")
    visitor.line = None


def unharmed(served: str, attack: Attack) -> None:
    """Attack as one visitor; that one's kernel, another visitor and the server go on as before."""

    async def story() -> None:
        async with visiting(served) as neighbour, visiting(served) as attacker:
            await attack(attacker)
            for visitor in (neighbour, attacker):
                shown = await visitor.say({**FORM, "lost-skill": ["on"]})
                assert "act-now" in shown["region_result"]
                assert visitor.moves == 1, "its kernel is another one"

    asyncio.run(story())


@pytest.mark.parametrize("kind", REQUESTS)
def test_what_a_page_never_sends_is_refused_on_every_channel(kind: str, served: str) -> None:
    async def attack(visitor: Visitor) -> None:
        for channel in CHANNELS:
            await refused(visitor, pack(REQUESTS[kind], kind, channel))
            await reopened(visitor)

    unharmed(served, attack)


@pytest.mark.parametrize("kind", ["comm_msg", "kernel_info_request"])
@pytest.mark.parametrize("channel", CHANNELS[1:])
def test_what_a_page_sends_is_refused_on_other_channels(
    kind: str, channel: str, served: str
) -> None:
    unharmed(served, lambda visitor: refused(visitor, pack({}, kind, channel)))


def test_a_page_that_takes_nothing_is_disconnected(served: str) -> None:
    """Else what waits for it would fill the server's memory."""

    def ask_on(line: socket.socket, model: str) -> None:
        content = {"action": "change", "fields": FORM, "seen": "1", "whole": True}
        data = {"method": "custom", "content": content}
        until = time.monotonic() + PING_SECONDS
        while time.monotonic() < until:
            line.sendall(framed(pack({"comm_id": model, "data": data})))
            time.sleep(1.1 / PER_SECOND)
        raise AssertionError("it was told more and more")

    async def attack(visitor: Visitor) -> None:
        line = await asyncio.to_thread(deaf_line, visitor)
        with line, pytest.raises((ConnectionResetError, BrokenPipeError)):
            await asyncio.to_thread(ask_on, line, visitor.model)
        visitor.line = None

    unharmed(served, attack)


def test_no_widget_can_be_opened(served: str) -> None:
    assert len(WIDGETS) > 50

    async def attack(attacker: Visitor) -> None:
        for start in range(0, len(WIDGETS), int(CONNECTS_AT_ONCE) - 2):
            async with visiting(served) as visitor:
                for key in WIDGETS[start : start + int(CONNECTS_AT_ONCE) - 2]:
                    module, version, name, *view = (str(one) for one in key)
                    state = {
                        "_model_module": module,
                        "_model_module_version": version,
                        "_model_name": name,
                        **dict(zip(("_view_module", "_view_module_version"), view, strict=False)),
                    }
                    content = {
                        "comm_id": uuid.uuid4().hex,
                        "target_name": "jupyter.widget",
                        "data": {"state": state, "buffer_paths": []},
                    }
                    await refused(visitor, pack(content, "comm_open"))
                    await reopened(visitor)

    unharmed(served, attack)


@pytest.mark.parametrize("method", ["update", "echo_update", "request_state", "set", "", None])
def test_no_trait_can_be_set_or_asked_for(method: str, served: str) -> None:
    """State comes from Python alone; what a page sends is an event."""
    state = {"language": "es", "title": "x", "region_result": "<b>x</b>", "seen": "x", "_esm": "x"}
    data = {"method": method, "state": state, "buffer_paths": []}
    unharmed(
        served,
        lambda visitor: refused(visitor, pack({"comm_id": visitor.model, "data": data})),
    )


@pytest.mark.parametrize(
    "comm_id", ["", "otkit-pages", "jupyter.widget.control", "{other}", "{own}x"]
)
def test_a_comm_that_is_not_the_pages_own_is_refused(comm_id: str, served: str) -> None:
    async def attack(visitor: Visitor) -> None:
        async with visiting(served) as other:
            name = comm_id.format(other=other.model, own=visitor.model.partition("_")[0])
            content = {"action": "change", "fields": {"years": ["4"]}, "seen": "x"}
            data = {"method": "custom", "content": content}
            await refused(visitor, pack({"comm_id": name, "data": data}))
            assert "region_result" in await other.say({**FORM, "lost-skill": ["on"]})

    unharmed(served, attack)


def legacy(kind: str, channel: str) -> str:
    header = {"msg_id": "1", "msg_type": kind, "session": "s", "username": "", "version": "5.4"}
    parts = {"header": header, "parent_header": {}, "metadata": {}, "content": REQUESTS.get(kind)}
    return json.dumps(parts | {"channel": channel, "buffers": []})


def test_the_older_protocol_is_not_spoken(served: str) -> None:
    async def attack(visitor: Visitor) -> None:
        for kind in ("execute_request", "comm_msg", "kernel_info_request"):
            for channel in ("shell", "control"):
                await refused(visitor, legacy(kind, channel))
                await reopened(visitor)
                packed = legacy(kind, channel).encode()
                await refused(visitor, struct.pack("!II", 1, 8) + packed)
                await reopened(visitor)
        with pytest.raises(HTTPClientError) as answer:
            await opened(visitor, subprotocols=[f"otkit.{visitor.host['token']}"])
        assert answer.value.code == 403

    unharmed(served, attack)


def malformed() -> list[bytes]:
    good = pack({}, "execute_request")
    twice = good.replace(b'{"msg_id"', b'{"msg_type": "comm_msg", "msg_id"')
    return [
        b"",
        b"\0" * 64,
        b"\xff" * 64,
        good[:-1],
        good + b"x",
        struct.pack("<7Q", 2**63, 56, 56, 56, 56, 56, 56),
        struct.pack("<7Q", 6, 56, 40, 48, 50, 52, 56),
        b'{"header": {"msg_type": "execute_request"}, "channel": "shell"}',
        twice,  # with lengths that no longer fit
        pack({"a": "x" * (LARGEST_FRAME + 1)}),
    ]


@pytest.mark.parametrize("number", range(len(malformed())))
def test_a_malformed_or_oversized_frame_is_refused(number: int, served: str) -> None:
    unharmed(served, lambda visitor: refused(visitor, malformed()[number]))


def test_a_type_said_twice_is_read_as_the_kernel_reads_it(served: str) -> None:
    header = b'{"msg_id": "1", "msg_type": "comm_msg", "session": "s", "msg_type": "%s"}'
    parts = [b"shell", header % b"execute_request", b"{}", b"{}", b'{"code": "%s"}' % KILL.encode()]
    offsets = [8 * (len(parts) + 2)]
    for part in parts:
        offsets.append(offsets[-1] + len(part))
    packed = struct.pack(f"<{len(offsets) + 1}Q", len(offsets), *offsets) + b"".join(parts)
    unharmed(served, lambda visitor: refused(visitor, packed))


def test_a_small_frame_that_unpacks_to_a_huge_one_is_refused(served: str) -> None:
    async def attack(visitor: Visitor) -> None:
        visitor.line = await opened(visitor, compression_options={})
        await refused(visitor, b"\0" * 30_000_000)

    unharmed(served, attack)


def test_more_messages_than_fingers_can_send_disconnect(served: str) -> None:
    async def attack(visitor: Visitor) -> None:
        assert visitor.line is not None
        for _ in range(2 * int(AT_ONCE)):
            visitor.line.write_message(pack({}, "kernel_info_request"), binary=True)
        async with asyncio.timeout(60):
            while await visitor.line.read_message() is not None:
                pass
        visitor.line = None

    unharmed(served, attack)


def test_a_page_that_asks_for_file_after_file_gets_a_few(served: str) -> None:
    """And an answer to each of its forms, all the same."""
    asked = 2 * int(FILES_AT_ONCE) + 4

    async def attack(visitor: Visitor) -> None:
        for turn in range(asked):
            content = {"action": "notes", "fields": FORM, "seen": f"f{turn}"}
            data = {"method": "custom", "content": content}
            message = pack({"comm_id": visitor.model, "data": data})
            await visitor.line.write_message(message, binary=True)
        files, began = 0, time.monotonic()

        async def hear() -> None:
            nonlocal files
            _, content = unpack(await visitor.line.read_message())
            files += "file" in content.get("data", {}).get("content", {})
            visitor.shown |= content.get("data", {}).get("state", {})

        async with asyncio.timeout(60):
            while not files or visitor.shown["seen"] != f"f{asked - 1}":
                await hear()
        with suppress(TimeoutError):
            async with asyncio.timeout(3):  # for more files than it should get
                while True:
                    await hear()
        waited = time.monotonic() - began
        assert 1 <= files <= FILES_AT_ONCE + 1 + FILES_PER_SECOND * waited

    unharmed(served, attack)


def test_a_page_does_not_connect_again_and_again(served: str) -> None:
    async def attack(visitor: Visitor) -> None:
        async with visiting(served) as other:
            opened, refused_with = 0, 0
            while not refused_with and opened < 3 * CONNECTS_AT_ONCE:
                try:
                    (await other.connect()).close()
                    opened += 1
                except HTTPClientError as answer:
                    refused_with = answer.code
            assert refused_with == 429
            assert CONNECTS_AT_ONCE <= 1 + opened < 3 * CONNECTS_AT_ONCE

    unharmed(served, attack)


async def opened(visitor: Visitor, path: str = "", origin: str = "", **options: Any) -> Any:
    to = visitor.host
    path = path or f"{to['baseUrl']}api/kernels/{to['kernelId']}/channels?session_id=s"
    url = visitor.origin.replace("http", "ws", 1) + path
    request = HTTPRequest(url, headers={"Origin": origin} if origin else {})
    options.setdefault("subprotocols", [PROTOCOL, f"otkit.{to['token']}"])
    return await websocket_connect(request, **options)


def test_nobody_reaches_the_kernel_of_another_page(served: str) -> None:
    async def attack(visitor: Visitor) -> None:
        async with visiting(served) as other:
            theirs = {"kernelId": other.host["kernelId"]}
            for token in (visitor.host["token"], "", "x" * 64, other.host["token"][:-1], "ä"):
                with pytest.raises(HTTPClientError) as answer:
                    await visitor.connect(**theirs, token=token)
                assert answer.value.code == 403
            url = f"{visitor.origin}/voila/api/shutdown/{theirs['kernelId']}"
            body = f"token={visitor.host['token']}"
            assert (await visitor.fetch(url, method="POST", body=body)).code == 403
            assert "region_result" in await other.say(FORM)
            assert other.moves == 1

    unharmed(served, attack)


@pytest.mark.parametrize("query", ["token={token}", "otkit={token}", "session_id=s&token={token}"])
def test_a_token_in_an_address_opens_nothing(query: str, served: str) -> None:
    """Addresses stand in the logs of proxies."""

    async def attack(visitor: Visitor) -> None:
        asked = query.format(token=visitor.host["token"])
        path = f"/api/kernels/{visitor.host['kernelId']}/channels?{asked}"
        for subprotocols in ([PROTOCOL], []):
            with pytest.raises(HTTPClientError) as answer:
                await opened(visitor, path, subprotocols=subprotocols)
            assert answer.value.code == 403

    unharmed(served, attack)


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", "http://127.0.0.1:1"])
def test_another_sites_page_does_not_connect(origin: str, served: str) -> None:
    async def attack(visitor: Visitor) -> None:
        with pytest.raises(HTTPClientError) as answer:
            await opened(visitor, origin=origin)
        assert answer.value.code == 403

    unharmed(served, attack)


def test_refusals_are_logged_without_whose_and_what(served: str, log: Path) -> None:
    async def attack(visitor: Visitor) -> None:
        await refused(visitor, pack({"code": "MARKED"}, "execute_request"))
        await reopened(visitor)
        await visitor.say({**FORM, "country": ["MARKED"]})
        with pytest.raises(HTTPClientError):
            await opened(visitor, origin="https://marked.example")

    unharmed(served, attack)
    said = log.read_text().split("\n", 1)[1]
    assert "it was disconnected" in said
    for word in ("127.0.0.1", "MARKED", "marked", "Traceback", "token=", "ping"):
        assert word not in said


# ---------------------------------------------------------------- files of answers

UPLOADS = 24


def test_files_of_many_reach_their_own_pages_and_no_log(served: str, log: Path) -> None:
    """Each has a day of its own in its file; the kernels are shared."""
    tables = TABLES
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(UPLOADS)]
    age, answers = Age(24), {"walks-alone": "often"}
    files = [
        write_answers(answers_now(age, answers, tables, "en", day), tables).replace(
            '"language"', f'"{"x" * (n % 2) or "language"}"'
        )
        for n, day in enumerate(days)
    ]
    words = Words(tables, "en")

    async def upload(number: int) -> None:
        async with visiting(served) as visitor:
            for fields in ({"file": [files[number]]}, {"file": ["\x00" * LARGEST]}):
                shown = (await visitor.say({**FORM, **fields}))["region_file"]
                expected = words("file.damaged") if number % 2 else words.date(days[number])
                if fields["file"][0].startswith("\x00"):
                    expected = words("file.not-ours")
                assert expected in shown
                others = [words.date(day) for day in days if day != days[number]]
                assert not [day for day in others if f"from {day}." in shown]

    async def story() -> None:
        await asyncio.gather(*map(upload, range(UPLOADS)))

    asyncio.run(story())
    said = log.read_text()
    for word in ("walks-alone", "otkit-answers", "2026-01-"):
        assert word not in said


def test_a_page_has_no_other_widget_that_takes_messages() -> None:
    before = set(ipywidgets.widgets.widget._instances)
    page = CheckIn()
    others = {
        type(ipywidgets.widgets.widget._instances[one]).__name__
        for one in set(ipywidgets.widgets.widget._instances) - before - {page.model_id}
    }
    assert others == {"OwnLayout"}, "which takes nothing either"


def test_pings_are_counted_in_seconds() -> None:
    """As Tornado does; Jupyter's mixin counts milliseconds."""
    own = vars(sockets.Socket)
    assert (own["ping_interval"], own["ping_timeout"]) == (PING_SECONDS, PING_SECONDS)
    assert 10 <= PING_SECONDS <= 60
