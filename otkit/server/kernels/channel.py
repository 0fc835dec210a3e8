"""What is said to a kernel and what it says: one message at a time, each within its time.

Messages to the kernel are built here. ipykernel tells when it has done with one: `status`, `idle`.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Mapping
from typing import Any

CONTROL = "otkit-pages"  # the comm by which the server opens and closes pages
BEATS = 6  # in the time for a message; one that comes late, since the server was slow, counts once

log = logging.getLogger("otkit")


class KernelEndedError(Exception):
    """The kernel ended before it had done what it was asked."""


class Channel:
    """The two sockets to a kernel. `working_for` is the page whose message it works on."""

    def __init__(
        self,
        manager: Any,
        on_message: Callable[[str, bytes], None],
        on_silence: Callable[[], object],
    ) -> None:
        """Connect to the kernel of jupyter_client's `manager`.

        `on_message` is given each message to a page: the id of its comm, and the content as JSON;
        `on_silence` is called when a message took too long.
        """
        self.working_for: str | None = None
        self._is_open = True
        self._session: Any = manager.session
        self._on_message, self._on_silence = on_message, on_silence
        self._turn = asyncio.Lock()
        self._answer: asyncio.Future[Any] | None = None
        self._asked = ""
        self._said: Any = None
        self._beats = 0
        self._iopub: Any = manager.connect_iopub()
        self._shell: Any = manager.connect_shell()
        self._iopub.on_recv(self._receive)

    def close(self) -> None:
        """Let nobody wait for a kernel that ended."""
        self._is_open = False
        for stream in (self._iopub, self._shell):
            stream.close()
        if self._answer and not self._answer.done():
            self._answer.set_exception(KernelEndedError())

    async def send(
        self, kind: str, content: Mapping[str, Any], seconds: float, page: str | None = None
    ) -> Any:
        """Have the kernel work on a message, for `page`; returns what it said on our comm.

        Raises `KernelEndedError`.
        """
        async with self._turn:
            if not self._is_open:
                raise KernelEndedError
            message = self._session.msg(kind, dict(content))
            self._asked, self._said, self.working_for = message["header"]["msg_id"], None, page
            loop = asyncio.get_running_loop()
            self._answer = loop.create_future()
            self._beats = BEATS
            beat = loop.call_later(seconds / BEATS, self._beat, seconds / BEATS, self._asked)
            try:
                self._session.send(self._shell, message)
                answer = await self._answer
                self.working_for = None
                return answer
            finally:
                beat.cancel()
                self._answer = None

    def _beat(self, seconds: float, asked: str) -> None:
        if self._answer is None or self._asked != asked or self._answer.done():
            return
        self._beats -= 1
        if self._beats > 0:
            asyncio.get_running_loop().call_later(seconds, self._beat, seconds, asked)
        else:
            log.warning("A kernel did not answer in time; it is ended.")
            self._on_silence()

    def _receive(self, frames: list[bytes]) -> None:
        """Take what the kernel says; what is no message of a kernel's goes nowhere."""
        try:
            topics, parts = self._session.feed_identities(frames)
            signature, header, parent, metadata, content = parts[:5]
            if self._session.sign([header, parent, metadata, content]) == signature:
                self._take(topics[0], json.loads(header)["msg_type"], parent, content)
        except (ValueError, TypeError, LookupError, AttributeError):
            log.warning("A kernel said what kernels do not say.")

    def _take(self, topic: bytes, kind: str, parent: bytes, content: bytes) -> None:
        """A message to a page, to us, or that the kernel is done."""
        if kind == "status":
            is_ours = json.loads(parent).get("msg_id") == self._asked
            is_idle = json.loads(content)["execution_state"] == "idle"
            if is_ours and is_idle and self._answer and not self._answer.done():
                self._answer.set_result(self._said)
        elif kind == "comm_msg" and topic == f"comm-{CONTROL}".encode():
            self._said = json.loads(content)["data"]
        elif kind == "comm_msg" and topic.startswith(b"comm-"):
            self._on_message(topic[5:].decode("ascii"), content)
