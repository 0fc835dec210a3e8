"""What a facilitator may see of a room: exact counts of what people know, words about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from otkit.workshop.room.counts import FEWEST, Kind, in_words, is_enough, kind_of
from otkit.workshop.room.stages import Door, QuestionKey, Room

if TYPE_CHECKING:
    from otkit.workshop.room.rows import Count
    from otkit.workshop.room.store import Rooms

YES = frozenset({"right", "yes", "quite", "very"})
"""The choices that count as yes: a right answer, a subject that was picked, quite or very sure."""


@dataclass(frozen=True)
class Line:
    """One question; its answers are shown once its part is closed.

    ``answers`` is how many answered, ``missing`` how many more are needed before anything is
    shown. Of the quiz and of a case ``counts`` are then exact, by choice; of a question about
    people ``word`` is one of `counts.WORDS`. ``waits`` says that it is shown beside the answers
    after; ``of_both`` that it is of those who answered both; ``crowded`` that more phones told
    about themselves than there are people, so that nothing about the people is shown.
    """

    kind: Kind
    answers: int
    closed: bool
    missing: int = 0
    counts: Mapping[str, int] = field(default_factory=dict, hash=False)
    word: str = ""
    waits: bool = False
    crowded: bool = False
    of_both: bool = False


@dataclass(frozen=True)
class Board:
    """A room and one line for each question; all of it may be shown.

    ``joined`` is how many phones joined and have not left, ``phones_here`` how many of all have a
    page that was open just now; ``about_you`` how many answered anything about themselves.
    """

    room: Room
    door: Door
    joined: int
    about_you: int
    lines: Mapping[QuestionKey, Line]
    phones_here: int

    @property
    def is_crowded(self) -> bool:
        """Whether more phones told about themselves than there are people, if anybody said."""
        return is_crowded(self.door, self.about_you)


def read_board(rooms: Rooms, code: str) -> Board:
    """The board of a room now; raises `RoomError`."""
    return board_of(rooms.count(code))


def board_of(count: Count) -> Board:
    """What may be shown of these counts."""
    lines = {key: _line(key, count) for key in count.answers}
    return Board(count.room, count.door, count.joined, count.about_you, lines, count.phones_here)


def is_crowded(door: Door, about_you: int) -> bool:
    """Whether more phones told about themselves than the room has people."""
    return 0 < door.people < about_you


def _line(key: QuestionKey, count: Count) -> Line:
    choices = count.answers[key]
    kind, answers = kind_of(key, choices), sum(choices.values())
    closed = count.room.has_closed(key)
    missing = max(0, FEWEST[kind] - answers)
    if kind == "about":
        return _about(key, count, answers, missing)
    if not closed or missing:
        return Line(kind, answers, closed, missing)
    return Line(kind, answers, closed, counts=choices)


def _about(key: QuestionKey, count: Count, answers: int, missing: int) -> Line:
    """A line about the people: of those who answered before and after, where these are enough."""
    parts = [part for part in ("before", "after") if _twin(key, part) in count.answers]
    is_pair = key.part in parts and len(parts) > 1
    if not count.room.shows(key.part):
        return Line("about", answers, False, missing)
    if is_crowded(count.door, count.about_you):
        return Line("about", answers, True, missing, crowded=True)
    if is_pair and not count.room.shows("after"):
        return Line("about", answers, True, missing, waits=True)
    pairs = count.pairs.get(key.question_id, {}) if is_pair else {}
    both = sum(pairs.values())
    if is_enough("about", both):
        place = parts.index(key.part)
        yes = sum(n for choices, n in pairs.items() if choices[place] in YES)
        return Line("about", both, True, word=in_words(both, yes), of_both=True)
    yes = sum(n for choice, n in count.answers[key].items() if choice in YES)
    return Line("about", answers, True, missing, word=in_words(answers, yes))


def _twin(key: QuestionKey, part: str) -> QuestionKey:
    return QuestionKey(part, key.question_id)
