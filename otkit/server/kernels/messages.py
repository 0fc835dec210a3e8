"""Jupyter messages between a page and the server: read with distrust, and written by the server.

What a page sends is taken apart, and only what a page may say is kept, as an `Event`; a kernel gets
a message that the server builds from it. See "WebSocket protocol" in jupyter_server's documentation
for the frames, and jupyter_client's "Messaging in Jupyter" for what is in them.
"""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Self

PROTOCOL = "v1.kernel.websocket.jupyter.org"
OFFSET = 8  # bytes of a number in a frame
MOST_PARTS = 12  # a message has five parts, and room for buffers that our pages do not use
MOST_FIELDS = 200  # a page has about 120; more is not one of our pages
LONGEST_WORD = 40  # characters of an action or a turn


@dataclass(frozen=True)
class Event:
    """What a person did: the button, the whole form, its turn, and whether all is to be drawn."""

    comm_id: str
    action: str
    fields: dict[str, list[str]]
    seen: str
    whole: bool

    @classmethod
    def read(cls, content: dict[str, Any]) -> Self | None:
        """The event in a comm message's content; None when it is none of a page's."""
        comm_id, data = content.get("comm_id"), content.get("data")
        if not isinstance(comm_id, str) or not isinstance(data, dict):
            return None
        said = data.get("content")
        if data.get("method") != "custom" or not isinstance(said, dict):
            return None
        fields, action, seen = said.get("fields"), said.get("action", ""), said.get("seen", "")
        if not isinstance(fields, dict):
            return None
        if not isinstance(action, str) or not isinstance(seen, str) or len(fields) > MOST_FIELDS:
            return None
        plain = {
            clean(name): [clean(value) for value in values[:MOST_FIELDS] if isinstance(value, str)]
            for name, values in fields.items()
            if isinstance(values, list)
        }
        return cls(
            comm_id=comm_id,
            action=clean(action[:LONGEST_WORD]),
            fields=plain,
            seen=clean(seen[:LONGEST_WORD]),
            whole=said.get("whole") is True,
        )

    def message(self) -> dict[str, Any]:
        """What the widget is given."""
        return {
            "action": self.action,
            "fields": self.fields,
            "seen": self.seen,
            "whole": self.whole,
        }

    def without_file(self) -> Event:
        """The same form, with no file to make: for a page that asks for too many."""
        return replace(self, action="change")

    def after(self, older: Event) -> Event:
        """This event, where `older` has not been worked on: what that asked to be drawn is, too."""
        return replace(self, whole=self.whole or older.whole)


def clean(text: str) -> str:
    """Text that can be sent on: half a surrogate pair, which JSON may hold, becomes a "?"."""
    return text.encode("utf-8", "replace").decode()


def read_frame(frame: bytes) -> tuple[str, dict[str, Any], dict[str, Any]] | None:
    """The channel, the header and the content of a frame, or None when it is malformed.

    Nothing is trusted: every offset is checked before anything is sliced or decoded.
    """
    count = int.from_bytes(frame[:OFFSET], "little")
    if not 6 <= count <= MOST_PARTS or len(frame) < OFFSET * (count + 1):
        return None
    offsets = struct.unpack_from(f"<{count}Q", frame, OFFSET)
    if offsets[0] != OFFSET * (count + 1) or offsets[-1] != len(frame):
        return None
    if list(offsets) != sorted(offsets):
        return None
    parts = [frame[start:end] for start, end in pairwise(offsets)]
    try:
        channel = parts[0].decode()
        header, parent, metadata, content = (json.loads(part.decode()) for part in parts[1:5])
    except (ValueError, RecursionError):
        return None
    if all(isinstance(part, dict) for part in (header, parent, metadata, content)):
        return channel, header, content
    return None


def frame(kind: str, content: bytes, channel: str = "iopub") -> bytes:
    """A message to a page: its type and its content as JSON; it names nobody and no time."""
    header = {
        "msg_id": "",
        "msg_type": kind,
        "session": "",
        "username": "",
        "date": "1970-01-01T00:00:00Z",
        "version": "5.4",
    }
    parts = [channel.encode(), json.dumps(header).encode(), b"{}", b"{}", content]
    offsets = [OFFSET * (len(parts) + 2)]
    for part in parts:
        offsets.append(offsets[-1] + len(part))
    return struct.pack(f"<{len(offsets) + 1}Q", len(offsets), *offsets) + b"".join(parts)


#: A new kernel has the page: "send your form again".
AGAIN = frame("status", b'{"execution_state": "starting"}')
#: The page's message came, and there is work before it.
BUSY = frame("status", b'{"execution_state": "busy"}')
#: The server and the page's kernel are there.
HERE = frame("kernel_info_reply", b'{"status": "ok", "protocol_version": "5.4"}', "shell")


def given_up(comm_id: str) -> bytes:
    """The page gets no kernel any more."""
    return frame("comm_close", json.dumps({"comm_id": comm_id, "data": {}}).encode())
