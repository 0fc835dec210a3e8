"""What a facilitator may see of a room: counts, none small, none to be had by subtraction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from otkit.workshop.room.counts import HIDDEN, Shown, part_of, right_and_unsure, totals
from otkit.workshop.room.stages import Asked, Room

if TYPE_CHECKING:
    from otkit.workshop.room.store import Rooms

YES = frozenset({"right", "yes", "quite", "very"})
"""The choices that count as yes: a right answer, a subject that was picked, quite or very sure."""

UNSURE = "not-sure"
JOINED = "joined"


@dataclass(frozen=True)
class Line:
    """One thing asked: how many people answered, and what when its part is closed.

    ``yes`` is how many chose one of `YES`; ``unsure`` is hidden where "not sure" is no choice.
    """

    people: Shown
    closed: bool
    yes: Shown = HIDDEN
    unsure: Shown = HIDDEN


@dataclass(frozen=True)
class Board:
    """A room with its phones and one line for each thing it asks, of which all may be shown."""

    room: Room
    joined: Shown
    lines: Mapping[Asked, Line]


def look(rooms: Rooms, code: str) -> Board:
    """The board of a room as it stands now; raises `RoomError`."""
    room, phones, counts = rooms.count(code)
    sums = {asked: sum(choices.values()) for asked, choices in counts.items()}
    people = totals({JOINED: phones} | {str(asked): n for asked, n in sums.items()})
    lines = {}
    for asked, choices in counts.items():
        total, shown = sums[asked], people[str(asked)]
        told = shown.n if shown.kind == "many" else None
        yes = sum(n for choice, n in choices.items() if choice in YES)
        if not room.shows(asked.part):
            lines[asked] = Line(shown, closed=False)
        elif UNSURE in choices:
            split = right_and_unsure(total, yes, choices[UNSURE], told)
            lines[asked] = Line(shown, True, *split)
        else:
            lines[asked] = Line(shown, True, part_of(total, yes, told))
    return Board(room, people[JOINED], lines)
