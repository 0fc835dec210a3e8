"""A facilitator's session: the open room, its board, its wall, and the pages for phones.

Errors of the store are kept as `problem`, a `RoomError` with a sentence.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from otkit.errors import RoomError
from otkit.kit.tables import Tables
from otkit.widgets.room_phones import PhonePages
from otkit.widgets.room_view import View
from otkit.workshop.room import STAGES, VARIABLE, Room, clean_code, own_store, plain, rooms_of
from otkit.workshop.room.questions import offered
from otkit.workshop.room.slides import current, slides

if TYPE_CHECKING:
    from otkit.workshop.room.board import Board
    from otkit.workshop.room.driving import Driver
    from otkit.workshop.room.store import Rooms
    from otkit.workshop.room.walls import Wall, Walls


class Session:
    """One room at a time; `code` is empty while none is open.

    `where` is the store; `address` is the URL of the pages for phones, as for `PhonePages`.
    """

    def __init__(self, tables: Tables, where: str | Path | None, address: str = "") -> None:
        """Start without a room; the store is `where`, else OTKIT_ROOM, else this user's own."""
        self.tables = tables
        self.where = plain(where or os.environ.get(VARIABLE) or own_store())
        self.code = ""
        self.board: Board | None = None
        self.wall: Wall | None = None
        self.problem: RoomError | None = None
        self.is_deleted = False
        self.chosen = ""
        self._invite = ""
        self.phones = PhonePages(self.where, address)
        self._rooms: Rooms | None = None

    # ------------------------------------------------------------ actions

    def open(self, quiz: str, is_led: bool) -> None:
        """Open a room with a set of the tables' questions, one at a time if `is_led`."""
        questions = offered(self.tables, quiz)
        self._try(lambda: self._enter(self.rooms().open(questions, is_led=is_led)))

    def go_on(self, code: str) -> None:
        """Go on with a room that is open already."""
        self._try(lambda: self._enter(self.rooms().room(code).code))

    def find(self) -> None:
        """Go on with the one open room of this user's own store, as after a restart.

        A store that was named, as one that others use, is left alone.
        """
        rooms = self.open_rooms() if not self.code and self.where == plain(own_store()) else ()
        if len(rooms) == 1:
            self.go_on(rooms[0].code)

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

    def drive(self, work: Callable[[Driver], object]) -> None:
        """Turn the room's wall, or lead its questions."""
        from otkit.workshop.room.driving import Driver

        board, wall = self.board, self.wall
        if board and wall:
            deck = slides(board, self.tables)
            self._try(lambda: work(Driver(self.rooms(), wall, board.room, deck)))
            self.refresh(keep_problem=True)

    def delete(self) -> None:
        """Close the room and delete all that was shared in it."""
        self._try(lambda: self.rooms().delete(self.code))
        if self.problem is None:
            self._leave()

    def refresh(self, keep_problem: bool = False) -> None:
        """Read the room again."""
        if not self.code:
            return
        before = self.problem
        self._try(self._read)
        if self.problem and self.problem.message_id == "room.no-such-room":
            self._leave()
            self.problem = None
        elif keep_problem and before:
            self.problem = before

    def close(self) -> None:
        """End the pages for phones; the room stays open."""
        self.phones.close()

    # ------------------------------------------------------------ state

    def view(self) -> View:
        """The session now; reads the store and checks the pages for phones."""
        deck = slides(self.board, self.tables) if self.board else ()
        stage = self.board.room.stage if self.board else ""
        return View(
            where=self.where,
            code=self.code,
            problem=self.problem,
            is_deleted=self.is_deleted,
            board=self.board,
            is_up=self.phones.is_up,
            has_failed=self.phones.has_failed,
            addresses=self.addresses() if self.code else (),
            address=self.address() if self.code else "",
            open_rooms=() if self.code else self.open_rooms(),
            wall_address=self.wall_address(),
            slide=current(self.wall.slide, deck, stage) if self.wall and deck else "",
            slides=deck,
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
        """URLs that lead a phone into the room, the likeliest first."""
        return tuple(f"{start}room?code={self.code}" for start in self.phones.addresses())

    def address(self) -> str:
        """The URL for phones that was chosen, else the likeliest; "" until there is one."""
        addresses = self.addresses()
        return self.chosen if self.chosen in addresses else next(iter(addresses), "")

    def wall_address(self) -> str:
        """The URL of the wall for a browser of this computer; "" until there is one."""
        start = self.phones.for_this_computer() if self.wall else ""
        return f"{start}wall?wall={self.wall.secret}" if self.wall and start else ""

    # ------------------------------------------------------------ inside

    def _enter(self, code: str) -> None:
        self.code, self.is_deleted, self._invite = clean_code(code), False, ""
        self.phones.start()
        self.refresh()

    def _leave(self) -> None:
        self.code, self.board, self.wall, self.is_deleted = "", None, None, True

    def _read(self) -> None:
        from otkit.workshop.room.board import read_board

        self.board = read_board(self.rooms(), self.code)
        self.wall = self._walls().of(self.code)
        invite = self.address().partition("room?")[0]
        if invite != self._invite:  # once, so that two boards do not take turns
            self._walls().invite(self.wall.secret, invite)
            self._invite = invite

    def _walls(self) -> Walls:
        from otkit.workshop.room.walls import Walls

        return Walls(self.rooms().database)

    def _try(self, work: Callable[[], object]) -> None:
        self.problem = None
        try:
            work()
        except RoomError as error:
            self.problem = error
