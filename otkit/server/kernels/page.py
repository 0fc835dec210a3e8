"""One open page as the server sees it: its kernel, its connection, and the events that wait."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

from otkit.server.kernels.kernel import Kernel
from otkit.server.kernels.messages import PLAIN, Event, given_up
from otkit.server.limits import Bucket

CODES_PER_SECOND, CODES_AT_ONCE = 0.5, 40.0  # of rooms; a person types one in some seconds
CONNECTS_PER_SECOND, CONNECTS_AT_ONCE = 1.0, 20.0  # a page tries every 1.5 s

log = logging.getLogger("otkit")


@dataclass(eq=False)
class Page:
    """One visitor's page; times are seconds of the monotonic clock."""

    page_id: str
    notebook: str  # a path
    address: str = ""  # that it was requested, or is connected, from
    kernel: Kernel | None = None  # None while it is brought into one
    connection: Any = None  # its websocket, of `sockets.py`
    last_used: float = field(default_factory=time.monotonic)
    unconnected_since: float | None = None  # or it is connected, or waited for
    kernels_ended: int = 0  # at its messages, since one was worked on
    is_given_up: bool = False
    connects: Bucket = field(default_factory=lambda: Bucket(CONNECTS_PER_SECOND, CONNECTS_AT_ONCE))
    code: str = ""  # of a room, that its form named last
    codes: Bucket = field(default_factory=lambda: Bucket(CODES_PER_SECOND, CODES_AT_ONCE))
    events: deque[Event] = field(default_factory=deque)
    work: asyncio.Task[None] | None = None
    move: asyncio.Task[None] | None = None

    @property
    def key(self) -> str:
        """The id in letters and digits, with which the ids of its comms begin."""
        return self.page_id.replace("-", "")

    def owns(self, comm_id: str) -> bool:
        """Whether a comm is this page's."""
        return key_of(comm_id) == self.key

    def send(self, message: bytes) -> None:
        """Send a frame to the browser, if it is connected."""
        if self.connection is not None:
            self.connection.send(message)

    def may_name(self, code: str) -> bool:
        """Whether its form may name this code of a room; another than before is a try."""
        if code in ("", self.code):
            return True
        is_in_time = self.codes.take()
        self.code = code if is_in_time else self.code
        return is_in_time

    def give_up(self) -> None:
        """Let no kernel have it any more, and tell the browser."""
        log.warning("A page was given up: kernels end at its messages.")
        self.kernel, self.is_given_up = None, True
        self.events.clear()
        self.send(given_up(f"{self.key}_"))

    def connect(self, connection: Any) -> None:
        """Take a connection in place of an older one."""
        older, self.connection = self.connection, connection
        if older is not None:
            older.hang_up()
        self.last_used, self.unconnected_since = time.monotonic(), None
        if self.is_given_up:
            self.send(given_up(f"{self.key}_"))

    def disconnect(self, connection: Any) -> None:
        """Note that a connection is gone."""
        if self.connection is connection:
            self.connection, self.unconnected_since = None, time.monotonic()

    def is_idle(self, untouched_seconds: float, unconnected_seconds: float) -> bool:
        """Whether nobody has touched it, or nobody has been connected, for longer than that."""
        if self.connection is None and self.unconnected_since is None:
            return False  # its visitor waits for it
        now = time.monotonic()
        is_alone = now - (self.unconnected_since or now) > unconnected_seconds
        return is_alone or now - self.last_used > untouched_seconds

    def add(self, event: Event) -> None:
        """Append an event; it replaces a form that waits, since the newest one says it all."""
        self.last_used = time.monotonic()
        if self.events and self.events[-1].action == PLAIN:
            event = event.after(self.events.pop())
        self.events.append(event)


def key_of(comm_id: str) -> str:
    """The key of the page that a comm belongs to.

    >>> key_of("0a1b_2")
    '0a1b'
    """
    return comm_id.rpartition("_")[0]


def begin(work: Coroutine[Any, Any, None], tasks: set[asyncio.Task[None]]) -> asyncio.Task[None]:
    """Begin work that nobody waits for, one of `tasks`; a failure is logged without its text."""

    def done(task: asyncio.Task[None]) -> None:
        tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("Work for a page failed (%s).", type(error).__name__)

    task = asyncio.ensure_future(work)
    tasks.add(task)
    task.add_done_callback(done)
    return task
