"""What runs this server is told here how it is: live, ready, and in numbers, on a port of its own.

Nothing here is about anybody, and none of it is on the port that visitors reach.
"""

from __future__ import annotations

import asyncio
import time
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from tornado.web import Application

from otkit.errors import RoomError, ServerError
from otkit.front.port import cannot_listen, listened_on
from otkit.server import metrics
from otkit.server.addressed import ANY
from otkit.server.configuration import REQUESTS
from otkit.server.kernels.channel import KernelEndedError
from otkit.server.quiet import HEADERS, Quiet
from otkit.workshop.room import rooms_of

FRESH_SECONDS = 10.0  # for which an answer is given again: a check costs a page
PAGE = "health"  # the id of the page that is drawn in a kernel, for nobody


class Checks:
    """Whether a server could take one more visitor now; `server` is the `Server` of `launch.py`."""

    def __init__(self, server: Any) -> None:
        """Check nothing yet."""
        self.server = server
        self._results: dict[str, bool] = {}
        self._until = 0.0  # of the monotonic clock
        self._turn = asyncio.Lock()

    async def results(self) -> dict[str, bool]:
        """Whether each check holds: a kernel answers, a page is drawn, the store, the capacity."""
        async with self._turn:
            if time.monotonic() >= self._until:
                drawn, store = await asyncio.gather(self._draw(), self._store())
                self._results = drawn | store
                self._until = time.monotonic() + FRESH_SECONDS
        results = self._results | {"capacity": not self.server.pages.is_full}
        for name, holds in results.items():
            metrics.READY.labels(name).set(holds)
        return results

    async def _draw(self) -> dict[str, bool]:
        """Draw a page in the first kernel that answers, and close it again."""
        pool = self.server.pages.pool
        for kernel in pool.available:
            try:
                await kernel.open(PAGE, pool.notebooks[0])
                await kernel.close(PAGE)
            except KernelEndedError:
                continue
            except ServerError:
                return {"kernel": True, "page": False}
            return {"kernel": True, "page": bool(self.server.frames)}
        return {"kernel": False, "page": False}

    async def _store(self) -> dict[str, bool]:
        """Read from the store, where there is one."""
        where = self.server.own.room
        return {"store": await asyncio.to_thread(is_there, where)} if where else {}


def is_there(where: str) -> bool:
    """Whether the rooms that are kept at `where` can be read; takes some seconds when not."""
    try:
        rooms = rooms_of(where)
        try:
            rooms.open_rooms()
        finally:
            rooms.database.close()
    except RoomError:
        return False
    return True


class Live(Quiet):
    """200: this process answers."""

    def get(self) -> None:
        """Answer."""
        self.finish({"live": True})

    head = get


class Ready(Quiet):
    """200 when all `checks` hold, else 503; which, as JSON."""

    def initialize(self, checks: Checks) -> None:
        """Answer by these checks."""
        self.checks = checks

    async def get(self) -> None:
        """Check, unless that was done a moment ago."""
        results = await self.checks.results()
        self.set_status(200 if all(results.values()) else 503)
        self.finish(results)

    head = get


class Metrics(Ready):
    """The numbers of `metrics.py`, as Prometheus reads them."""

    async def get(self) -> None:
        """Take what is counted now, and what was counted since the start."""
        await self.checks.results()
        pages = self.checks.server.pages
        metrics.PAGES_OPEN.set(len(pages))
        metrics.PAGES_MOST.set(pages.most)
        metrics.KERNELS.set(len(pages.pool.kernels))
        metrics.KERNELS_AVAILABLE.set(len(pages.pool.available))
        metrics.KERNELS_MEMORY.set(sum(kernel.memory for kernel in pages.pool.kernels))
        self.set_header("Content-Type", CONTENT_TYPE_LATEST)
        self.finish(generate_latest(metrics.REGISTRY))

    head = get


def listen(server: Any) -> None:
    """Answer on the port that the settings of a `Server` name; raises `ServerError`."""
    host, port = server.own.health_host, server.own.health_port
    checks = Checks(server)
    app: Any = Application(
        [
            ("/health/live", Live),
            ("/health/ready", Ready, {"checks": checks}),
            ("/metrics", Metrics, {"checks": checks}),
        ],
        headers=HEADERS,
        otkit_names=(ANY,),
        log_function=lambda handler: None,
    )
    try:
        app.listen(port, listened_on(host), **REQUESTS)
    except OSError as error:
        raise cannot_listen(host, port, error, "health-") from error
