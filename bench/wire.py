"""Jupyter messages as they travel in a websocket (the protocol `v1.kernel.websocket.jupyter.org`).

A message is a channel's name and four JSON parts; the offsets of the parts stand before them as
little-endian 64-bit numbers, their count first.
"""

from __future__ import annotations

import json
import struct
import uuid
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

PROTOCOL = "v1.kernel.websocket.jupyter.org"


@dataclass(frozen=True)
class Message:
    """A kernel message: the channel, its type, its content and its metadata."""

    channel: str
    kind: str
    content: dict[str, Any]
    metadata: dict[str, Any] = field(default_factory=dict)


def pack(message: Message, session: str) -> bytes:
    """The bytes of a message from the page to the kernel."""
    header = {
        "msg_id": uuid.uuid4().hex,
        "msg_type": message.kind,
        "session": session,
        "username": "",
        "version": "5.4",
        "date": "2000-01-01T00:00:00Z",
    }
    parts = [message.channel.encode()]
    parts += [json.dumps(part).encode() for part in (header, {}, message.metadata, message.content)]
    offsets = [8 * (len(parts) + 2)]
    for part in parts:
        offsets.append(offsets[-1] + len(part))
    return struct.pack(f"<{len(offsets) + 1}Q", len(offsets), *offsets) + b"".join(parts)


def unpack(data: bytes) -> Message:
    """The message in these bytes; parts after the content (buffers) are left alone."""
    (count,) = struct.unpack_from("<Q", data)
    offsets = struct.unpack_from(f"<{count}Q", data, 8)
    parts = [data[start:end] for start, end in pairwise(offsets)]
    header, _parent, metadata, content = (json.loads(part) for part in parts[1:5])
    return Message(parts[0].decode(), header["msg_type"], content, metadata)
