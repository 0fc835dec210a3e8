"""What `otkit serve` does: Voilà, in this process, with only the parents' pages in front of it.

Voilà's exporter draws a page with its template; `kernels/` runs the notebooks, `handlers.py` and
`sockets.py` are what the web sees of it, `configuration.py` sets Voilà's and Jupyter's own options.
"""

from __future__ import annotations

import secrets
import shutil
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from tornado.ioloop import IOLoop, PeriodicCallback
from tornado.web import GZipContentEncoding
from voila.app import Voila

from otkit.errors import OtkitError, ServerError
from otkit.front.port import cannot_listen
from otkit.kit.pictures import ROUTE
from otkit.kit.tables import Tables
from otkit.server import capacity, handlers, sockets
from otkit.server.closing import closing_rooms
from otkit.server.configuration import PAGES, configuration
from otkit.server.error_page import error_page
from otkit.server.kernels.frame import Frame, draw_frame
from otkit.server.kernels.pages import Pages
from otkit.server.kernels.tokens import read_secret
from otkit.server.kernels.turns import Turns
from otkit.server.limits import Limits
from otkit.server.sandbox import confine
from otkit.server.settings import Settings, notebooks_folder
from otkit.server.signals import on_ending
from otkit.server.site_files import NAMES, SiteFiles
from otkit.server.static_files import Pictures, StaticFiles

PAGES_A_MINUTE = 4  # that an address may ask for, for each that it may have open
REQUESTS = {  # the longest that a page sends is its farewell, of some 100 bytes
    "max_body_size": 10_000,  # bytes
    "max_header_size": 16_000,  # bytes
    "body_timeout": 10,  # seconds
    "idle_connection_timeout": 75,  # seconds
}
LOOKS_EVERY = 5.0  # seconds between two looks for pages that rest and kernels that are old
PING_SECONDS = 30.0  # after which a phone that is gone is noticed, if it has not said so
KERNEL_ID = r"(?P<kernel_id>\w+-\w+-\w+-\w+-\w+)"


class Server(Voila):
    """Voilà with the routes of `handlers.py` and nothing else."""

    def __init__(self, settings: Settings, tables: Tables, secret: bytes, **kwargs: Any) -> None:
        """Serve with `tables` for its own sentences and `secret` for the pages' tokens."""
        self.tables = tables
        self.secret = secret
        self.own = settings
        a_minute = PAGES_A_MINUTE * settings.max_per_address
        self.limits = Limits(settings.max_per_address, a_minute, time.monotonic)
        self.frames: dict[str, Frame] = {}
        self.ready: Callable[[], object] | None = None  # called once, when it serves
        self.failure: Exception | None = None  # why it stopped before that
        super().__init__(**kwargs)

    def init_settings(self) -> dict[str, Any]:
        """Voilà's settings, with our headers, our secret and no access log of visitors."""
        settings: dict[str, Any] = super().init_settings()
        notebooks = {Path(name).stem: str(Path(self.root_dir) / name) for name in PAGES.values()}
        most = self.own.max_visitors or capacity.pages_that_fit()
        capacity.allow_pages(most)
        size = self.own.size(most)
        self.pages = Pages(
            size,
            self.connection_dir,
            list(notebooks.values()),
            most,
            self.own.idle_minutes * 60,
            self.limits.closed,
        )
        return settings | {
            "headers": dict(handlers.HEADERS),
            "otkit_behind_proxy": self.own.behind_proxy,
            "otkit_error_page": partial(error_page, tables=self.tables, home=self.server_url),
            "otkit_limits": self.limits,
            "otkit_frames": self.frames,
            "otkit_notebooks": notebooks,
            "otkit_pages": self.pages,
            "otkit_secret": self.secret,
            "otkit_turns": Turns(2 * size.kernels),
            "websocket_ping_interval": PING_SECONDS,
            "websocket_ping_timeout": PING_SECONDS,
            "log_function": handlers.quiet_log,
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
                for path, notebook in zip(PAGES, self.pages.pool.notebooks, strict=True)
            ),
            (f"{base}voila/templates/otkit/static/([a-z]+[.](?:js|css|svg|png))", StaticFiles),
            (f"{base}{NAMES}", SiteFiles, {"tables": self.tables, "base": base}),
            (f"{base}{ROUTE}([a-z0-9-]+)[.]svg", Pictures, {"tables": self.tables}),
            (f"{base}voila/api/shutdown/{KERNEL_ID}", handlers.Closing),
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
        """Listen when every page has been drawn, and call `ready`; stop when that fails."""
        try:
            await self.get_ready()
            try:
                self.app.listen(self.port, self.ip, **REQUESTS)
            except OSError as error:
                raise cannot_listen(self.ip, self.port, error) from error
            if self.ready:
                self.ready()
        except Exception as error:
            self.failure = error
            self.ioloop.stop()

    async def get_ready(self) -> None:
        """Start the kernels, and draw each notebook once; raises `ServerError`."""
        try:
            await self.pages.pool.start()
        except OtkitError as error:
            sentence = f"This server cannot draw a page, so it stops: {error}"
            raise ServerError(sentence, "server.no-page") from error
        for notebook, outputs in self.pages.pool.outputs.items():
            self.frames[notebook] = await draw_frame(self, notebook, outputs)
        PeriodicCallback(self.look, 1000 * min(LOOKS_EVERY, self.pages.idle_seconds)).start()

    async def look(self) -> None:
        """Put away the pages that rest, and replace kernels in time."""
        self.pages.put_away()
        self.pages.pool.retire_the_old()
        await self.pages.pool.sweep()

    def stop(self) -> None:
        """End the kernels, and leave no file."""
        IOLoop.current().run_sync(self.pages.pool.close)
        shutil.rmtree(self.connection_dir, ignore_errors=True)


def serve(settings: Settings, tables: Tables, ready: Callable[[], object] = lambda: None) -> None:
    """Serve the parents' pages until it is told to end; `tables` are what `prepare(settings)` gave.

    `ready` is called when it serves, each page drawn once. Raises `ServerError` when one cannot
    be, and whatever `OtkitError` comes from `ready`.
    """
    file = settings.secret_file
    secret = secrets.token_bytes(32) if file is None else read_secret(file)
    config = configuration(settings, notebooks_folder())
    server = Server(settings, tables, secret, config=config)
    server.ready = ready
    for what in confine.what_is_missing():
        server.log.warning("On this system a visitor's kernel %s; see docs/security.md.", what)
    server.initialize([])
    if settings.room:
        closing_rooms(settings.room)
    server.start()
