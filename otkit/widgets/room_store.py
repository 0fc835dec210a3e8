"""The room's store for the pages of a kernel: called from threads, with one poll for all.

A store may be slow or busy; the event loop that draws all other pages must not wait for it.
"""

from __future__ import annotations

import asyncio
import contextvars
import logging
import os
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol
from weakref import WeakSet

from otkit.errors import RoomError
from otkit.widgets.repeat import Repeat
from otkit.workshop.room import VARIABLE, Room, rooms_of

if TYPE_CHECKING:
    from otkit.workshop.room.store import Rooms

POLL_SECONDS = 1.5
THREADS = ThreadPoolExecutor(8, "room")

RoomOrError = Room | RoomError

log = logging.getLogger("otkit")


@cache
def store(where: str) -> Rooms:
    """The store at an address, one for each process."""
    return rooms_of(where)


def own_store() -> Rooms:
    """The store that the environment names; raises `RoomError` when it names none."""
    return store(os.environ.get(VARIABLE, ""))


def in_thread(work: Callable[..., object], *args: Any) -> None:
    """Run `work` in a thread where an event loop runs, as in a kernel; else at once."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        work(*args)
        return
    done = THREADS.submit(contextvars.copy_context().run, work, *args)
    done.add_done_callback(_note)


def _note(done: Future[object]) -> None:
    if error := done.exception():
        log.error("A page's call to the room store failed.", exc_info=error)


class InRoom(Protocol):
    """A page that may be in a room."""

    participant: str

    def poll_target(self) -> tuple[Rooms, str] | None:
        """The store and the code of the room to poll, if there is one."""

    def is_news(self, polled: RoomOrError, newest: int) -> bool:
        """Whether the page has to refresh."""

    def refresh(self, polled: RoomOrError, newest: int) -> None:
        """Draw the room as polled; `newest` is the newest turn that the participant stored."""


class Poll:
    """Reads each room once for all pages of this process that are in it."""

    def __init__(self) -> None:
        """Poll nothing yet."""
        self.pages: WeakSet[Any] = WeakSet()
        # An empty context: the poll outlives the page that started it.
        self._repeat = Repeat(self._poll, lambda: self.pages, contextvars.Context())

    def add(self, page: InRoom) -> None:
        """Poll for this page too, in a kernel; elsewhere the caller refreshes it."""
        self.pages.add(page)
        self._repeat.start(POLL_SECONDS)

    def remove(self, page: InRoom) -> None:
        """Stop polling for this page."""
        self.pages.discard(page)

    async def _poll(self) -> None:
        loop = asyncio.get_running_loop()
        in_room: dict[tuple[Rooms, str], list[InRoom]] = defaultdict(list)
        for page in list(self.pages):
            if target := page.poll_target():
                in_room[target].append(page)
        for (rooms, code), pages in in_room.items():
            participants = {page.participant for page in pages} - {""}
            polled, newest = await loop.run_in_executor(THREADS, look, rooms, code, participants)
            for page in pages:
                turn = newest.get(page.participant, 0)
                if page.is_news(polled, turn):
                    in_thread(page.refresh, polled, turn)


def look(
    rooms: Rooms, code: str, participants: Collection[str] = ()
) -> tuple[RoomOrError, Mapping[str, int]]:
    """The room as it is now, or the error, and the newest turn of each of these participants.

    It is noted that they are here.
    """
    try:
        room = rooms.room(code)
        if rooms.lead.attend(code, participants):
            room = rooms.room(code)
        return room, rooms.newest(code, participants)
    except RoomError as error:
        return error, {}


POLL = Poll()
