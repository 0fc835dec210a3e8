"""What `otkit serve` answers on the web: pages, static files, the kernels' sockets, farewell.

`launch.py` lists every route; what it does not list does not exist. A page carries a token made
from its kernel's id and a secret of this server: without it nobody reaches that kernel.
"""

from __future__ import annotations

import contextlib
import hmac
import logging
from typing import Any, ClassVar

from jupyter_core.utils import ensure_async
from jupyter_server.base.handlers import JupyterHandler
from tornado.web import HTTPError, RequestHandler
from tornado.websocket import WebSocketClosedError
from voila.static_file_handler import TemplateStaticFileHandler
from voila.tornado.handler import TornadoVoilaHandler
from voila.tornado.kernel_websocket_handler import (
    VoilaKernelWebsocketHandler,
    read_header_from_binary_message,
)

log = logging.getLogger("otkit")

PROTOCOL = "v1.kernel.websocket.jupyter.org"
MESSAGES = frozenset({"comm_msg", "kernel_info_request"})  # all that a page ever sends
RETRY_AFTER = 20  # seconds: about the time in which a full room makes a place free
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Server": "otkit",
}


def token_for(kernel_id: str, secret: bytes) -> str:
    """The word that lets a page, and only that page, talk to its kernel."""
    return hmac.new(secret, kernel_id.encode(), "sha256").hexdigest()


class Quiet(RequestHandler):
    """Failures are logged without the visitor's address and without what was asked."""

    def log_exception(self, *error: Any) -> None:
        """Log the failure's own traceback only."""
        if not isinstance(error[1], HTTPError):
            log.error("A request failed.", exc_info=error)


class Page(Quiet, TornadoVoilaHandler):
    """A notebook as a page; when all places are taken, a friendly page and `Retry-After`."""

    async def get(self, path: str | None = None) -> None:
        """Give the visitor a kernel's page, or ask them to come back."""
        if self.kernel_manager.is_full:
            self.set_header("Retry-After", str(RETRY_AFTER))
            raise HTTPError(503)
        await ensure_async(super().get())

    async def head(self) -> None:
        """Say that the page is there, without starting a kernel."""
        self.set_header("Content-Type", "text/html")

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Draw the template's friendly error page, never a traceback."""
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(self.settings["otkit_error_page"](status_code))


class Missing(Quiet, JupyterHandler):
    """Everything that is not a route."""

    async def prepare(self) -> None:  # type: ignore[override]
        """Answer 404 to every method, before any other check."""
        raise HTTPError(404)

    write_error = Page.write_error


class Static(Quiet, TemplateStaticFileHandler):
    """The template's own files; a hashed address may be kept for a year."""

    def set_default_headers(self) -> None:
        """Set the same headers as every page."""
        for name, value in HEADERS.items():
            self.set_header(name, value)


class Farewell(Quiet):
    """A closed page gives its kernel back at once."""

    async def post(self, kernel_id: str) -> None:
        """Shut the kernel down when the page shows its token."""
        kernels = self.settings["kernel_manager"]
        expected = token_for(kernel_id, self.settings["otkit_secret"])
        if not hmac.compare_digest(self.get_body_argument("token", ""), expected):
            raise HTTPError(403)
        self.set_status(204)
        if kernel_id in kernels:
            await ensure_async(kernels.shutdown_kernel(kernel_id, now=True))


class Socket(Quiet, VoilaKernelWebsocketHandler):
    """One page's line to its own kernel, for the two messages a page needs."""

    open_sockets: ClassVar[dict[str, Socket]] = {}

    async def get(self, kernel_id: str) -> None:
        """Open the line for the page that was given this kernel."""
        offered = self.request.headers.get("Sec-WebSocket-Protocol", "").replace(" ", "").split(",")
        expected = f"otkit.{token_for(kernel_id, self.settings['otkit_secret'])}"
        shown = next((word for word in offered if word.startswith("otkit.")), "")
        if PROTOCOL not in offered or not hmac.compare_digest(shown, expected):
            raise HTTPError(403)
        if kernel_id not in self.kernel_manager:
            raise HTTPError(404)
        await ensure_async(super().get(kernel_id=kernel_id))

    async def open(self, kernel_id: str) -> None:
        """Take the place of an older line to the same kernel."""
        if older := self.open_sockets.get(kernel_id):
            older.close()
        self.open_sockets[kernel_id] = self
        self.set_nodelay(True)  # a tick's answer is small; waiting for more would cost 40 ms
        await super().open(kernel_id)

    def on_message(self, message: str | bytes) -> None:
        """Pass on the messages a page needs; whatever else comes ends the line."""
        header = read_header_from_binary_message(message) if isinstance(message, bytes) else None
        if not isinstance(header, dict) or header.get("msg_type") not in MESSAGES:
            log.warning("A page sent a message that pages do not send; its line was closed.")
            self.close()
            return
        super().on_message(message)

    def on_close(self) -> None:
        """Forget the line."""
        if self.open_sockets.get(self.kernel_id) is self:
            del self.open_sockets[self.kernel_id]
        super().on_close()

    @classmethod
    def hang_up(cls, kernel_id: str) -> None:
        """Close the line to a kernel that is gone, so that its page knows at once."""
        if line := cls.open_sockets.pop(kernel_id, None):
            with contextlib.suppress(WebSocketClosedError):
                line.close(code=1001)
