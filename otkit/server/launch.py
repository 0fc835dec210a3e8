"""What `otkit serve` does: Voilà, in this process, with only the parents' pages in front of it.

Voilà runs the notebooks and keeps kernels warm; `handlers.py` says what the web sees of it,
`configuration.py` sets Voilà's and Jupyter's own options, `provisioner.py` starts the kernels.
"""

from __future__ import annotations

import logging
import secrets
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from jupyter_core.utils import run_sync
from tornado.ioloop import IOLoop
from tornado.web import GZipContentEncoding, HTTPError
from voila.app import Voila

from otkit.drawing import render
from otkit.pictures import ROUTE
from otkit.port import cannot_listen
from otkit.server import confine, descriptors, handlers, sockets
from otkit.server.closing import closing_rooms
from otkit.server.configuration import PAGES, configuration
from otkit.server.first_page import draw_first_page
from otkit.server.limits import Limits
from otkit.server.settings import Settings, notebooks_folder
from otkit.server.signals import on_ending
from otkit.server.static_files import Pictures, StaticFiles
from otkit.tables import Tables
from otkit.wording import Words

PAGES_A_MINUTE = 4  # that an address may ask for, for each that it may have open
REQUESTS = {  # the longest that a page sends is its farewell, of some 100 bytes
    "max_body_size": 10_000,  # bytes
    "max_header_size": 16_000,  # bytes
    "body_timeout": 10,  # seconds
    "idle_connection_timeout": 75,  # seconds
}
FEW_DESCRIPTORS = (
    "This process may open files and sockets for about %.0f visitors, not for %s: "
    "raise its limit (ulimit -Hn), or lower --max-visitors."
)
KERNEL_ID = r"(?P<kernel_id>\w+-\w+-\w+-\w+-\w+)"


class Server(Voila):
    """Voilà with the routes of `handlers.py` and nothing else."""

    def __init__(self, settings: Settings, tables: Tables, secret: bytes, **kwargs: Any) -> None:
        """Serve with `tables` for its own sentences and `secret` for the pages' tokens."""
        self.tables = tables
        self.secret = secret
        self.behind_proxy = settings.behind_proxy
        a_minute = PAGES_A_MINUTE * settings.max_per_address
        self.limits = Limits(settings.max_per_address, a_minute, time.monotonic)
        self.ready: Callable[[], object] | None = None  # called once, when a page has been drawn
        self.failure: Exception | None = None  # why it stopped before that
        super().__init__(**kwargs)

    def init_settings(self) -> dict[str, Any]:
        """Voilà's settings, with our headers, our secret and no access log of visitors."""
        settings: dict[str, Any] = super().init_settings()
        return settings | {
            "headers": dict(handlers.HEADERS),
            "otkit_behind_proxy": self.behind_proxy,
            "otkit_error_page": self.error_page,
            "otkit_limits": self.limits,
            "otkit_secret": self.secret,
            "log_function": quiet_log,
            "websocket_max_message_size": sockets.LARGEST_FRAME,
            "websocket_compression_options": {"compression_level": 6, "mem_level": 5},
        }

    def init_handlers(self) -> list[Any]:
        """All routes there are."""
        base = self.server_url
        page = {
            "template_paths": self.template_paths,
            "config": self.config,
            "voila_configuration": self.voila_configuration,
        }
        return [
            *(
                (f"{base}{path}", handlers.Page, page | {"notebook_path": notebook})
                for path, notebook in PAGES.items()
            ),
            (f"{base}voila/templates/otkit/static/([a-z]+[.](?:js|css|svg))", StaticFiles),
            (f"{base}{ROUTE}([a-z0-9-]+)[.]svg", Pictures, {"tables": self.tables}),
            (f"{base}voila/api/shutdown/{KERNEL_ID}", handlers.Farewell),
            (f"{base}api/kernels/{KERNEL_ID}/channels", sockets.Socket),
            (".*", handlers.Missing),
        ]

    def start(self) -> None:
        """Serve until it is told to end; nothing is left of it then. Raises why it could not."""
        on_ending(self.end)
        try:
            super().start()
        finally:
            shutil.rmtree(getattr(self, "connection_dir", ""), ignore_errors=True)
        if self.failure:
            raise self.failure

    def end(self) -> None:
        """Stop serving; may be called at any time, from a signal too."""
        loop = getattr(self, "ioloop", None)
        if loop is None:  # not serving yet
            raise SystemExit
        loop.add_callback_from_signal(loop.stop)

    def listen(self) -> None:
        """Draw a page, then listen; a taken port is an error, not another port."""
        self.app.transforms.append(GZipContentEncoding)
        self.ioloop = IOLoop.current()
        self.ioloop.add_callback(self.open)
        try:
            self.ioloop.start()
        finally:
            self.stop()

    async def open(self) -> None:
        """Listen when a page has been drawn, and call `ready`; stop when none can be."""
        try:
            if self.ready:
                await draw_first_page(self.app, self.server_url)
            try:
                self.app.listen(self.port, self.ip, **REQUESTS)
            except OSError as error:
                raise cannot_listen(self.ip, self.port, error) from error
            if self.ready:
                self.ready()
        except Exception as error:
            self.failure = error
            self.ioloop.stop()

    def stop(self) -> None:
        """End the kernels; one that ended, or made a file meanwhile, is no trouble.

        Without its folder a kernel that is just being started ends by itself.
        """
        shutil.rmtree(self.connection_dir, ignore_errors=True)
        with suppress(HTTPError):
            run_sync(self.kernel_manager.shutdown_all)()
        shutil.rmtree(self.connection_dir, ignore_errors=True)

    def error_page(self, status: int) -> str:
        """A friendly page in every language."""
        kind = {503: "full", 429: "full", 404: "missing"}.get(status, "broken")
        readers = [Words(self.tables, row["language"]) for row in self.tables.rows("languages")]
        style = f"{self.server_url}voila/templates/otkit/static/style.css"
        context = {"readers": readers, "kind": kind, "style": style, "home": self.server_url}
        return render("error.html.j2", context)


def serve(settings: Settings, tables: Tables, ready: Callable[[], object] = lambda: None) -> None:
    """Serve the parents' pages until it is told to end; `tables` are what `prepare(settings)` gave.

    `ready` is called when the server has drawn its first page. Raises `ServerError` when it cannot
    draw one, and whatever `OtkitError` comes from `ready`.
    """
    secret = secrets.token_bytes(32)
    config = configuration(settings, notebooks_folder(), secret)
    server = Server(settings, tables, secret, config=config)
    server.ready = ready
    for what in confine.what_is_missing():
        server.log.warning("On this system a visitor's kernel %s; see docs/security.md.", what)
    if (carried := descriptors.visitors_carried()) < settings.max_visitors:
        server.log.warning(FEW_DESCRIPTORS, carried, settings.max_visitors)
    server.initialize([])
    if settings.room:
        closing_rooms(settings.room)
    server.start()


def quiet_log(handler: Any) -> None:
    """Log failures only, without address, query or visitor."""
    if handler.get_status() >= 500 and handler.get_status() != 503:
        logging.getLogger("otkit").error("A request was answered with %s.", handler.get_status())
