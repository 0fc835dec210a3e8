"""Answers given at another age go on as the same sign."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
    here = same_here(answers, age, tables)
    moved: dict[str, Any] = {}
    for key, answer in answers.items():
        now = here[key]
        moved[now] = min(moved.get(now, answer), answer, key=_doubt) if now in moved else answer
    return MappingProxyType(moved)


def same_here(keys: Iterable[str], age: Age, tables: Tables) -> dict[str, str]:
    """For each behaviour id the row that is the same sign at ``age``; itself where none is.

    >>> from otkit.kit.load import load_tables
    >>> same_here(["responds-to-name", "reaches"], Age(13), load_tables())
    {'responds-to-name': 'toddler-name', 'reaches': 'reaches'}
    """
    asked = behaviours_asked(age, tables)
    ids = {row["behaviour_id"] for row in asked}
    here = {row["same_sign"]: row["behaviour_id"] for row in reversed(asked) if row["same_sign"]}
    rows = tables.by_id("behaviours")
    signs = {key: rows[key]["same_sign"] if key in rows else "" for key in keys}
    return {key: key if key in ids else here.get(sign, key) for key, sign in signs.items()}


def _doubt(answer: object) -> int:
    """The place of an answer among all, most telling first; a plain tick is often."""
    return ANY.index(answer) if answer in ANY else 0
