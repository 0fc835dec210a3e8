"""A trial page for a phone, to find out whether phones reach this computer.

Only a phone can tell: a guest Wi-Fi or a firewall may keep phones away from a computer that reaches
its own address. The page holds one sentence, and ends after `MINUTES` or soon after a phone came.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from otkit.front.addresses import web_address

PORTS = (8866, 0)
"""The port of `otkit serve` first, since a firewall may open it alone; then any free one."""

MINUTES = 10
AFTER_A_PHONE = 5.0  # seconds; then the port is free for the workshop's own pages


class PhoneTrial:
    """A page at `path` on `port` of all this computer's addresses; `reached` is called once.

    `host` is the address to listen on; an empty one means all of them.
    """

    def __init__(
        self, sentences: dict[str, str], reached: Callable[[], None], host: str = ""
    ) -> None:
        """Show `sentences`, by language code, to the phone that comes."""
        self.path = f"/{secrets.token_urlsafe(6)}"
        self._page = _page(sentences).encode()
        self._reached = reached
        self._was_reached = False
        self._server = self._listen(host)
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self._end = self._close_in(MINUTES * 60)

    def address(self, host: str) -> str:
        """The URL for a phone that reaches this computer as `host`."""
        return web_address(host, self.port, self.path)

    def close(self) -> None:
        """Stop serving the page."""
        self._end.cancel()
        self._server.shutdown()
        self._server.server_close()

    def _close_in(self, seconds: float) -> threading.Timer:
        timer = threading.Timer(seconds, self.close)
        timer.daemon = True
        timer.start()
        return timer

    def _listen(self, host: str) -> ThreadingHTTPServer:
        trial = self

        class Handler(BaseHTTPRequestHandler):
            timeout = 5

            def do_GET(self) -> None:
                """Send the page at its own path; any other path is not found."""
                is_trial = self.path == trial.path
                self.send_response(200 if is_trial else 404)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Cache-Control", "no-store")
                self.end_headers()
                if is_trial:
                    self.wfile.write(trial._page)
                    trial._note()

            def log_message(self, format: str, *args: object) -> None:
                """Log nothing: a line would hold an address."""

        for port in PORTS:
            try:
                return ThreadingHTTPServer((host, port), Handler)
            except OSError:
                if not port:
                    raise
        raise AssertionError("the last port is any free one")

    def _note(self) -> None:
        if not self._was_reached:
            self._was_reached = True
            self._end.cancel()
            self._end = self._close_in(AFTER_A_PHONE)
            self._reached()


def _page(sentences: dict[str, str]) -> str:
    lines = "".join(
        f'<p lang="{escape(language)}">{escape(text)}</p>' for language, text in sentences.items()
    )
    return (
        f'<!doctype html><html lang="{escape(next(iter(sentences)))}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><title>otkit</title>'
        f"<main>{lines}</main></html>"
    )
