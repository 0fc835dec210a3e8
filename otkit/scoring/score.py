"""Age + answers + tables -> Result: ids, counts, a level, the rules that fired. No sentence.

The rows of ``rules.csv`` are tried from the top and the first that fits decides: a rule fits when
what its condition counts (``otkit.kit.conditions``) is at least its ``n``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from otkit.age import MAX_MONTHS, Age, is_at
from otkit.kit.conditions import CONDITIONS, MISSING, NOT_URGENT, Answered, counted
from otkit.kit.tables import Row, Tables
from otkit.scoring.answers import ALREADY_SEEN, LOST_SKILL, ONCE, clean_answers
from otkit.scoring.result import Reason, Result

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Result", "behaviours_asked", "behaviours_for", "score"]


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


def score(
    age: Age,
    answers: Mapping[str, object],
    tables: Tables,
    put_by: Mapping[str, object] | None = None,
) -> Result:
    """What ``answers`` at ``age`` say, by the rules in ``tables``.

    ``answers`` maps a behaviour id to ``"often"``, ``"sometimes"``, ``"not-sure"``, ``"not-said"``
    (ticked, and how often is open) or True (counts as often); ``""``, False and None are no answer.
    ``"lost-skill"`` maps to True, False or
    ``"not-sure"``, ``"already-seen"`` to area ids. Raises ``AnswerError`` for anything else, and
    for a behaviour that is not asked at this age.

    ``put_by`` are answers of the same kind that were given for another age. What is urgent among
    them counts still, but for a skill that comes later than ``age``.

    >>> from otkit.kit.load import load_tables
    >>> tables = load_tables()
    >>> score(Age(9), {}, tables).level
    'nothing-ticked'
    >>> result = score(Age(9), {"lost-skill": True}, tables)
    >>> result.level, result.why.rule_id
    ('act-now', 'skill-lost')
    """
    put_by = put_by or {}
    asked = behaviours_asked(age, tables)
    asked = (*asked, *(row for row in _counts_still(put_by, age, tables) if row not in asked))
    answers = {**answers, **{key: put_by[key] for key in _ids(asked) if key in put_by}}
    once = [row["behaviour_id"] for row in asked if row["asked"] == ONCE]
    clean = clean_answers(age, answers, _ids(asked), tables, once)
    helped = clean.get(ALREADY_SEEN, ())
    answered = [
        Answered(row, clean[row["behaviour_id"]], row["area_id"] in helped)
        for row in asked
        if row["behaviour_id"] in clean
    ]
    month = age.corrected_months
    fired = []
    for rule in tables.keep(_ordered_rules):
        count, by = counted(rule, answered, month, LOST_SKILL in clean)
        if count >= rule["n"]:
            fired.append((rule, by))
    level = fired[0][0]["level"]
    deciding = [(rule, by) for rule, by in fired if rule["level"] == level]
    sources = [
        *(rule["source_id"] for rule, _ in deciding),
        *(row["source_id"] for row, _, _ in answered),
        *(
            row["alone_source_id"]
            for rule, by in deciding
            if CONDITIONS[rule["condition"]].is_alone
            for row in by
        ),
    ]
    return Result(
        age=age,
        level=level,
        reasons=tuple(
            Reason(rule["rule_id"], tuple(row["behaviour_id"] for row in by))
            for rule, by in deciding
        ),
        answers=MappingProxyType(clean),
        sources=tuple(dict.fromkeys(sources)),
        set_aside=tuple(
            row["behaviour_id"]
            for row, _, is_helped in answered
            if is_helped and row["urgent"] == NOT_URGENT
        ),
        put_by=tuple(put_by),
        _shown=tuple((row["behaviour_id"], row["sign_id"], row["area_id"]) for row in asked),
    )


def _by_month(tables: Tables) -> tuple[tuple[Row, ...], ...]:
    """For each month, the rows to ask, in order."""
    rows = tables.keep(in_order)
    return tuple(tuple(row for row in rows if is_at(row, month)) for month in range(MAX_MONTHS + 1))


def in_order(tables: Tables) -> tuple[Row, ...]:
    """The rows of ``behaviours_for`` at every age, in order."""
    areas, signs = tables.by_id("areas"), tables.by_id("signs")
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
    return tuple(sorted(rows, key=lambda row: areas[row["area_id"]]["order"]))


def _counts_still(put_by: Mapping[str, object], age: Age, tables: Tables) -> Iterator[Row]:
    """What is urgent among answers for another age, but for skills that come later."""
    for row in tables.keep(in_order):
        is_later_skill = row["kind"] == MISSING and age.corrected_months < row["from_months"]
        if row["behaviour_id"] in put_by and row["urgent"] != NOT_URGENT and not is_later_skill:
            yield row


def _ids(rows: Iterable[Row]) -> tuple[str, ...]:
    return tuple(row["behaviour_id"] for row in rows)


def _ordered_rules(tables: Tables) -> tuple[Row, ...]:
    return tuple(sorted(tables.rows("rules"), key=lambda rule: rule["order"]))
