"""The counts of a room that a facilitator may see: no small ones, none found by subtraction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from otkit.workshop.room.counts import HIDDEN, Shown, part_of, right_and_unsure, totals
from otkit.workshop.room.stages import QuestionKey, Room

if TYPE_CHECKING:
    from otkit.workshop.room.store import Rooms

YES = frozenset({"right", "yes", "quite", "very"})
"""The choices that count as yes: a right answer, a subject that was picked, quite or very sure."""

UNSURE = "not-sure"
JOINED = "joined"


@dataclass(frozen=True)
class Line:
    """The counts of one question; the answers are counted once its part is closed.

    ``yes`` is how many chose one of `YES`; ``unsure`` is hidden where "not sure" is no choice.
    """

    people: Shown
    closed: bool
    yes: Shown = HIDDEN
    unsure: Shown = HIDDEN


@dataclass(frozen=True)
class Board:
    """A room, its participants and one line for each question; all of it may be shown."""

    room: Room
    joined: Shown
    lines: Mapping[QuestionKey, Line]


def read_board(rooms: Rooms, code: str) -> Board:
    """The board of a room now; raises `RoomError`."""
    room, participants, counts = rooms.count(code)
    sums = {key: sum(choices.values()) for key, choices in counts.items()}
    people = totals({JOINED: participants} | {str(key): n for key, n in sums.items()})
    lines = {}
    for key, choices in counts.items():
        total, answered = sums[key], people[str(key)]
        at_least = answered.n if answered.kind == "many" else None
        yes = sum(n for choice, n in choices.items() if choice in YES)
        if not room.shows(key.part):
            lines[key] = Line(answered, closed=False)
        elif UNSURE in choices:
            split = right_and_unsure(total, yes, choices[UNSURE], at_least)
            lines[key] = Line(answered, True, *split)
        else:
            lines[key] = Line(answered, True, part_of(total, yes, at_least))
    return Board(room, people[JOINED], lines)
