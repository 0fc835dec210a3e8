"""A page's websocket: opened by its token, for the two messages that a page sends."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.base.websocket import WebSocketMixin
from tornado.iostream import StreamBufferFullError
from tornado.web import HTTPError
from tornado.websocket import WebSocketHandler

from otkit.server.addressed import is_own_origin
from otkit.server.configuration import ROOM
from otkit.server.kernels.messages import (
    KERNEL_INFO,
    PLAIN,
    PROTOCOL,
    SOURCE,
    Event,
    read_frame,
)
from otkit.server.kernels.tokens import notebook_of, source_of
from otkit.server.limits import Bucket
from otkit.server.quiet import Quiet

log = logging.getLogger("otkit")

EXTENSIONS = re.compile(
    "permessage-deflate(; ?((server|client)_no_context_takeover|client_max_window_bits"
    "|(server|client)_max_window_bits=(9|1[0-5])))*"
)  # that Tornado takes; at others it fails
SESSION = re.compile(r"[0-9A-Za-z-]{1,64}")  # the name a page gives to itself
LARGEST_UNSENT = 2 * 1024 * 1024  # bytes that wait for a phone; the largest file is 0.4 MB
LARGEST_FRAME = 256 * 1024  # bytes; a form is under 20 kB, with a file of answers under 120 kB
PER_SECOND, AT_ONCE = 15.0, 60.0  # messages of one page; the fastest fingers send five a second
READS_PER_SECOND, READS_AT_ONCE = 120.0, 1000.0  # of a connection; a message takes four
PING_SECONDS = 30.0  # after which a phone that is gone without a word is noticed
GOING_AWAY = 1001  # the websocket protocol's code for a tab that is closed
FILES = frozenset({"notes", "fhir", "reminders", "answers"})  # the actions that make a file
FILES_PER_SECOND, FILES_AT_ONCE = 0.5, 3.0  # of one page


class Socket(Quiet, WebSocketMixin, WebSocketHandler, JupyterHandler):  # type: ignore[misc]
    """One page's websocket; Jupyter's mixin refuses anyone who is not signed in."""

    ping_interval: Any = PING_SECONDS  # Tornado's, in seconds; the mixin's are milliseconds
    ping_timeout: Any = PING_SECONDS

    def get_compression_options(self) -> Any:
        """How frames are compressed."""
        return self.settings["websocket_compression_options"]

    async def get(self, kernel_id: str) -> None:
        """Connect to the page with this id, which a browser takes as its kernel's."""
        offered = self.request.headers.get("Sec-WebSocket-Protocol", "").replace(" ", "").split(",")
        token = next((text[6:] for text in offered if text.startswith("otkit.")), "")
        name = notebook_of(kernel_id, token, self.site.secret)
        notebook = self.site.notebooks.get(name)
        if PROTOCOL not in offered or notebook is None:
            log.info("A connection to a page was requested without its token.")  # as by an old tab
            raise HTTPError(403)
        if not SESSION.fullmatch(self.get_argument("session_id", "")):
            raise HTTPError(400)
        page = self.site.pages.get(kernel_id)
        if page is None:  # it is another server's, or was idle
            self.admit()
            page = self.site.pages.adopt(kernel_id, notebook, self.address)
        if not page.connects.take():
            log.warning("A page connected more often than a phone can lose its connection.")
            raise HTTPError(429)
        if not EXTENSIONS.fullmatch(self.request.headers.get("Sec-WebSocket-Extensions", "")):
            self.request.headers.pop("Sec-WebSocket-Extensions", None)  # declined, as may be
        self.page = page
        await super().get(kernel_id=kernel_id)

    def select_subprotocol(self, subprotocols: list[str]) -> str:
        """The one that is spoken."""
        return PROTOCOL

    async def open(self, kernel_id: str) -> None:
        """Take the place of an older connection of the same page."""
        if self.site.pages.get(kernel_id) is not self.page:  # it was closed meanwhile
            return self.close()
        self.page.address = self.address
        self.bucket = Bucket(PER_SECOND, AT_ONCE)
        self.files = Bucket(FILES_PER_SECOND, FILES_AT_ONCE)
        connection: Any = self.ws_connection
        self.wire = connection.stream
        self.wire.max_write_buffer_size = LARGEST_UNSENT
        self.wire.read_bytes = self.counted(self.wire.read_bytes)
        self.set_nodelay(True)  # a tick's answer is small; waiting for more would cost 40 ms
        self.page.connect(self)

    def counted(self, read: Callable[..., Any]) -> Callable[..., Any]:
        """A stream's `read`, bounded: Tornado tells of messages, but not of their many parts."""
        reads = Bucket(READS_PER_SECOND, READS_AT_ONCE)

        def counting(*args: Any, **kwargs: Any) -> Any:
            if not reads.take():
                log.warning("A page sent more frames than pages do; it was disconnected.")
                self.wire.close()
            return read(*args, **kwargs)

        return counting

    @property
    def is_open(self) -> bool:
        """Whether neither side has closed the connection."""
        return self.ws_connection is not None and not self.ws_connection.is_closing()

    def on_message(self, message: str | bytes) -> None:
        """Take the messages that a page sends; anything else closes the connection."""
        if not self.is_open:
            return
        read = read_frame(message) if isinstance(message, bytes) else None
        channel, header, content = read or ("", {}, {})
        kind = header.get("msg_type") if channel == "shell" else None
        event = Event.read(content) if kind == "comm_msg" else None
        if kind != "kernel_info_request" and (event is None or not self.page.owns(event.comm_id)):
            log.warning("A page sent a message that pages do not send; it was disconnected.")
            self.close()
        elif not self.bucket.take():
            log.warning("A page sent more messages than fingers can; it was disconnected.")
            self.close()
        elif event is None:
            self.send(KERNEL_INFO)
        else:
            if self.page.notebook == self.site.notebooks[ROOM]:
                if not self.page.may_name(event.code):
                    log.warning("A page tried more codes of rooms than fingers can; one was left.")
                    return
                source = source_of(self.address, self.site.secret)
                fields = event.fields | {SOURCE: [source]}  # of each, since codes are in several
                event = replace(event, fields=fields)
            if event.action in FILES and not self.may_have_file():
                event = replace(event, action=PLAIN)
            self.site.pages.receive(self.page, event)

    def may_have_file(self) -> bool:
        """Whether this page, and its client, may have one more file now."""
        return self.files.take() and self.site.files.take(self.address)

    def send(self, message: bytes) -> None:
        """Send a frame, unless the connection is closed, or the browser takes nothing."""
        if not self.is_open:
            return
        try:
            sent = asyncio.ensure_future(self.write_message(message, binary=True))
            sent.add_done_callback(asyncio.Future.exception)  # when it is closed, that is no news
        except StreamBufferFullError:
            log.warning("A page took nothing of what it was sent; it was disconnected.")
            self.wire.close()  # a closing frame would not be taken either

    def hang_up(self) -> None:
        """Close the connection of a page that is closed, so that its browser knows at once."""
        if self.is_open:
            self.close(code=GOING_AWAY)
            self.wire.close()  # at once: a client may leave the closing unanswered

    def check_origin(self, origin: str | None = None) -> bool:
        """Whether a page of this very server connects; a refused origin is not logged."""
        is_own = is_own_origin(origin or "", self.host)
        if not is_own:
            log.warning("Another site's page requested a connection; it was refused.")
        return is_own

    def _origin_matches_host(self, origin: str) -> bool:
        """What Tornado asks first, where its own may raise, and takes any scheme."""
        return is_own_origin(origin, self.host)

    def on_close(self) -> None:
        """Let the page wait for another connection, unless its browser reports that it closed."""
        self.page.disconnect(self)
        if self.close_code == GOING_AWAY and self.page.connection is None:
            self.site.pages.close(self.page)
