"""Requests to a kernel, one at a time, each within its time; what the kernel sends, by comm.

Every message to the kernel is built here. ipykernel reports that it has done one: `status`, `idle`.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

CONTROL = "otkit-pages"  # the comm by which the server opens and closes pages
SLICES = 6  # of a request's time; while the server itself is slow, only one of them passes

log = logging.getLogger("otkit")


class KernelEndedError(Exception):
    """The kernel ended before it had done what was requested."""


class Channel:
    """The two sockets to a kernel; it is open until the kernel ended or hangs."""

    def __init__(self, manager: Any, on_message: Callable[[str, bytes], None]) -> None:
        """Connect to the kernel of jupyter_client's `manager`.

        `on_message` gets each message to a page: the id of its comm, and the content as JSON.
        """
        self.is_open = True
        self._session, self._on_message = manager.session, on_message
        self._idle: asyncio.Future[None] | None = None  # set when the request is done
        self._request_id, self._answer = "", None
        self._shell, self._iopub = manager.connect_shell(), manager.connect_iopub()
        self._iopub.on_recv(self._receive)

    def close(self) -> None:
        """Disconnect from a kernel that ended; who waits for it gets `KernelEndedError`."""
        self.is_open = False
        self._shell.close()
        self._iopub.close()
        if self._idle and not self._idle.done():
            self._idle.set_exception(KernelEndedError())

    async def connect(self) -> None:
        """Ask until the kernel is heard on both sockets; raises `KernelEndedError`."""
        while True:
            with suppress(TimeoutError):
                return await asyncio.wait_for(self.request("kernel_info_request", {}, 60), 0.5)

    async def request(self, kind: str, content: Mapping[str, Any], seconds: float) -> Any:
        """Have the kernel work on a message; returns its answer on our comm.

        Raises `KernelEndedError`; `TimeoutError` when the kernel takes longer than `seconds`, which
        then gets no other request.
        """
        message = self._session.msg(kind, dict(content))
        self._request_id, self._answer = message["header"]["msg_id"], None
        idle = self._idle = asyncio.get_running_loop().create_future()
        try:
            self._session.send(self._shell, message)
            for _ in range(SLICES):
                if (await asyncio.wait([idle], timeout=seconds / SLICES))[0]:
                    await idle
                    return self._answer
            self.is_open = False
            raise TimeoutError
        finally:
            self._idle = None

    def _receive(self, frames: list[bytes]) -> None:
        """Take what the kernel sends; what is not signed as a kernel's message goes nowhere."""
        try:
            topics, parts = self._session.feed_identities(frames)
            signature, header, parent, metadata, content = parts[:5]
            if self._session.sign([header, parent, metadata, content]) == signature:
                self._take(topics[0], json.loads(header)["msg_type"], parent, content)
        except (ValueError, TypeError, LookupError, AttributeError):
            log.warning("A kernel sent what kernels do not send.")

    def _take(self, topic: bytes, kind: str, parent: bytes, content: bytes) -> None:
        """A message to a page, an answer to us, or that the kernel is idle again."""
        if kind == "status" or topic == f"comm-{CONTROL}".encode():
            if self._idle is None or json.loads(parent).get("msg_id") != self._request_id:
                return
            decoded = json.loads(content)
            if kind == "comm_msg":
                self._answer = decoded["data"]
            elif decoded.get("execution_state") == "idle" and not self._idle.done():
                self._idle.set_result(None)
        elif kind == "comm_msg" and topic.startswith(b"comm-"):
            self._on_message(topic[5:].decode("ascii"), content)
