"""What every answer has in common: our headers, whom it may go to, and what is logged of it."""

from __future__ import annotations

import logging
from functools import cached_property
from typing import Any

from tornado.web import HTTPError, RequestHandler

from otkit.server.addressed import is_own_name
from otkit.server.limits import client_address
from otkit.server.logs import place_of

log = logging.getLogger("otkit")

STRANGE_NAME = (
    "A request named another server than this one: start it with --name and the name of the site, "
    "or with --behind-proxy."
)
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
    """A handler with our headers, which logs failures without client and URL."""

    @property
    def site(self) -> Any:
        """The `Server` of `launch.py`, if this is a handler of its."""
        return self.settings.get("otkit_server")

    def set_default_headers(self) -> None:
        """Set the server's headers, on refusals too."""
        for name, value in self.settings["headers"].items():
            self.set_header(name, value)

    def prepare(self) -> Any:  # Jupyter's is a coroutine, Tornado's none
        """Refuse a request that names another server."""
        if not is_own_name(self.host, self.settings.get("otkit_names", ())):
            log.warning(STRANGE_NAME)
            raise HTTPError(421)
        if self.site:  # else it is on the port for health, which counts none
            self.site.connections.answers(self.request)
        return super().prepare()

    def log_exception(self, *error: Any) -> None:
        """Log the failure's type and place alone."""
        if not isinstance(error[1], HTTPError):
            log.error("A request failed (%s).", place_of(error[1]))

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Answer with the status alone."""
        self.finish()

    def forwarded(self, name: str) -> str:
        """The last value of a header in which a proxy says what came to it; only when trusted."""
        trusted = self.settings.get("otkit_behind_proxy")
        return self.request.headers.get(name, "").split(",")[-1].strip() if trusted else ""

    @cached_property
    def address(self) -> str:
        """Client address, from X-Forwarded-For when trusted."""
        return client_address(self.forwarded("X-Forwarded-For") or str(self.request.remote_ip))

    @cached_property
    def host(self) -> str:
        """The name and the port that the browser asked for."""
        return self.forwarded("X-Forwarded-Host") or str(self.request.host)

    def admit(self) -> None:
        """Raise 429 or 503 when this client, or the server, is to have no more pages."""
        pages, requests = self.site.pages, self.site.requests
        if pages.has_its_share(self.address) or not requests.take(self.address):
            raise HTTPError(429)
        if pages.is_full:
            raise HTTPError(503)
