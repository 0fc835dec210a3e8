"""Answers given at another age go on as the same sign."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from otkit.age import Age
from otkit.kit.conditions import ANY
from otkit.kit.tables import Tables
from otkit.scoring.score import behaviours_asked


def carried(answers: Mapping[str, Any], age: Age, tables: Tables) -> Mapping[str, Any]:
    """The answers with each that is not asked at ``age`` at the row that is the same sign there.

    Where several answers come to one row, the most telling stays.

    >>> from otkit.kit.load import load_tables
    >>> dict(carried({"was-blue": "often"}, Age(12), load_tables()))
    {'toddler-was-blue': 'often'}
    """
    asked = behaviours_asked(age, tables)
    ids = {row["behaviour_id"] for row in asked}
    here = {row["same_sign"]: row["behaviour_id"] for row in reversed(asked) if row["same_sign"]}
    signs = {row["behaviour_id"]: row["same_sign"] for row in tables.rows("behaviours")}
    moved: dict[str, Any] = {}
    for key, answer in answers.items():
        now = key if key in ids else here.get(signs.get(key, ""), key)
        moved[now] = min(moved.get(now, answer), answer, key=_doubt) if now in moved else answer
    return MappingProxyType(moved)


def _doubt(answer: object) -> int:
    """The place of an answer among all, most telling first; a plain tick is often."""
    return ANY.index(answer) if answer in ANY else 0
