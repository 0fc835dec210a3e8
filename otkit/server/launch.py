"""What `otkit serve` does: Voilà, in this process, with only the parents' pages in front of it.

Voilà's exporter draws a page with its template; `kernels/` runs the notebooks, `handlers.py` and
`sockets.py` answer on the web, `configuration.py` sets Voilà's and Jupyter's own options.
"""

from __future__ import annotations

import os
import secrets
import shutil
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tornado.ioloop import IOLoop, PeriodicCallback
from tornado.web import GZipContentEncoding
from voila.app import Voila

from otkit.errors import OtkitError, ServerError
from otkit.kit.pictures import ROUTE
from otkit.kit.tables import Tables
from otkit.kit.tables.saved import copy_of
from otkit.kit.tables.sentences import said
from otkit.scoring.countries import places_to_guess
from otkit.server import capacity, connections, handlers, health, logs, metrics, quiet, sockets
from otkit.server.closing import closing_rooms
from otkit.server.configuration import PAGES, configuration
from otkit.server.error_page import error_page
from otkit.server.kernels.frame import Frame
from otkit.server.kernels.pages import Pages
from otkit.server.kernels.pool import Pool
from otkit.server.kernels.tokens import read_secret
from otkit.server.limits import Limits, Turns
from otkit.server.renewal import drawn_frames, start_watch
from otkit.server.sandbox import confine
from otkit.server.settings import DATA, Settings, notebooks_folder
from otkit.server.signals import on_ending
from otkit.server.site_files import FOR_A_DAY, NAMES, site_files
from otkit.server.static_files import StaticFile, StaticFiles, drawings, template_files

PAGES_A_MINUTE = 4  # that an address may request, for each that it may have open
POLL_SECONDS = 5.0  # after which idle pages are closed and old kernels replaced
KERNEL_ID = r"(?P<kernel_id>\w+-\w+-\w+-\w+-\w+)"


class Server(Voila):
    """Voilà with the routes of `handlers.py` and nothing else."""

    def __init__(self, settings: Settings, tables: Tables, secret: bytes, **kwargs: Any) -> None:
        """Serve with `tables` for its own sentences and `secret` for the pages' tokens."""
        self.own, self.tables, self.secret = settings, tables, secret
        a_minute = PAGES_A_MINUTE * settings.max_per_address
        self.limits = Limits(settings.max_per_address, a_minute, time.monotonic)
        self.frames: dict[tuple[str, str], Frame] = {}  # by notebook and language
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
            Pool(size, self.connection_dir, list(notebooks.values())),
            most,
            self.own.idle_minutes * 60,
            self.limits.closed,
        )
        if self.own.data is not None:
            self.tables.keep(drawings)  # also read once
            os.environ[DATA] = str(copy_of(self.own.data, self.connection_dir))
        return settings | {
            "headers": dict(quiet.HEADERS),
            "otkit_behind_proxy": self.own.behind_proxy,
            "otkit_error_page": lambda status: error_page(status, self.tables, self.server_url),
            "otkit_frames": self.frames,
            "otkit_languages": self.tables.languages,
            "otkit_limits": self.limits,
            "otkit_names": self.own.own_names,
            "otkit_notebooks": notebooks,
            "otkit_pages": self.pages,
            "otkit_places": places_to_guess(self.tables),
            "otkit_secret": self.secret,
            "otkit_turns": Turns(2 * size.kernels),
            "log_function": metrics.log_request,
            "websocket_max_message_size": sockets.LARGEST_FRAME,
            "websocket_compression_options": {"compression_level": 6, "mem_level": 5},
        }

    def init_handlers(self) -> list[Any]:
        """All routes there are."""
        base = self.server_url
        static = f"{base}voila/templates/otkit/static/([a-z]+[.](?:js|css|svg|png))"
        return [
            *(
                (f"{base}{path}", handlers.Page, {"notebook": notebook})
                for path, notebook in zip(PAGES, self.pages.pool.notebooks, strict=True)
            ),
            (static, StaticFiles, {"files": template_files}),
            (f"{base}{NAMES}", StaticFiles, {"files": self.site, "unversioned": FOR_A_DAY}),
            (f"{base}{ROUTE}([a-z0-9-]+)[.]svg", StaticFiles, {"files": self.pictures}),
            (f"{base}voila/api/shutdown/{KERNEL_ID}", handlers.Close),
            (f"{base}api/kernels/{KERNEL_ID}/channels", sockets.Socket),
            (".*", handlers.NotFound),
        ]

    def pictures(self) -> Mapping[str, StaticFile]:
        """The drawings of the tables that are served."""
        return self.tables.keep(drawings)

    def site(self) -> Mapping[str, StaticFile]:
        """The files that a browser asks a site for."""
        return site_files(self.tables, self.server_url)

    def start(self) -> None:
        """Serve until it is ended; nothing is left of it then. Raises why it could not."""
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
        """Run the loop; a taken port is an error, not another port."""
        self.app.transforms.append(GZipContentEncoding)
        self.ioloop = IOLoop.current()
        self.ioloop.add_callback(self.open)
        try:
            self.ioloop.start()
        finally:
            self.ioloop.run_sync(self.pages.pool.close)

    async def open(self) -> None:
        """Listen when every page has been drawn, and call `ready`; stop when that fails."""
        try:
            if self.own.health_port:
                health.listen(self)
            await self.draw_pages()
            connections.listen(self)
            poll_seconds = min(POLL_SECONDS, self.pages.idle_seconds)
            PeriodicCallback(self.poll, poll_seconds * 1000).start()
            if self.own.watch:
                start_watch(self)
            if self.ready:
                self.ready()
        except Exception as error:
            self.failure = error
            self.ioloop.stop()

    async def draw_pages(self) -> None:
        """Start the kernels, and draw each notebook's frames; raises `ServerError`."""
        try:
            await self.pages.pool.start()
        except OtkitError as error:
            sentence = said("server.stops", why=error.args[0])
            raise ServerError(sentence, "server.stops") from error
        self.frames.update(await drawn_frames(self, self.tables))

    async def poll(self) -> None:
        """Close idle pages, and replace kernels in time."""
        self.pages.close_idle()
        self.pages.pool.retire_old()
        await self.pages.pool.sweep()


def serve(settings: Settings, tables: Tables, ready: Callable[[], object] = lambda: None) -> None:
    """Serve the parents' pages until the process is to end; `tables` are from `prepare(settings)`.

    `ready` is called when it serves, each page drawn once. Raises `ServerError` when one cannot
    be, and any `OtkitError` that `ready` raises.
    """
    logs.redact()
    file = settings.secret_file
    secret = secrets.token_bytes(32) if file is None else read_secret(file)
    config = configuration(settings, notebooks_folder())
    server = Server(settings, tables, secret, config=config)
    server.ready = ready
    for lack in confine.missing_layers():
        logs.log.warning("On this system a visitor's kernel %s; see docs/security.md.", lack)
    server.initialize([])
    if settings.room:
        closing_rooms(settings.room)
    server.start()
