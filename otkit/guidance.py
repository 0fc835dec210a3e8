"""What there is to say about a result: the rows to show, in order, still without a language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from otkit.age import Age
from otkit.scoring import Result, behaviours_for
from otkit.tables import Tables

Row = Mapping[str, Any]
ANY_LEVEL = "all"


@dataclass(frozen=True)
class Tick:
    """A behaviour that was answered, and how often: `often`, `sometimes` or `not-sure`."""

    row: Row
    answer: str


@dataclass(frozen=True)
class TickedSign:
    """A sign of the article with what was ticked for it."""

    row: Row
    ticks: tuple[Tick, ...]


@dataclass(frozen=True)
class Explanation:
    """The rows that belong to one result, each a row of the table it is named after."""

    message: Row
    meaning: tuple[Row, ...]
    steps: tuple[Row, ...]
    rule: Row
    signs: tuple[TickedSign, ...]
    areas: tuple[tuple[Row, Row], ...]
    limits: tuple[Row, ...]
    sources: tuple[Row, ...]


def asked(age: Age, tables: Tables) -> tuple[Row, ...]:
    """The rows of `behaviours_for(age, tables)` as plain mappings, kept for each month."""
    by_month: dict[int, tuple[Row, ...]] = tables.keep(_no_months_yet)
    if age.corrected_months not in by_month:
        records = behaviours_for(age, tables).to_dict("records")
        by_month[age.corrected_months] = tuple({str(k): v for k, v in r.items()} for r in records)
    return by_month[age.corrected_months]


def _no_months_yet(_tables: Tables) -> dict[int, tuple[Row, ...]]:
    return {}


def explain(result: Result, tables: Tables) -> Explanation:
    """Look up what to show for `result`, by its level and the child's actual age in months.

    The call to make depends on the actual age (a programme's door opens by birth date), the list
    of behaviours on the corrected one. Source of every row: its own `source_id`.
    """

    def guidance(part: str) -> tuple[Row, ...]:
        rows = (
            row
            for row in tables.rows("guidance")
            if row["part"] == part
            and row["level"] in (result.level, ANY_LEVEL)
            and row["from_months"] <= result.age.months <= row["to_months"]
        )
        return tuple(sorted(rows, key=lambda row: row["order"]))

    areas = {row["area_id"]: row for row in tables.rows("areas")}
    sources = {row["source_id"]: row for row in tables.rows("sources")}
    counts = [{str(k): v for k, v in r.items()} for r in result.areas.to_dict("records")]
    return Explanation(
        message=guidance("message")[0],
        meaning=guidance("why"),
        steps=guidance("step"),
        rule=next(r for r in tables.rows("rules") if r["rule_id"] == result.rules[0]),
        signs=_ticked_signs(result, tables),
        areas=tuple((areas[row["area_id"]], row) for row in counts),
        limits=guidance("limit"),
        sources=tuple(sources[source_id] for source_id in result.sources),
    )


def _ticked_signs(result: Result, tables: Tables) -> tuple[TickedSign, ...]:
    ticks: dict[str, list[Tick]] = {}
    for row in tables.rows("behaviours"):
        answer = result.answers.get(row["behaviour_id"])
        if answer:
            ticks.setdefault(row["sign_id"], []).append(
                Tick(row, answer if isinstance(answer, str) else "often")
            )
    return tuple(
        TickedSign(row, tuple(ticks[row["sign_id"]]))
        for row in tables.rows("signs")
        if row["sign_id"] in ticks
    )
