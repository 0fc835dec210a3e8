"""What may be shown of a room's answers: exact counts of the quiz, only words of the rest.

*What do you know* (the quiz, votes on cases) is shown as exact counts, from 3 answers on. *About
you* (how sure people feel, subjects, the evaluation) never is: no count below 5 may be known, nor
one from which such a count follows. The rules hold against someone who sees the board all the time,
knows them, counts heads, and knows the own answer:

1. Answers are shown when their part is closed, and from then on do not change (see `stages.py`).
2. About you, from 5 answers on, the board says one of three words, and of fewer than 8 people one
   of two. Each word fits three different numbers or more, and no count is beside it.
3. One answer is counted in one group of people alone, so no two words can be subtracted. What is
   asked before and after is shown when both are closed: of those who answered both, if these are
   5 or more; else, and then for good, each part by itself.

How many people have answered is no answer, and is always shown.
"""

from collections.abc import Container
from typing import Literal

from otkit.workshop.room.stages import CASE, QuestionKey

Kind = Literal["quiz", "about"]

FEWEST: dict[Kind, int] = {"quiz": 3, "about": 5}
"""Answers from which anything is shown of them."""

RIGHT = "right"

THREE_WORDS_FROM = 8
"""Answers about you from which three words fit three numbers each."""

WORDS = ("few", "half", "most", "below-half", "from-half")
"""The words for a share of a group: below a third, between, above two thirds; or of two halves."""


def kind_of(key: QuestionKey, choices: Container[str]) -> Kind:
    """Which rule holds for a question with these choices: that of the quiz for cases as well."""
    return "quiz" if RIGHT in choices or key.part == CASE else "about"


def is_enough(kind: Kind, answers: int) -> bool:
    """Whether so many answers may be shown.

    >>> is_enough("quiz", 3), is_enough("about", 3)
    (True, False)
    """
    return answers >= FEWEST[kind]


def in_words(total: int, part: int) -> str:
    """How many of ``total`` people are in ``part``, as one of `WORDS`; "" of fewer than 5.

    >>> in_words(12, 3), in_words(12, 6), in_words(12, 9)
    ('few', 'half', 'most')
    >>> in_words(6, 3), in_words(6, 2), in_words(4, 4)
    ('from-half', 'below-half', '')
    """
    if not is_enough("about", total):
        return ""
    if total < THREE_WORDS_FROM:
        return "from-half" if 2 * part >= total else "below-half"
    if 3 * part < total:
        return "few"
    return "most" if 3 * part > 2 * total else "half"
