"""What `otkit serve` answers on the web: pages, their static files, and the end of a page.

`launch.py` lists every route; what it does not list does not exist. A page carries a token made
from its id and a secret of the site (`kernels/tokens.py`): without it nobody reaches that page.
"""

from __future__ import annotations

import logging
import time
from pathlib import Path
from typing import Any, ClassVar

from jupyter_server.base.handlers import JupyterHandler
from tornado.web import HTTPError, RequestHandler, authenticated
from voila.tornado.handler import TornadoVoilaHandler

from otkit.server.addressed import fields_of, with_own_socket
from otkit.server.kernels.frame import Frame
from otkit.server.kernels.pages import Pages
from otkit.server.kernels.pool import NoRoomError
from otkit.server.kernels.tokens import notebook_of, token_for
from otkit.server.limits import Bucket, Limits, household

log = logging.getLogger("otkit")

RETRY_AFTER = 20  # seconds: about the time in which a full room makes a place free
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
CONTENT_POLICY = "Content-Security-Policy"
HEADERS = {
    CONTENT_POLICY: POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Server": "otkit",
}


class Quiet(RequestHandler):
    """Every answer carries our headers; failures are logged without whose and what was asked.

    Not each of very many: while no kernel can be started, every open page asks again and again.
    """

    failures: ClassVar[Bucket] = Bucket(0.1, 10, time.monotonic)  # a second; at once

    def set_default_headers(self) -> None:
        """Set the server's headers, on refusals too."""
        for name, value in self.settings["headers"].items():
            self.set_header(name, value)

    def log_exception(self, *error: Any) -> None:
        """Log the failure's own traceback only."""
        if not isinstance(error[1], HTTPError) and self.failures.take():
            log.error("A request failed.", exc_info=error)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Answer with the status alone."""
        self.finish()


def address_of(handler: RequestHandler) -> str:
    """Who asks: the visitor's household, behind a proxy by what the proxy says of it."""
    told = ""
    if handler.settings["otkit_behind_proxy"]:
        told = handler.request.headers.get("X-Forwarded-For", "").split(",")[-1].strip()
    return household(told or str(handler.request.remote_ip))


class Page(Quiet, TornadoVoilaHandler):
    """A notebook as a page; when all places are taken, a friendly page and `Retry-After`."""

    visitor_left = False

    def on_connection_close(self) -> None:
        """Note that nobody waits for this page any more."""
        self.visitor_left = True
        super().on_connection_close()

    @authenticated
    async def get(self, path: str | None = None) -> None:
        """Give the visitor a page, or ask them to come back."""
        limits: Limits = self.settings["otkit_limits"]
        pages: Pages = self.settings["otkit_pages"]
        address = address_of(self)
        too_many = not limits.admit(address)
        if too_many or pages.is_full:
            raise HTTPError(429 if too_many else 503)
        try:
            with limits.waiting(address):
                async with self.settings["otkit_turns"].of(address):
                    if self.visitor_left:
                        return
                    page, outputs = await pages.open(self.notebook_path, self.fields())
        except NoRoomError:
            raise HTTPError(503) from None
        if self.visitor_left:
            return pages.close(page)
        limits.given(page.page_id, address)
        token = token_for(
            page.page_id, Path(self.notebook_path).stem, self.settings["otkit_secret"]
        )
        frame: Frame = self.settings["otkit_frames"][self.notebook_path]
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        policy = with_own_socket(self.settings["headers"][CONTENT_POLICY], self.request.host)
        self.set_header(CONTENT_POLICY, policy)
        self.finish(frame.around(page.page_id, token, outputs))

    def fields(self) -> dict[str, list[str]]:
        """The fields that the address fills in, and the language that the browser speaks."""
        query = {name: self.get_query_argument(name) for name in self.request.query_arguments}
        spoken = self.request.headers.get("Accept-Language", "")
        return fields_of(query, spoken)

    async def head(self) -> None:
        """Say that the page is there, without starting a kernel."""
        self.set_header("Content-Type", "text/html")

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Draw the template's friendly error page, never a traceback."""
        self.set_header("Content-Type", "text/html; charset=utf-8")
        if status_code in (429, 503):
            self.set_header("Retry-After", str(RETRY_AFTER))
        self.finish(self.settings["otkit_error_page"](status_code))


class Missing(Quiet, JupyterHandler):
    """Everything that is not a route."""

    async def prepare(self) -> None:  # type: ignore[override]
        """Answer 404 to every method, before any other check."""
        raise HTTPError(404)

    write_error = Page.write_error


class Closing(Quiet):
    """The beacon of a page that was closed."""

    async def post(self, kernel_id: str) -> None:
        """Close the page when it shows its token."""
        pages: Pages = self.settings["otkit_pages"]
        token = self.get_body_argument("token", "")
        if notebook_of(kernel_id, token, self.settings["otkit_secret"]) is None:
            raise HTTPError(403)
        self.set_status(204)
        if page := pages.get(kernel_id):
            pages.close(page)


def quiet_log(handler: Any) -> None:
    """Log failures only, without address, query or visitor."""
    if handler.get_status() >= 500 and handler.get_status() != 503:
        log.error("A request was answered with %s.", handler.get_status())
