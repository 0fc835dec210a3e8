"""Frames and messages that no page sends, and what is promised of each."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from typing import Any, NamedTuple

from tests.attacks.raw import MARK
from tests.deploy.visitor import pack

FIN, RESERVED = 0x80, 0x40
MASK = bytes(4)  # changes nothing
GOOD = {"method": "custom", "content": {"action": "change", "fields": {}, "seen": "1"}}


class Attack(NamedTuple):
    """What is promised, how the connection ends ("closed") or goes on ("on"), what is sent."""

    promise: str
    end: str
    sent: bytes | Callable[[str], bytes]


def frame(payload: bytes = b"", opcode: int = 2, first: int = FIN, length: int = -1) -> bytes:
    """A client's frame; `length` is what it says of its payload, if that is not true."""
    said = len(payload) if length < 0 else length
    if said < 126:
        head = struct.pack("!BB", first | opcode, 0x80 | said)
    elif said < 1 << 16:
        head = struct.pack("!BBH", first | opcode, 0x80 | 126, said)
    else:
        head = struct.pack("!BBQ", first | opcode, 0x80 | 127, said)
    return head + MASK + payload


def message(
    data: Any, kind: str = "comm_msg", channel: str = "shell", times: int = 1, **content: Any
) -> Callable[[str], bytes]:
    """Frames with a message to the page's own widget, whose id is only known there."""

    def to(model: str) -> bytes:
        return frame(pack({"comm_id": model, "data": data} | content, kind, channel)) * times

    return to


def custom(times: int = 1, **content: Any) -> Callable[[str], bytes]:
    """An event of a page with this content."""
    return message({"method": "custom", "content": content}, times=times)


def deep(levels: int) -> bytes:
    """A message whose content is so many lists in each other."""
    text = pack({"data": "x" * (2 * levels - 2)})
    return frame(text.replace(b'"' + b"x" * (2 * levels - 2) + b'"', b"[" * levels + b"]" * levels))


ATTACKS = {
    "frame-pings": Attack("pings are counted", "closed", frame(b"x" * 100, 9) * 3000),
    "frame-pongs": Attack("pongs are counted", "closed", frame(b"", 10) * 3000),
    "frame-empty-parts": Attack(
        "parts of a message are counted", "closed", frame(b"", 2, 0) + frame(b"", 0, 0) * 3000
    ),
    "frame-small-parts": Attack(
        "parts of a message are counted", "closed", frame(b"x", 2, 0) + frame(b"x", 0, 0) * 3000
    ),
    "frame-few-pings": Attack("a browser may ping", "on", frame(b"", 9) * 20),
    "frame-reserved-bits": Attack("a malformed frame ends", "closed", frame(b"x", 2, FIN | 0x30)),
    "frame-unknown-kind": Attack("a malformed frame ends", "closed", frame(b"x", 3)),
    "frame-unknown-control": Attack("a malformed frame ends", "closed", frame(b"", 11)),
    "frame-long-ping": Attack("a malformed frame ends", "closed", frame(b"x" * 126, 9)),
    "frame-ping-in-parts": Attack("a malformed frame ends", "closed", frame(b"x", 9, 0)),
    "frame-continues-nothing": Attack("a malformed frame ends", "closed", frame(b"x", 0)),
    "frame-begins-twice": Attack(
        "a malformed frame ends", "closed", frame(b"x", 2, 0) + frame(b"x", 2)
    ),
    "frame-longest": Attack("a frame is short", "closed", frame(b"", 2, FIN, (1 << 63) - 1)),
    "frame-negative": Attack("a frame is short", "closed", frame(b"", 2, FIN, (1 << 64) - 1)),
    "frame-over-limit": Attack("a frame is short", "closed", frame(b"", 2, FIN, 256 * 1024 + 1)),
    "frame-parts-over-limit": Attack(
        "so are its parts", "closed", frame(b"x" * 200_000, 2, 0) + frame(b"x" * 99_999, 0)
    ),
    "frame-text": Attack("text is no message", "closed", frame(MARK.encode(), 1)),
    "frame-text-no-utf8": Attack("text is no message", "closed", frame(b"\xff\xfe", 1)),
    "frame-packed-unasked": Attack(
        "what was not agreed ends", "closed", frame(zlib.compress(b"x" * 99), 2, FIN | RESERVED)
    ),
    "frame-close-short": Attack("a malformed end ends", "closed", frame(b"\x03", 8)),
    "frame-close-no-utf8": Attack("a malformed end ends", "closed", frame(b"\x03\xe8\xff\xfe", 8)),
    "frame-close-no-code": Attack("a malformed end ends", "closed", frame(b"\0\0", 8)),
    "message-empty": Attack("what is no message ends", "closed", frame(b"")),
    "message-zeros": Attack("what is no message ends", "closed", frame(bytes(64))),
    "message-offsets": Attack(
        "what is no message ends", "closed", frame(struct.pack("<3Q", 2**63, 0, 2**63))
    ),
    "message-mark": Attack("what is no message ends", "closed", frame(MARK.encode())),
    "message-deep": Attack("what is no message ends", "closed", deep(20_000)),
    "message-data-list": Attack("data is an event", "closed", message([])),
    "message-data-null": Attack("data is an event", "closed", message(None)),
    "message-no-method": Attack("data is an event", "closed", message({"content": {}})),
    "message-set-trait": Attack(
        "no trait is set", "closed", message({"method": "update", "state": {"html": MARK}})
    ),
    "message-ask-traits": Attack(
        "no trait is asked for", "closed", message({"method": "request_state"})
    ),
    "message-content-list": Attack(
        "an event is an object", "closed", message({"method": "custom", "content": []})
    ),
    "message-fields-list": Attack("fields are an object", "closed", custom(fields=[])),
    "message-fields-many": Attack(
        "fields are those of a form", "closed", custom(fields=dict.fromkeys(map(str, range(999))))
    ),
    "message-action-number": Attack("an action is text", "closed", custom(action=1, fields={})),
    "message-other-comm": Attack(
        "another widget is not reached", "closed", message(GOOD, comm_id=MARK)
    ),
    "message-execute": Attack("no code runs", "closed", message(GOOD, "execute_request")),
    "message-complete": Attack("no code is looked at", "closed", message({}, "complete_request")),
    "message-control": Attack("one channel is heard", "closed", message(GOOD, channel="control")),
    "message-input": Attack("one channel is heard", "closed", message(GOOD, channel="stdin")),
    "message-shutdown": Attack("no kernel ends", "closed", message({}, "shutdown_request")),
    "message-open-widget": Attack("no widget opens", "closed", message({}, "comm_open")),
    "message-subshell": Attack(
        "nothing else of a message is sent on", "on", message(GOOD, subshell_id=MARK)
    ),
    "message-surrogate": Attack(
        "text that is none is made so", "on", custom(fields={"a": ["\ud800"]}, seen="\udc80")
    ),
    "message-not-a-number": Attack(
        "a value is text", "on", custom(fields={"a": [float("nan")], "b": [None]})
    ),
    "message-strange-action": Attack(
        "an unknown action does nothing", "on", custom(action=MARK * 99, fields={})
    ),
    "message-strange-fields": Attack(
        "an unknown field does nothing", "on", custom(fields={MARK: [MARK, 1], "b": 3})
    ),
    "message-flood": Attack("messages are counted", "closed", message(GOOD, times=90)),
    "message-files": Attack("files are counted", "on", custom(20, fields={}, action="notes")),
}
