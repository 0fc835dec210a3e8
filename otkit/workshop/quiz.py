"""The workshop's quiz: its questions in order, what was picked, and what to say to it.

No widget and no screen. What is right stays in here until a question is answered.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from otkit.kit.tables import Tables

Row = Mapping[str, Any]
NOT_SURE = "not-sure"
"""What is always offered besides the options of a question."""

MARKS = ("right", "other", NOT_SURE)
"""What an answer comes to; a room counts these and nothing else of the quiz."""


@dataclass(frozen=True)
class Question:
    """A row of quiz.csv with its options, rows of quiz_options.csv, in order."""

    row: Row
    options: tuple[Row, ...]

    @property
    def question_id(self) -> str:
        """The short name of the question."""
        return str(self.row["question_id"])

    @property
    def is_multiple(self) -> bool:
        """Whether more than one option may be right."""
        return bool(self.row["kind"] == "multiple")

    @property
    def right(self) -> tuple[Row, ...]:
        """The options that are right."""
        return tuple(option for option in self.options if option["right"])


def questions(tables: Tables, again: bool = False, subject: str = "") -> tuple[Question, ...]:
    """All questions, or those of one subject, in order; `again` puts them in another order.

    The second half then comes first, so that every question has another place than before.

    >>> from otkit.kit.load import load_tables
    >>> before, after = questions(load_tables()), questions(load_tables(), again=True)
    >>> len(before) == len(after), any(a == b for a, b in zip(before, after))
    (True, False)
    """
    found = [
        question
        for question in tables.keep(_questions)
        if not subject or question.row["subject_id"] == subject
    ]
    half = (len(found) + 1) // 2
    return tuple(found[half:] + found[:half] if again else found)


def clean(question: Question, picked: Iterable[str]) -> tuple[str, ...]:
    """What of `picked` can be an answer: known options, one where one is asked for.

    "Not sure" beside an option means not sure.
    """
    known = [option["option_id"] for option in question.options]
    given = set(picked)
    if NOT_SURE in given:
        return (NOT_SURE,)
    options = tuple(option for option in known if option in given)
    return options if question.is_multiple else options[:1]


def mark(question: Question, picked: Collection[str]) -> str:
    """`right`, `other` or `not-sure`; of several right options all must be picked, and no other.

    >>> from otkit.kit.load import load_tables
    >>> question = questions(load_tables())[0]
    >>> mark(question, [option["option_id"] for option in question.right])
    'right'
    >>> mark(question, ["not-sure"])
    'not-sure'
    """
    if NOT_SURE in picked:
        return NOT_SURE
    return "right" if {row["option_id"] for row in question.right} == set(picked) else "other"


def told(question: Question, picked: Collection[str]) -> tuple[Row, ...]:
    """The options whose feedback is said: those picked, then right ones that were not."""
    mine = [option for option in question.options if option["option_id"] in picked]
    return (*mine, *(option for option in question.right if option not in mine))


def _questions(tables: Tables) -> tuple[Question, ...]:
    options = sorted(tables.rows("quiz_options"), key=lambda row: row["order"])
    return tuple(
        Question(row, tuple(o for o in options if o["question_id"] == row["question_id"]))
        for row in sorted(tables.rows("quiz"), key=lambda row: row["order"])
    )
