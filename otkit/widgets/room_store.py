"""The room's store, as many pages of one kernel use it: from threads, and with one poll for all.

A store may be slow, or wait for its turn; the loop that draws all other pages does not wait.
"""

from __future__ import annotations

import asyncio
import contextvars
import logging
import os
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol
from weakref import WeakSet

from otkit.errors import RoomError
from otkit.workshop.room import VARIABLE, Room, rooms_of

if TYPE_CHECKING:
    from otkit.workshop.room.store import Rooms

POLL_SECONDS = 1.5
THREADS = ThreadPoolExecutor(8, "room")

Found = Room | RoomError

log = logging.getLogger("otkit")


@cache
def store(where: str) -> Rooms:
    """The store at an address, once a process."""
    return rooms_of(where)


def own_store() -> Rooms:
    """The store that the environment names; raises `RoomError` when it names none."""
    return store(os.environ.get(VARIABLE, ""))


def in_thread(work: Callable[..., object], *args: Any) -> None:
    """Do `work` beside the loop, where one runs, as in a kernel; else at once."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        work(*args)
        return
    done = THREADS.submit(contextvars.copy_context().run, work, *args)
    done.add_done_callback(_note)


def _note(done: Future[object]) -> None:
    if error := done.exception():
        log.error("A page's work with its room failed.", exc_info=error)


class InRoom(Protocol):
    """A page that may be in a room."""

    def place(self) -> tuple[Rooms, str] | None:
        """The store and the code of the room to poll for it, if there is one."""

    def is_news(self, found: Found) -> bool:
        """Whether what a poll found is not what it shows, or it has something to do itself."""

    def look(self, found: Found) -> None:
        """Take what a poll found, and draw it."""


class Poll:
    """Looks at each room that pages of this process are in, once for all that are in it."""

    def __init__(self) -> None:
        """Look at nothing."""
        self.pages: WeakSet[Any] = WeakSet()
        self._task: asyncio.Task[None] | None = None

    def add(self, page: InRoom) -> None:
        """Look for this page too, in a kernel; elsewhere whoever drives it calls `look`."""
        self.pages.add(page)
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return
        if self._task is None or self._task.done():
            # No page's context: the poll is nobody's, and outlives the page that began it.
            self._task = loop.create_task(self._poll(), context=contextvars.Context())

    def remove(self, page: InRoom) -> None:
        """Look for this page no more."""
        self.pages.discard(page)

    async def _poll(self) -> None:
        loop = asyncio.get_running_loop()
        while self.pages:
            await asyncio.sleep(POLL_SECONDS)
            in_room: dict[tuple[Rooms, str], list[InRoom]] = defaultdict(list)
            for page in list(self.pages):
                if place := page.place():
                    in_room[place].append(page)
            for (rooms, code), pages in in_room.items():
                found = await loop.run_in_executor(THREADS, look_at, rooms, code)
                for page in pages:
                    if page.is_news(found):
                        in_thread(page.look, found)


def look_at(rooms: Rooms, code: str) -> Found:
    """The room as it is now, or why it cannot be seen."""
    try:
        return rooms.room(code)
    except RoomError as error:
        return error


POLL = Poll()
