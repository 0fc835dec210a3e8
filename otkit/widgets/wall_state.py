"""What a wall is drawn from: what it last read, and what waits for a second press or a moment."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from otkit.errors import RoomError
from otkit.widgets.page import State
from otkit.widgets.room_closing import AGAIN, Closing
from otkit.widgets.room_led import leads
from otkit.workshop.room import STAGES

if TYPE_CHECKING:
    from otkit.workshop.room.board import Board
    from otkit.workshop.room.walls import Wall

STAYS_SECONDS = 1.5
"""Seconds that a wall stays with a case before the phones get it.

Who pages through presses again before that, and no phone shows the case for a moment.
"""


@dataclass(frozen=True)
class Opening:
    """A case that the phones will vote on; `at` is when, in the computer's own seconds."""

    case_id: str = ""
    at: float = 0.0

    def of(self, case_id: str) -> Opening:
        """The opening of this case: itself where it waits already."""
        is_same = case_id == self.case_id
        return self if is_same else Opening(case_id, time.monotonic() + STAYS_SECONDS)

    def is_due(self) -> bool:
        """Whether the phones get the case now."""
        return self.case_id != "" and time.monotonic() >= self.at


@dataclass(frozen=True)
class WallState(State):
    """The wall as last read; `now` is in minutes since 1970.

    `closing` is what the wall asks before it closes a question, `opening` the case that it is about
    to put to the phones.
    """

    secret: str = ""
    wall: Wall | None = None
    board: Board | None = None
    slide: str = ""
    now: int = 0
    problem: RoomError | None = None
    closing: Closing = field(default_factory=Closing)
    opening: Opening = field(default_factory=Opening)

    @property
    def has_part(self) -> bool:
        """Whether the wall can go on to the end of a stage from here."""
        is_last = self.board is None or self.board.room.stage == STAGES[-1]
        return not is_last and self.slide != "next"


def key_of(state: WallState) -> tuple[str, str]:
    """What the key for the next page does now, as `leads` says it, or once more."""
    if state.board is None or state.opening.case_id:
        return "on", ""
    verb, name = leads(state.slide, state.board)
    return (AGAIN[verb] if verb in AGAIN and state.closing.asks_of(name) else verb), name
