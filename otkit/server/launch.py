"""What `otkit serve` does: Voilà, in this process, with only the parents' pages in front of it.

Voilà's exporter draws a page with its template; `kernels/` runs the notebooks, `handlers.py` and
`sockets.py` answer on the web, `configuration.py` sets Voilà's and Jupyter's own options.
"""

from __future__ import annotations

import asyncio
import secrets
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tornado.ioloop import IOLoop, PeriodicCallback
from traitlets.config import Config
from voila.app import Voila

from otkit.errors import OtkitError, RoomError, ServerError
from otkit.kit.tables import Tables
from otkit.kit.tables.saved import copy_of
from otkit.kit.tables.sentences import said
from otkit.server import capacity, connections, handlers, health, logs, metrics, quiet, sockets
from otkit.server.configuration import PAGES, configuration
from otkit.server.kernels.frame import Frame, draw_frames
from otkit.server.kernels.pages import Pages
from otkit.server.kernels.pool import Pool
from otkit.server.kernels.tokens import read_secret
from otkit.server.limits import Shares, Turns
from otkit.server.process import on_ending
from otkit.server.sandbox import confine
from otkit.server.settings import Settings, notebooks_folder
from otkit.server.static_files import LEVEL, Packed, drawings, file_routes
from otkit.server.watching import start_watch
from otkit.workshop.room import rooms_of

if TYPE_CHECKING:
    from otkit.workshop.room.store import Rooms

PAGES_A_MINUTE = 4  # that an address may request, for each that it may have open
POLL_SECONDS = 5.0  # after which idle pages are closed and old kernels replaced
CLOSES_SECONDS = 60.0  # after which rooms whose time is over are deleted
KERNEL_ID = r"(?P<kernel_id>\w+-\w+-\w+-\w+-\w+)"


class Server(Voila):
    """Voilà with the routes of `handlers.py` and nothing else."""

    def __init__(self, settings: Settings, tables: Tables, secret: bytes, **kwargs: Any) -> None:
        """Serve with `tables` for its own sentences and `secret` for the pages' tokens."""
        self.own, self.tables, self.secret = settings, tables, secret
        share = settings.max_per_address
        self.requests = Shares(PAGES_A_MINUTE * share / 60, PAGES_A_MINUTE * share)
        self.files = Shares(share / 30, share)  # one for each page, and as many each half a minute
        self.frames: dict[tuple[str, str], Frame] = {}  # by notebook and language
        self.ready: Callable[[], object] | None = None  # called once, when it serves
        self.data = ""  # the folder of tables that kernels read, if not the kit's
        self.failure: Exception | None = None  # why it stopped before that
        super().__init__(**kwargs)

    def init_settings(self) -> dict[str, Any]:
        """Voilà's settings, with our headers and no access log of visitors."""
        settings: dict[str, Any] = super().init_settings()
        self.notebooks = {Path(name).stem: f"{self.root_dir}/{name}" for name in PAGES.values()}
        most = self.own.max_visitors or capacity.pages_that_fit()
        capacity.allow_pages(most)
        size = self.own.size(most)
        self.turns = Turns(2 * size.kernels)
        pool = Pool(size, self.connection_dir, list(self.notebooks.values()))
        share = self.own.max_per_address
        self.pages = Pages(pool, most, share, self.own.idle_minutes * 60)
        if self.own.data is not None:
            self.tables.keep(drawings)  # also read once
            self.data = str(copy_of(self.own.data, self.connection_dir))
        return settings | {
            "headers": dict(quiet.HEADERS),
            "otkit_behind_proxy": self.own.behind_proxy,
            "otkit_names": self.own.own_names,
            "otkit_server": self,
            "log_function": metrics.log_request,
            "websocket_max_message_size": sockets.LARGEST_FRAME,
            "websocket_compression_options": {"compression_level": LEVEL, "mem_level": 5},
        }

    def init_handlers(self) -> list[Any]:
        """All routes there are."""
        base = self.server_url
        return [
            *(
                (f"{base}{path}", handlers.Page, {"notebook": notebook})
                for path, notebook in zip(PAGES, self.pages.pool.notebooks, strict=True)
            ),
            *file_routes(self),
            (f"{base}voila/api/shutdown/{KERNEL_ID}", handlers.Close),
            (f"{base}api/kernels/{KERNEL_ID}/channels", sockets.Socket),
            (".*", handlers.NotFound),
        ]

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
        self.app.transforms.append(Packed)
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
            try:
                await self.draw_pages(self.tables, self.data)
            except OtkitError as error:
                sentence = said("server.stops", why=error.args[0])
                raise ServerError(sentence, "server.stops") from error
            connections.listen(self)
            poll_seconds = min(POLL_SECONDS, self.pages.idle_seconds)
            PeriodicCallback(self.poll, poll_seconds * 1000).start()
            if self.own.room:
                closing = partial(close_rooms, rooms_of(self.own.room))
                PeriodicCallback(closing, CLOSES_SECONDS * 1000).start()
            if self.own.watch:
                start_watch(self)
            if self.ready:
                self.ready()
        except Exception as error:
            self.failure = error
            self.ioloop.stop()

    async def draw_pages(self, tables: Tables, data: str) -> None:
        """Have new kernels and frames, with these tables, take the place of those there are.

        `data` is their folder, "" for the kit's. Raises `ServerError`, and all stays as it was.
        """
        pool = self.pages.pool
        kernels = await pool.begin(data)
        self.frames = await draw_frames(self, tables, pool.widgets)
        self.tables = tables
        pool.take_over(kernels, data)

    async def poll(self) -> None:
        """Close idle pages, and replace kernels in time."""
        self.pages.close_idle()
        self.pages.pool.retire_old()
        await self.pages.pool.sweep()


async def close_rooms(rooms: Rooms) -> None:
    """Delete the workshops' rooms whose time is over, though nobody opens them."""
    try:
        await asyncio.to_thread(rooms.delete_closed)
    except RoomError as error:
        logs.log.warning("Rooms whose time is over are not deleted yet: %s", error)


def serve(
    settings: Settings,
    tables: Tables,
    ready: Callable[[], object] = lambda: None,
    kind: type[Server] = Server,
    more: Config | None = None,
) -> None:
    """Serve the parents' pages until the process is to end; `tables` are from `prepare(settings)`.

    `ready` is called when it serves, each page drawn once. `kind` and `more` options are the Hub's.
    Raises `ServerError` when a page cannot be drawn, and any `OtkitError` that `ready` raises.
    """
    logs.redact()
    file = settings.secret_file
    secret = secrets.token_bytes(32) if file is None else read_secret(file)
    config = configuration(settings, notebooks_folder())
    config.merge(more or Config())
    server = kind(settings, tables, secret, config=config)
    server.ready = ready
    for lack in confine.missing_layers():
        logs.log.warning("On this system a visitor's kernel %s; see docs/security.md.", lack)
    server.initialize([])
    server.start()
