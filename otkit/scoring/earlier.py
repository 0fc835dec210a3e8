"""An earlier check-in beside that of today: what was marked on which day. No number, no trend."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from otkit.age import Age
from otkit.kit.conditions import MISSING
from otkit.kit.tables import Tables
from otkit.scoring.answers import ALREADY_SEEN, LOST_SKILL
from otkit.scoring.other_ages import carried, same_here
from otkit.scoring.score import behaviours_asked


@dataclass(frozen=True)
class Earlier:
    """A check-in of an earlier day: `answers` as in a `Result`, `words` the words' version then."""

    age: Age
    answers: Mapping[str, Any]
    day: date
    language: str
    words: str


@dataclass(frozen=True)
class Comparison:
    """What was marked on two days, each a tuple of behaviour ids or `lost-skill`.

    A row of today and one of another age that is the same sign are one: `was` has the id then of
    each that was marked then.

    `new` was asked and not marked then. `first_asked` is marked now and was not asked then, `still`
    is marked on both days, `unmarked` was marked then and is asked still. `not_asked` was marked
    then and is not asked at this age any more. `missing` are the skills of `new` that are marked as
    missing: a child that could do one then has lost it.
    """

    then: Earlier
    now: date
    answers: Mapping[str, Any]
    new: tuple[str, ...]
    first_asked: tuple[str, ...]
    still: tuple[str, ...]
    unmarked: tuple[str, ...]
    not_asked: tuple[str, ...]
    missing: tuple[str, ...]
    was: Mapping[str, str]


def compare(
    age: Age, answers: Mapping[str, Any], then: Earlier, now: date, tables: Tables
) -> Comparison:
    """What is marked at ``age`` on the day ``now``, beside what was marked ``then``.

    >>> from otkit import load_tables
    >>> then = Earlier(Age(9), {"reaches": "often"}, date(2026, 1, 31), "en", "")
    >>> found = compare(Age(10), {"lost-skill": True}, then, date(2026, 2, 28), load_tables())
    >>> found.new, found.unmarked
    (('lost-skill',), ('reaches',))
    """
    rows = behaviours_asked(age, tables)
    ids = (*(row["behaviour_id"] for row in rows), LOST_SKILL)
    asked_then = [row["behaviour_id"] for row in behaviours_asked(then.age, tables)]
    ids_then = {*same_here(asked_then, age, tables).values(), LOST_SKILL}
    marked = {key: answer for key, answer in then.answers.items() if key != ALREADY_SEEN}
    before, here = carried(marked, age, tables), same_here(marked, age, tables)
    fresh = [key for key in ids if key in answers and key not in before]
    new = tuple(key for key in fresh if key in ids_then)
    skills = {row["behaviour_id"] for row in rows if row["kind"] == MISSING}
    return Comparison(
        then=then,
        now=now,
        answers=answers,
        new=new,
        first_asked=tuple(key for key in fresh if key not in ids_then),
        still=tuple(key for key in ids if key in answers and key in before),
        unmarked=tuple(key for key in ids if key not in answers and key in before),
        not_asked=tuple(key for key in before if key not in ids),
        missing=tuple(key for key in new if key in skills),
        was={now: key for key, now in here.items() if marked[key] == before[now]},
    )
