"""How a session runs: its stages, and which part of what is shared is open in which stage."""

from dataclasses import dataclass

from otkit.errors import RoomError

STAGES = ("before", "learn", "after", "goodbye", "finished")
"""In order: questions, learning together, the same questions, the evaluation form, results."""

PLACES = 60
"""Phones in a room, unless it is opened for more or fewer: a workshop has 8 to 16 parents."""

OPEN_IN = {"before": "before", "after": "after", "evaluation": "goodbye"}
"""The part of a room -> the stage in which it takes answers. Outside of it, it is closed."""


@dataclass(frozen=True, order=True)
class Asked:
    """One thing that a room asks: the part it belongs to, and the question's id."""

    part: str
    question_id: str


@dataclass(frozen=True)
class Room:
    """An open room: its code, its stage, when it closes (seconds since 1970), its places."""

    code: str
    stage: str
    closes: int
    places: int

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
    """Wrong, or closed and deleted: nobody can tell the two apart any more."""
    sentence = "No open room has this code. Check its six characters; a room closes after 12 hours."
    return RoomError(sentence, "room.no-such-room")
