"""A facilitator's session: the open room, its board, and the pages for phones.

Errors of the store are kept as `problem`, a `RoomError` with a sentence.
"""

from __future__ import annotations

import atexit
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from otkit.errors import RoomError
from otkit.front.addresses import ALL, for_phones, named_host
from otkit.kit.tables import Tables
from otkit.workshop.room import STAGES, VARIABLE, Room, clean_code, own_store, plain, rooms_of
from otkit.workshop.room.questions import offered

if TYPE_CHECKING:
    from otkit.widgets.companion import Companion
    from otkit.workshop.room.board import Board
    from otkit.workshop.room.store import Rooms

STARTS_WITHIN = 60.0  # seconds


@dataclass(frozen=True)
class View:
    """A session as the board shows it; the names are those of `Session`."""

    where: str
    code: str
    problem: RoomError | None
    is_deleted: bool
    board: Board | None
    is_up: bool
    has_failed: bool
    addresses: tuple[str, ...]
    open_rooms: tuple[Room, ...]


class Session:
    """One room at a time; `code` is empty while none is open.

    `where` is the store; `address` is the URL of the pages for phones (`http://10.0.0.7:8866/`).
    Without it this computer serves them: on all its addresses, or on the one that the environment
    variable OTKIT_LISTEN names.
    """

    def __init__(self, where: str | Path | None, address: str = "") -> None:
        """Start without a room; the store is `where`, else OTKIT_ROOM, else this user's own."""
        self.where = plain(where or os.environ.get(VARIABLE) or own_store())
        self.code = ""
        self.board: Board | None = None
        self.problem: RoomError | None = None
        self.is_deleted = False
        self._address = address
        self._rooms: Rooms | None = None
        self._companion: Companion | None = None
        self._started = 0.0
        self._is_up = False

    # ------------------------------------------------------------ actions

    def open(self, tables: Tables, quiz: str) -> None:
        """Open a room with the questions of `tables`; `quiz` is the set of them."""
        self._try(lambda: self._enter(self.rooms().open(offered(tables, quiz))))

    def go_on(self, code: str) -> None:
        """Go on with a room that is open already."""
        self._try(lambda: self._enter(self.rooms().room(code).code))

    def move(self, step: int) -> None:
        """Go on to the next stage (1), or a step back (-1)."""
        if self.board is None:
            return
        position = STAGES.index(self.board.room.stage) + step
        if 0 <= position < len(STAGES):
            self._try(lambda: self.rooms().move(self.code, STAGES[position]))
            self.refresh(keep_problem=True)

    def set_door(self, is_closed: bool | None = None, people: int | None = None) -> None:
        """Close or open the room's door, or say how many people there are."""
        if self.code:
            self._try(lambda: self.rooms().set_door(self.code, is_closed, people))
            self.refresh(keep_problem=True)

    def delete(self) -> None:
        """Close the room and delete all that was shared in it."""
        self._try(lambda: self.rooms().delete(self.code))
        if self.problem is None:
            self.code, self.board, self.is_deleted = "", None, True

    def refresh(self, keep_problem: bool = False) -> None:
        """Read the room again."""
        if not self.code:
            return
        from otkit.workshop.room.board import read_board

        before = self.problem
        self._try(lambda: setattr(self, "board", read_board(self.rooms(), self.code)))
        if self.problem and self.problem.message_id == "room.no-such-room":
            self.code, self.board, self.is_deleted, self.problem = "", None, True, None
        elif keep_problem and before:
            self.problem = before

    def close(self) -> None:
        """End the pages for phones; the room stays open."""
        atexit.unregister(self.close)
        if self._companion is not None:
            self._companion.close()
            self._companion = None

    # ------------------------------------------------------------ state

    def view(self) -> View:
        """The session now; reads the store and checks the pages for phones."""
        return View(
            where=self.where,
            code=self.code,
            problem=self.problem,
            is_deleted=self.is_deleted,
            board=self.board,
            is_up=self.is_up,
            has_failed=self.has_failed,
            addresses=self.addresses() if self.code else (),
            open_rooms=() if self.code else self.open_rooms(),
        )

    def rooms(self) -> Rooms:
        """The store; raises `RoomError`."""
        if self._rooms is None:
            self._rooms = rooms_of(self.where)
        return self._rooms

    def open_rooms(self) -> tuple[Room, ...]:
        """The open rooms of a store on this computer; none of a shared store."""
        if "://" in self.where or not Path(self.where).exists():
            return ()
        try:
            return self.rooms().open_rooms()
        except RoomError:
            return ()

    def addresses(self) -> tuple[str, ...]:
        """URLs for phones, the likeliest first; none until the pages are served."""
        if self._address:
            return (f"{self._address.rstrip('/')}/room?code={self.code}",)
        if self._companion is None or not self.is_up:
            return ()
        path = f"room?code={self.code}"
        if self._companion.host in ALL:
            return for_phones(self._companion.host, self._companion.port, path)
        return (f"http://{self._companion.host}:{self._companion.port}/{path}",)

    @property
    def is_up(self) -> bool:
        """Whether the pages for phones are served."""
        if self._address or self._companion is None:
            return bool(self._address)
        self._is_up = self._is_up or self._companion.is_up()
        return self._is_up and not self._companion.has_ended()

    @property
    def has_failed(self) -> bool:
        """Whether the pages for phones did not start, or ended."""
        if self._address or self._companion is None:
            return False
        late = not self.is_up and time.monotonic() > self._started + STARTS_WITHIN
        return self._companion.has_ended() or late

    # ------------------------------------------------------------ inside

    def _enter(self, code: str) -> None:
        self.code, self.is_deleted = clean_code(code), False
        if not self._address and (self._companion is None or self.has_failed):
            from otkit.widgets.companion import EVERYWHERE, Companion

            before = (self._companion.port,) if self._companion else ()
            self.close()
            self._companion = Companion(self.where, named_host() or EVERYWHERE, *before)
            self._is_up = False
            self._started = time.monotonic()
            atexit.register(self.close)
        self.refresh()

    def _try(self, work: Callable[[], object]) -> None:
        self.problem = None
        try:
            work()
        except RoomError as error:
            self.problem = error
