"""A facilitator's session as plain data, for the board to draw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from otkit.errors import RoomError
from otkit.workshop.room import Room

if TYPE_CHECKING:
    from otkit.workshop.room.board import Board


@dataclass(frozen=True)
class View:
    """A session as the board shows it; the names are those of `Session`.

    `address` is the one of `addresses` whose QR code is shown; `wall_address` is where this
    computer's browser finds the wall, "" until it is served; `slides` are all that it has now.
    """

    where: str = ""
    code: str = ""
    problem: RoomError | None = None
    is_deleted: bool = False
    board: Board | None = None
    is_up: bool = False
    has_failed: bool = False
    addresses: tuple[str, ...] = ()
    address: str = ""
    open_rooms: tuple[Room, ...] = ()
    wall_address: str = ""
    slide: str = ""
    slides: tuple[str, ...] = ()

    def without_room(self) -> View:
        """The session as if no room were open: with no code, and no address of a wall."""
        return View(self.where, is_up=self.is_up, has_failed=self.has_failed)
