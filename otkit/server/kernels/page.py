"""One open page as the server sees it: its kernel, its connection, and what it still has to do."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Protocol

from otkit.server.kernels.kernel import Kernel
from otkit.server.kernels.messages import Event, given_up
from otkit.server.limits import Bucket

OPENINGS_PER_SECOND, OPENINGS_AT_ONCE = 1.0, 20.0  # connections; a page tries every 1.5 s
log = logging.getLogger("otkit")

PLAIN = "change"  # the action of an event after which a newer one says it all


class Connection(Protocol):
    """A page's websocket."""

    def send(self, message: bytes) -> None:
        """Send a frame to the page."""

    def hang_up(self) -> None:
        """Close it."""


@dataclass(eq=False)
class Page:
    """One visitor's page; times are seconds of the monotonic clock."""

    page_id: str
    notebook: str  # a path
    kernel: Kernel | None = None  # None while it is brought into one
    connection: Connection | None = None
    last_used: float = field(default_factory=time.monotonic)
    alone_since: float | None = field(default_factory=time.monotonic)
    ended: int = 0  # kernels that ended at its messages, since one was done
    is_given_up: bool = False
    openings: Bucket = field(
        default_factory=lambda: Bucket(OPENINGS_PER_SECOND, OPENINGS_AT_ONCE, time.monotonic)
    )
    waiting: deque[Event] = field(default_factory=deque)
    work: asyncio.Task[None] | None = None
    move: asyncio.Task[None] | None = None

    @property
    def key(self) -> str:
        """The id in letters and digits, which the ids of its comms begin with."""
        return self.page_id.replace("-", "")

    def owns(self, comm_id: str) -> bool:
        """Whether a comm is this page's."""
        return page_of(comm_id) == self.key

    def send(self, message: bytes) -> None:
        """Send a frame to the browser, if it is there."""
        if self.connection is not None:
            self.connection.send(message)

    def send_given_up(self) -> None:
        """Tell the browser that the page gets no kernel any more."""
        self.send(given_up(f"{self.key}_"))

    def give_up(self) -> None:
        """Let no kernel have it any more, and say so."""
        log.warning("A page was given up: kernels end at its messages.")
        self.kernel, self.is_given_up = None, True
        self.waiting.clear()
        self.send_given_up()

    def connect(self, connection: Connection) -> None:
        """Take a connection in place of an older one."""
        older, self.connection = self.connection, connection
        if older is not None:
            older.hang_up()
        self.last_used, self.alone_since = time.monotonic(), None

    def disconnect(self, connection: Connection) -> None:
        """Note that a connection is gone."""
        if self.connection is connection:
            self.connection, self.alone_since = None, time.monotonic()

    def touch(self) -> None:
        """Note that somebody is there."""
        self.last_used = time.monotonic()

    def untouched(self) -> float:
        """The seconds since the last touch."""
        return time.monotonic() - self.last_used

    def alone(self) -> float:
        """The seconds without a connection."""
        return 0.0 if self.alone_since is None else time.monotonic() - self.alone_since

    def add(self, event: Event) -> None:
        """Put an event behind those that wait; the newest form says all that an older one said."""
        if self.waiting and self.waiting[-1].action == PLAIN:
            event = event.after(self.waiting.pop())
        self.waiting.append(event)


def page_of(comm_id: str) -> str:
    """The key of the page that a comm belongs to.

    >>> page_of("0a1b_2")
    '0a1b'
    """
    return comm_id.rpartition("_")[0]
