"""The stages of a session, and the part of the room that is open in each."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from otkit.errors import RoomError
from otkit.workshop.room.codes import LENGTH, letters_of, odd_characters

STAGES = ("before", "learn", "after", "goodbye", "finished")
"""In order: questions, learning together, the same questions, the evaluation form, results."""

SEATS = 60
"""Participants that a room takes by default; a workshop has 8 to 16 parents."""

WAITING, OPEN, CLOSED = "waiting", "open", "closed"
"""The states of a question that is led: not asked yet, taking answers, and shown."""

CASE = "case"
"""The part of a room in which people vote on the made-up children of cases.csv."""

OPEN_IN = {"before": "before", CASE: "learn", "after": "after", "evaluation": "goodbye"}
"""Part of a room -> the stage in which it takes answers; in other stages it is closed."""


@dataclass(frozen=True, order=True)
class QuestionKey:
    """A question of a room: the part it belongs to, and its id."""

    part: str
    question_id: str


@dataclass(frozen=True)
class Room:
    """An open room: its code, its stage, when it closes (seconds since 1970), its seats.

    `question_ids` are the ids of the questions before; empty where nobody needs them. `states` are
    those of what the facilitator leads, one at a time for everybody: the questions of the quiz,
    unless each phone goes at its own pace, and the cases that were put to the room.
    """

    code: str
    stage: str
    closes: int
    seats: int
    question_ids: frozenset[str] = frozenset()
    states: Mapping[QuestionKey, str] = field(default_factory=dict)

    @property
    def open_question(self) -> QuestionKey | None:
        """The question that is led and takes answers now."""
        now = (key for key, state in self.states.items() if state == OPEN and self.takes(key.part))
        return next(now, None)

    def state_of(self, key: QuestionKey) -> str:
        """The state of a question; one that nobody leads is open, a case waits to be put."""
        return self.states.get(key, WAITING if key.part == CASE else OPEN)

    def waits(self, key: QuestionKey) -> bool:
        """Whether a question is led and was not asked yet."""
        return self.state_of(key) == WAITING

    def is_open(self, key: QuestionKey) -> bool:
        """Whether answers to one question are taken now."""
        return self.takes(key.part) and self.state_of(key) == OPEN

    def has_closed(self, key: QuestionKey) -> bool:
        """Whether the answers to one question are complete, so that they may be shown."""
        return self.shows(key.part) or self.state_of(key) == CLOSED

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

    Cases are closed one by one, and stay closed.

    >>> reopened("learn", "before"), reopened("learn", "after")
    (('before',), ())
    """
    return tuple(
        part
        for part, stage in OPEN_IN.items()
        if part != CASE and STAGES.index(then) <= STAGES.index(stage) < STAGES.index(now)
    )


def no_such_room(typed: str | None = None) -> RoomError:
    """The error for a code that is wrong, or whose room is closed and deleted.

    It says that none was `typed`, that it is too short or too long, or names the letters in it that
    no code has.
    """
    if typed is not None and not letters_of(typed):
        return RoomError("Type the code first.", "room.no-code")
    if typed is not None and (n := len(letters_of(typed))) != LENGTH:
        return RoomError(f"A code has six characters; here are {n}.", "room.code-length", n=n)
    if odd := odd_characters(typed or ""):
        return RoomError(f"A code has no {odd}. Look at the code again.", "room.odd-code", odd=odd)
    sentence = "No open room has this code. Check its six characters; a room closes after 12 hours."
    return RoomError(sentence, "room.no-such-room")
