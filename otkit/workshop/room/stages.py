"""The stages of a session, and the part of the room that is open in each."""

from dataclasses import dataclass

from otkit.errors import RoomError

STAGES = ("before", "learn", "after", "goodbye", "finished")
"""In order: questions, learning together, the same questions, the evaluation form, results."""

SEATS = 60
"""Participants that a room takes by default; a workshop has 8 to 16 parents."""

OPEN_IN = {"before": "before", "after": "after", "evaluation": "goodbye"}
"""Part of a room -> the stage in which it takes answers; in other stages it is closed."""


@dataclass(frozen=True, order=True)
class QuestionKey:
    """A question of a room: the part it belongs to, and its id."""

    part: str
    question_id: str


@dataclass(frozen=True)
class Room:
    """An open room: its code, its stage, when it closes (seconds since 1970), its seats.

    `question_ids` are the ids of the questions before; empty where nobody needs them.
    """

    code: str
    stage: str
    closes: int
    seats: int
    question_ids: frozenset[str] = frozenset()

    def takes(self, part: str) -> bool:
        """Whether answers to ``part`` are taken now.

        >>> Room("CDFHJK", "before", 0, 60).takes("after")
        False
        """
        return OPEN_IN[part] == self.stage

    def has_begun(self, part: str) -> bool:
        """Whether ``part`` takes answers or has taken them.

        >>> Room("CDFHJK", "learn", 0, 60).has_begun("before")
        True
        """
        return STAGES.index(self.stage) >= STAGES.index(OPEN_IN[part])

    def shows(self, part: str) -> bool:
        """Whether the answers to ``part`` are complete, so that they may be shown.

        >>> Room("CDFHJK", "learn", 0, 60).shows("before")
        True
        """
        return STAGES.index(self.stage) > STAGES.index(OPEN_IN[part])


@dataclass(frozen=True)
class Door:
    """Whether new phones are kept out, and how many people the room has; 0 when nobody said."""

    is_closed: bool = False
    people: int = 0


def reopened(now: str, then: str) -> tuple[str, ...]:
    """The parts that have been closed in stage ``now`` and would not be in stage ``then``.

    >>> reopened("learn", "before"), reopened("learn", "after")
    (('before',), ())
    """
    return tuple(
        part
        for part, stage in OPEN_IN.items()
        if STAGES.index(then) <= STAGES.index(stage) < STAGES.index(now)
    )


def no_such_room() -> RoomError:
    """The error for a code that is wrong, or whose room is closed and deleted."""
    sentence = "No open room has this code. Check its six characters; a room closes after 12 hours."
    return RoomError(sentence, "room.no-such-room")
