"""Age + answers + tables -> Result: ids, counts, a level, the rules that fired. No sentence.

The rows of ``rules.csv`` are tried from the top and the first that fits decides. A condition
is a named count of answers (``CONDITIONS``); a rule fits when the count is at least its ``n``.
Each count can only grow when an answer is added or goes up (not sure, sometimes, often), and
the checker lets no level rise down the order: one more tick never lowers the level.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from otkit.age import MAX_MONTHS, Age
from otkit.kit.checks.rule_order import is_dated_skill
from otkit.kit.tables import Tables
from otkit.scoring.answers import ALREADY_SEEN, LOST_SKILL, NOT_SAID, NOT_SURE, ONCE, clean_answers
from otkit.scoring.result import Reason, Result

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["CONDITIONS", "Result", "behaviours_asked", "behaviours_for", "score"]

Row = Mapping[str, Any]
TODAY, THIS_WEEK, NOT_URGENT = "today", "this-week", "no"
"""How urgent a behaviour is."""


@dataclass(frozen=True)
class Given:
    """The answers as conditions count them; areas already seen are left out, except as urgent."""

    lost_skill: bool
    today: tuple[Row, ...]
    this_week: tuple[Row, ...]
    often: tuple[Row, ...]
    ticked: tuple[Row, ...]
    not_said: tuple[Row, ...]
    answered: tuple[Row, ...]
    set_aside: tuple[Row, ...]

    @property
    def skills(self) -> tuple[Row, ...]:
        """What is ticked of the skills that a source gives an age for."""
        return tuple(row for row in self.ticked if is_dated_skill(row))


CONDITIONS: Mapping[str, Callable[[Given], tuple[float, tuple[Row, ...]]]] = {
    "lost-skill": lambda given: (int(given.lost_skill), ()),
    "urgent-today": lambda given: (len(given.today), given.today),
    "urgent-this-week": lambda given: (len(given.this_week), given.this_week),
    "often": lambda given: (len(given.often), given.often),
    "areas": lambda given: (len({row["area_id"] for row in given.ticked}), given.ticked),
    "missing-skills": lambda given: (len(given.skills), given.skills),
    "not-said": lambda given: (len(given.not_said), given.not_said),
    "sometimes": lambda given: (len(given.ticked), given.ticked),
    "not-sure": lambda given: (len(given.answered), given.answered),
    "already-helped": lambda given: (len(given.set_aside), given.set_aside),
    "always": lambda given: (float("inf"), ()),
}
"""What a rule can count, and the behaviours it counts.

``lost-skill``: a skill lost, or perhaps lost. ``urgent-today``, ``urgent-this-week``: behaviours
that are urgent in this way, answered not sure or more, in any area. ``often``: behaviours ticked
often. ``areas``: areas with a behaviour ticked often or sometimes. ``missing-skills``: skills that
a source gives an age for, not seen yet or only now and then. ``not-said``: behaviours ticked
while nobody has said how often, which count for no level by themselves. ``sometimes``: behaviours
ticked sometimes or more. ``not-sure``: behaviours answered not sure or more. ``already-helped``:
behaviours answered in areas where a professional already helps, which nothing else counts.
"""


def area_of(behaviour: Row, sign: Row) -> str:
    """The area that a behaviour is about: its own where it names one, else that of its sign."""
    return str(behaviour["area_id"] or sign["area_id"])


def behaviours_for(age: Age, tables: Tables) -> pd.DataFrame:
    """The behaviours to ask about at ``age``, by its corrected months.

    Columns of ``behaviours.csv``, with ``area_id`` always filled, then ``age_group_id`` of the
    sign. Ordered by area, then as in the file.

    >>> from otkit.kit.load import load_tables
    >>> behaviours = behaviours_for(Age(9), load_tables())
    >>> set(behaviours["age_group_id"])
    {'infant'}
    """
    import pandas as pd  # only who asks for a frame needs it

    return pd.DataFrame([dict(row) for row in behaviours_asked(age, tables)])


def behaviours_asked(age: Age, tables: Tables) -> tuple[Row, ...]:
    """The same as ``behaviours_for``, as plain rows: quick enough for every tick.

    >>> from otkit.kit.load import load_tables
    >>> rows = behaviours_asked(Age(9), load_tables())
    >>> 8 <= len(rows) <= 32
    True
    """
    return tables.keep(_by_month)[age.corrected_months]


def score(age: Age, answers: Mapping[str, object], tables: Tables) -> Result:
    """What ``answers`` at ``age`` say, by the rules in ``tables``.

    ``answers`` maps a behaviour id to ``"often"``, ``"sometimes"``, ``"not-sure"``, ``"not-said"``
    (ticked, and how often is open) or True (counts as often); ``""``, False and None are no answer.
    ``"lost-skill"`` maps to True, False or
    ``"not-sure"``, ``"already-seen"`` to area ids. Raises ``AnswerError`` for anything else, and
    for a behaviour that is not asked at this age.

    >>> from otkit.kit.load import load_tables
    >>> tables = load_tables()
    >>> score(Age(9), {}, tables).level
    'nothing-ticked'
    >>> result = score(Age(9), {"lost-skill": True}, tables)
    >>> result.level, result.why.rule_id
    ('act-now', 'skill-lost')
    """
    asked = behaviours_asked(age, tables)
    once = [row["behaviour_id"] for row in asked if row["asked"] == ONCE]
    clean = clean_answers(age, answers, (row["behaviour_id"] for row in asked), tables, once)
    given = _given(clean, asked)
    rules = tables.keep(_ordered_rules)
    fired = [(rule, by) for rule in rules if (by := _fits(rule, given)) is not None]
    level = fired[0][0]["level"]
    deciding = [(rule, by) for rule, by in fired if rule["level"] == level]
    answered = [row for row in asked if row["behaviour_id"] in clean]
    sources = [row["source_id"] for row in (*(rule for rule, _ in deciding), *answered)]
    return Result(
        age=age,
        level=level,
        reasons=tuple(
            Reason(rule["rule_id"], tuple(row["behaviour_id"] for row in by))
            for rule, by in deciding
        ),
        answers=MappingProxyType(clean),
        sources=tuple(dict.fromkeys(sources)),
        set_aside=tuple(row["behaviour_id"] for row in given.set_aside),
        _shown=tuple((row["behaviour_id"], row["sign_id"], row["area_id"]) for row in asked),
    )


def _fits(rule: Row, given: Given) -> tuple[Row, ...] | None:
    """The behaviours that make ``rule`` fit, or None when it does not."""
    count, by = CONDITIONS[rule["condition"]](given)
    if rule["concern"]:
        by = tuple(row for row in by if row["concern"] == rule["concern"])
        count = len(by)
    return by if count >= rule["n"] else None


def _given(clean: Mapping[str, Any], asked: Iterable[Row]) -> Given:
    seen = clean.get(ALREADY_SEEN, ())
    every = [(row, clean.get(row["behaviour_id"])) for row in asked]
    answered = [(row, answer) for row, answer in every if answer]
    scored = [(row, answer) for row, answer in answered if row["area_id"] not in seen]
    return Given(
        lost_skill=LOST_SKILL in clean,
        today=tuple(row for row, _ in answered if row["urgent"] == TODAY),
        this_week=tuple(row for row, _ in answered if row["urgent"] == THIS_WEEK),
        often=tuple(row for row, answer in scored if answer == "often"),
        ticked=tuple(row for row, answer in scored if answer not in (NOT_SURE, NOT_SAID)),
        not_said=tuple(row for row, answer in scored if answer == NOT_SAID),
        answered=tuple(row for row, _ in scored),
        set_aside=tuple(
            row for row, _ in answered if row["area_id"] in seen and row["urgent"] == NOT_URGENT
        ),
    )


def _by_month(tables: Tables) -> tuple[tuple[Row, ...], ...]:
    """For each month, the rows to ask, in order."""
    place = {row["area_id"]: row["order"] for row in tables.rows("areas")}
    signs = {row["sign_id"]: row for row in tables.rows("signs")}
    rows = [
        MappingProxyType(
            {
                **row,
                "area_id": area_of(row, signs[row["sign_id"]]),
                "age_group_id": signs[row["sign_id"]]["age_group_id"],
            }
        )
        for row in tables.rows("behaviours")
    ]
    rows.sort(key=lambda row: place[row["area_id"]])
    return tuple(
        tuple(row for row in rows if row["from_months"] <= month <= row["to_months"])
        for month in range(MAX_MONTHS + 1)
    )


def _ordered_rules(tables: Tables) -> tuple[Row, ...]:
    return tuple(sorted(tables.rows("rules"), key=lambda rule: rule["order"]))
