"""A page's line to its own kernel: opened by its token, for the two messages a page sends."""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import logging
import re
import time
from typing import Any, ClassVar
from urllib.parse import urlsplit

from jupyter_core.utils import ensure_async
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from tornado.iostream import StreamBufferFullError
from tornado.web import HTTPError
from tornado.websocket import WebSocketClosedError
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler

from otkit.server.handlers import Quiet, address_of, token_for
from otkit.server.limits import Bucket, read_header

log = logging.getLogger("otkit")

PROTOCOL = "v1.kernel.websocket.jupyter.org"
SESSION = re.compile(r"[0-9A-Za-z-]{1,64}")  # the name a page gives to itself
MESSAGES = frozenset({"comm_msg", "kernel_info_request"})  # all that a page ever sends
LARGEST_UNSENT = 2 * 1024 * 1024  # bytes that wait for a phone; the largest file is 0.4 MB
LARGEST_FRAME = 256 * 1024  # bytes; a whole form is under 20 kB
TOO_BIG = 1009  # why a line is closed, in the websocket protocol's numbers
PER_SECOND = 15.0  # messages in the long run; the fastest fingers send five
AT_ONCE = 60.0  # messages in a burst
PING_SECONDS = 30.0  # after which a phone that is gone is noticed, if it has not said so
LINES_A_SECOND, LINES_AT_ONCE = 1.0, 20.0  # that one page may open; it tries every 1.5 s
REFUSALS_A_SECOND, REFUSALS_AT_ONCE = 0.2, 30.0  # that are logged, so that nobody fills the disk


class Connection(ZMQChannelsWebsocketConnection):
    """What lies between a page's line and its kernel's channels."""

    def on_restart_failed(self) -> None:
        """Leave a kernel that died to the manager, which logs it once and hangs up."""


class Socket(Quiet, VoilaKernelWebsocketHandler):
    """One page's line to its own kernel."""

    open_sockets: ClassVar[dict[str, Socket]] = {}
    ping_interval = ping_timeout = PING_SECONDS
    openings: ClassVar[dict[str, Bucket]] = {}  # by kernel
    waiting: ClassVar[dict[str, set[asyncio.Future[None]]]] = {}  # for a first answer, by kernel
    refusals: ClassVar[Bucket] = Bucket(REFUSALS_A_SECOND, REFUSALS_AT_ONCE, time.monotonic)

    async def get(self, kernel_id: str) -> None:
        """Open the line for the page that was given this kernel."""
        offered = self.request.headers.get("Sec-WebSocket-Protocol", "").replace(" ", "").split(",")
        expected = f"otkit.{token_for(kernel_id, self.settings['otkit_secret'])}"
        shown = next((word for word in offered if word.startswith("otkit.")), "")
        if PROTOCOL not in offered or not hmac.compare_digest(shown.encode(), expected.encode()):
            self.refuse("Somebody asked for a line to a kernel that is not theirs.")
            raise HTTPError(403)
        if not await self.kernel_manager.lives(kernel_id):
            raise HTTPError(404)
        if not SESSION.fullmatch(self.get_argument("session_id", "")):
            raise HTTPError(400)
        bucket = Bucket(LINES_A_SECOND, LINES_AT_ONCE, time.monotonic)
        if not self.openings.setdefault(kernel_id, bucket).take():
            self.refuse("A page opened its line more often than a phone can lose it.")
            raise HTTPError(429)
        await ensure_async(super().get(kernel_id=kernel_id))

    async def pre_get(self) -> None:
        """Wait until the kernel answers, but for none that ended, nor for a visitor who left."""
        answer = asyncio.ensure_future(super().pre_get())
        waiting = self.waiting.setdefault(self.kernel_id, set())
        waiting.add(answer)
        await asyncio.wait([answer])
        waiting.discard(answer)
        if self.connection is None or answer.cancelled():
            if self.connection is not None:
                self.connection.disconnect()
            raise HTTPError(404)
        answer.result()

    async def open(self, kernel_id: str) -> None:
        """Take the place of an older line to the same kernel."""
        if older := self.open_sockets.get(kernel_id):
            older.close()
        self.open_sockets[kernel_id] = self
        self.settings["otkit_limits"].opened(kernel_id, address_of(self))
        self.kernel_manager.touched(kernel_id)
        self.bucket = Bucket(PER_SECOND, AT_ONCE, time.monotonic)
        assert self.ws_connection is not None  # noqa: S101 -- for the reader: it was just opened
        self.ws_connection.stream.max_write_buffer_size = LARGEST_UNSENT
        self.set_nodelay(True)  # a tick's answer is small; waiting for more would cost 40 ms
        try:
            await super().open(kernel_id)
        except TimeoutError:
            self.refuse("A kernel did not answer its page, which gets another one.")
            self.close()

    @property
    def is_open(self) -> bool:
        """Whether the line was not closed, by either side."""
        return self.ws_connection is not None and not self.ws_connection.is_closing()

    def on_message(self, message: str | bytes) -> None:
        """Pass on the messages a page needs; whatever else comes ends the line."""
        if not self.is_open:
            return
        read = read_header(message) if isinstance(message, bytes) else None
        if read is None or read[0] != "shell" or read[1].get("msg_type") not in MESSAGES:
            self.refuse("A page sent a message that pages do not send; its line was closed.")
            self.close()
        elif not self.bucket.take():
            self.refuse("A page sent more messages than fingers can; its line was closed.")
            self.close()
        else:
            self.kernel_manager.touched(self.kernel_id)
            super().on_message(message)

    def write_message(self, message: Any, binary: bool = False) -> Any:
        """Pass on what the kernel says, unless nobody is there any more, or nobody takes it."""
        if not self.is_open:
            return None
        assert self.ws_connection is not None  # noqa: S101 -- for the reader: it is open
        try:
            sent = super().write_message(message, binary)
            sent.add_done_callback(asyncio.Future.exception)  # when the line goes, it is no news
            return sent
        except StreamBufferFullError:
            self.refuse("A page took nothing of what it was told; its line was closed.")
            self.ws_connection.stream.close()  # a farewell would not be taken either
            return None

    def send_ping(self) -> None:
        """Leave it to Tornado to ask whether the page is still there; one of two is enough."""
        self.ping_callback.stop()

    def get_websocket_protocol(self) -> Any:
        """Hear of it when Tornado by itself ends a line, for a frame that it does not even read."""
        protocol: Any = super().get_websocket_protocol()
        if protocol is None:
            return None
        close = protocol.close

        def closing(code: int | None = None, reason: str | None = None) -> None:
            if code == TOO_BIG:
                self.refuse("A page sent a message of more than any page's; its line was closed.")
            close(code, reason)

        protocol.close = closing
        return protocol

    def check_origin(self, origin: str | None = None) -> bool:
        """Whether a page of this very server asks; a refused address is not logged."""
        own = urlsplit(origin or "").netloc.lower() == self.request.headers.get("Host", "").lower()
        if not own:
            self.refuse("Another site's page asked for a line; it was refused.")
        return own

    @classmethod
    def refuse(cls, sentence: str) -> None:
        """Log a refusal: not whose, not what, and not each of very many."""
        if cls.refusals.take():
            log.warning(sentence)

    def on_close(self) -> None:
        """Forget the line."""
        if self.open_sockets.get(self.kernel_id) is self:
            del self.open_sockets[self.kernel_id]
        super().on_close()

    @classmethod
    def hang_up(cls, kernel_id: str) -> None:
        """Close the line to a kernel that is gone, so that its page knows at once."""
        cls.openings.pop(kernel_id, None)
        for answer in cls.waiting.pop(kernel_id, ()):
            answer.cancel()
        if line := cls.open_sockets.pop(kernel_id, None):
            with contextlib.suppress(WebSocketClosedError):
                line.close(code=1001)
