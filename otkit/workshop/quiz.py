"""The workshop's quiz: its questions in order, the valid picks, and the feedback.

The right options stay in here until a question is answered.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from math import ceil

from otkit.kit.country import rows_of
from otkit.kit.tables import Row, Tables
from otkit.kit.wording import Words
from otkit.scoring.countries import home_country

NOT_SURE = "not-sure"
"""Offered with every question, besides its options."""

OUTCOMES = ("right", "other", NOT_SURE)
"""The outcomes of an answer; of the quiz a room counts these alone."""

PACES = ("own", "together")
"""How a room's quiz goes: each phone at its own pace, or one question at a time for everybody."""

SETS = ("short", "full")
"""The short quiz has the questions that teach most; the full one has all."""

WORDS_A_MINUTE = 130
"""Read aloud slowly, to people who read little (the kit's choice)."""

READINGS = 2
"""How often each question and answer is read aloud (docs/facilitator.md)."""

ANSWER_SECONDS = 8
"""To press an answer, for each question."""

REST_SECONDS = 45
"""For how sure people feel, and the subjects."""


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


def questions(
    tables: Tables, again: bool = False, subject: str = "", country: str = ""
) -> tuple[Question, ...]:
    """All questions, or those of one subject, in order; `again` puts them in another order.

    Those of another country than `country`, or than the home one, are left out.

    The second half then comes first, so that each question has another position than before.

    >>> from otkit.kit.load import load_tables
    >>> before, after = questions(load_tables()), questions(load_tables(), again=True)
    >>> len(before) == len(after), any(a == b for a, b in zip(before, after))
    (True, False)
    """
    place = country or home_country(tables)
    local = rows_of(tables.rows("quiz"), place, lambda row: row["subject_id"])
    question_ids = {row["question_id"] for row in local}
    ordered = [
        question
        for question in tables.keep(_questions)
        if question.question_id in question_ids and subject in ("", question.row["subject_id"])
    ]
    half = (len(ordered) + 1) // 2
    return tuple(ordered[half:] + ordered[:half] if again else ordered)


def in_set(tables: Tables, name: str, country: str = "") -> tuple[Question, ...]:
    """The questions of a set in `country`, else in the home one, in order: `short` or `full`.

    >>> from otkit.kit.load import load_tables
    >>> len(in_set(load_tables(), "short"))
    6
    """
    every = questions(tables, country=country)
    return tuple(q for q in every if name == "full" or q.row["set"] == name)


def minutes_of(quiz: Collection[Question], words: Words) -> int:
    """The minutes that questions take when all is read aloud, with the rest of a part of a room."""
    texts = (
        words.text(row, "text") for question in quiz for row in (question.row, *question.options)
    )
    reading = 60 * READINGS * sum(len(text.split()) for text in texts) / WORDS_A_MINUTE
    return ceil((reading + ANSWER_SECONDS * len(quiz) + REST_SECONDS) / 60)


def clean(question: Question, picked: Iterable[str]) -> tuple[str, ...]:
    """The valid picks: options of the question, only one unless it is multiple.

    "Not sure" together with an option means not sure.
    """
    if NOT_SURE in (ids := set(picked)):
        return (NOT_SURE,)
    options = tuple(row["option_id"] for row in question.options if row["option_id"] in ids)
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


def feedback_for(question: Question, picked: Collection[str]) -> tuple[Row, ...]:
    """The options whose feedback is shown: those picked, then right ones that were not."""
    chosen = [option for option in question.options if option["option_id"] in picked]
    return (*chosen, *(option for option in question.right if option not in chosen))


def _questions(tables: Tables) -> tuple[Question, ...]:
    options = sorted(tables.rows("quiz_options"), key=lambda row: row["order"])
    return tuple(
        Question(row, tuple(o for o in options if o["question_id"] == row["question_id"]))
        for row in sorted(tables.rows("quiz"), key=lambda row: row["order"])
    )
