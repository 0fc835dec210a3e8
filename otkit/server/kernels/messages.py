"""Jupyter messages between a page and the server: read with distrust, and written by the server.

What a page sends is taken apart, and only what a page may send is kept, as an `Event`; a kernel
gets a message that the server builds from it. See "WebSocket protocol" in jupyter_server's
documentation for the frames, and jupyter_client's "Messaging in Jupyter" for what is in them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any, Self

from jupyter_server.services.kernels.connection import base

PROTOCOL = "v1.kernel.websocket.jupyter.org"
deserialize: Any = base.deserialize_msg_from_ws_v1
serialize: Any = base.serialize_msg_to_ws_v1
MOST_PARTS = 12  # a message has five parts, and room for buffers that our pages do not use
MOST_FIELDS = 200  # a page has about 120; more is not one of our pages
PLAIN = "change"  # the action of an event after which a newer form says it all
LONGEST_NAME = 40  # characters of an action or a turn
CODES = ("code", "room")  # the fields that name a room's code: typed, and the one that was joined
SOURCE = "source"  # the field that the server alone sets: where a room's codes are tried from


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
        match content:
            case {
                "comm_id": str(comm_id),
                "data": {"method": "custom", "content": {"fields": dict(fields), **form}},
            } if len(fields) <= MOST_FIELDS:
                action, seen = form.get("action", ""), form.get("seen", "")
            case _:
                return None
        if not isinstance(action, str) or not isinstance(seen, str):
            return None
        return cls(
            comm_id=comm_id,
            action=clean(action[:LONGEST_NAME]),
            fields={
                clean(name): [clean(text) for text in values[:MOST_FIELDS] if isinstance(text, str)]
                for name, values in fields.items()
                if isinstance(values, list) and name != SOURCE
            },
            seen=clean(seen[:LONGEST_NAME]),
            whole=form.get("whole") is True,
        )

    @property
    def code(self) -> str:
        """The codes of rooms that the form names, as one text; "" for none."""
        return " ".join(sorted({text for name in CODES for text in self.fields.get(name, [])}))

    def message(self) -> dict[str, Any]:
        """What the widget gets."""
        return {
            "action": self.action,
            "fields": self.fields,
            "seen": self.seen,
            "whole": self.whole,
        }

    def after(self, older: Event) -> Event:
        """This event in place of an `older` one; all is drawn if either asks for it."""
        return replace(self, whole=self.whole or older.whole)


def clean(text: str) -> str:
    """Text that can be sent on: half a surrogate pair, which JSON may hold, becomes a "?"."""
    return text.encode("utf-8", "replace").decode()


def read_frame(frame: bytes) -> tuple[str, dict[str, Any], dict[str, Any]] | None:
    """The channel, the header and the content of a frame, or None when it is malformed."""
    count = int.from_bytes(frame[:8], "little")  # of offsets; the last is the frame's end
    end = int.from_bytes(frame[8 * count : 8 * count + 8], "little")
    if not 6 <= count <= MOST_PARTS or end != len(frame):
        return None
    try:
        channel, texts = deserialize(frame)
        parts = [json.loads(text) for text in texts[:4]]
    except (ValueError, RecursionError):
        return None
    if len(parts) == 4 and all(isinstance(part, dict) for part in parts):
        return channel, parts[0], parts[3]
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
    parts = [json.dumps(header).encode(), b"{}", b"{}", content]
    message: bytes = serialize(parts, channel)
    return message


#: Another kernel has the page: "send your form again".
SEND_AGAIN = frame("status", b'{"execution_state": "starting"}')
#: The page's message came, and there is work before it.
BUSY = frame("status", b'{"execution_state": "busy"}')
#: The server and the page's kernel are there.
KERNEL_INFO = frame("kernel_info_reply", b'{"status": "ok", "protocol_version": "5.4"}', "shell")


def given_up(comm_id: str) -> bytes:
    """The page gets no kernel any more."""
    return frame("comm_close", json.dumps({"comm_id": comm_id, "data": {}}).encode())
