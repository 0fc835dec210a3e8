"""What there is to say about a result: the rows to show, in order, still without a language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice, zip_longest
from typing import Any

from otkit.age import Age
from otkit.result import Result
from otkit.tables import Tables

Row = Mapping[str, Any]
ANY_LEVEL = "all"
ACT_NOW = "act-now"
ANY_COUNTRY = "any"
NO_AGE = "article"
"""The source of a behaviour for which no source gives an age."""


@dataclass(frozen=True)
class Tick:
    """A behaviour that was answered, how often (`often`, `sometimes`, `not-sure`), `age_note()`."""

    row: Row
    answer: str
    age_note: tuple[str, int]


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
            and _at(row, result.age.months)
        )
        return tuple(sorted(rows, key=lambda row: row["order"]))

    areas = {row["area_id"]: row for row in tables.rows("areas")}
    sources = {row["source_id"]: row for row in tables.rows("sources")}
    return Explanation(
        message=guidance("message")[0],
        meaning=guidance("why"),
        steps=guidance("step"),
        rule=next(r for r in tables.rows("rules") if r["rule_id"] == result.rules[0]),
        signs=_ticked_signs(result, tables),
        areas=tuple((areas[row["area_id"]], row) for row in result.area_rows),
        limits=guidance("limit"),
        sources=tuple(sources[source_id] for source_id in result.sources),
    )


@dataclass(frozen=True)
class AtLevel:
    """What a level says and asks to do, whatever the age."""

    level: str
    message: Row
    steps: tuple[Row, ...]


def at_level(tables: Tables) -> tuple[AtLevel, ...]:
    """Every level of rules.csv, most urgent first, with its message and steps for all ages."""
    rows = sorted(tables.rows("guidance"), key=lambda row: (row["order"], row["from_months"]))
    return tuple(
        AtLevel(
            level,
            message=next(r for r in rows if (r["level"], r["part"]) == (level, "message")),
            steps=tuple(r for r in rows if (r["level"], r["part"]) == (level, "step")),
        )
        for level in dict.fromkeys(row["level"] for row in tables.rows("rules"))
    )


def contacts_of(tables: Tables, country: str) -> tuple[Row, ...]:
    """Whom to call in a country at any age; a country without rows gets the generic ones."""
    mine = [row for row in tables.rows("contacts") if row["country"] == country]
    generic = [row for row in tables.rows("contacts") if row["country"] == ANY_COUNTRY]
    return tuple(sorted(mine or generic, key=lambda row: row["order"]))


def contacts(age: Age, tables: Tables, country: str) -> tuple[Row, ...]:
    """Whom to call at the child's actual age; a country without rows gets the generic ones.

    `country` is an ISO 3166 code as in contacts.csv, such as `US`, or `any`.
    """
    return tuple(row for row in contacts_of(tables, country) if _at(row, age.months))


def countries(tables: Tables) -> tuple[str, ...]:
    """Countries with contacts or an emergency number, in the order of the files, `any` last."""
    rows = (*tables.rows("contacts"), *tables.rows("emergency"))
    found = dict.fromkeys(row["country"] for row in rows)
    return (*(country for country in found if country != ANY_COUNTRY), ANY_COUNTRY)


def tips(result: Result, tables: Tables, most: int = 3) -> tuple[Row, ...]:
    """At most `most` things to try at home, for the marked areas by turns, the fullest first.

    None while something should not wait: what to try is then for the doctor to say.
    """
    if result.level == ACT_NOW:
        return ()
    months = result.age.corrected_months
    group = next(r["age_group_id"] for r in tables.rows("age_groups") if _at(r, months))
    by_area = [
        [r for r in tables.rows("tips") if (r["area_id"], r["age_group_id"]) == (area, group)]
        for area in _marked_areas(result)
    ]
    by_turns = (row for turn in zip_longest(*by_area) for row in turn if row is not None)
    return tuple(islice(by_turns, most))


def questions(result: Result, tables: Tables, audience: str, most: int = 3) -> tuple[Row, ...]:
    """At most `most` questions for `doctor` or `ot`: of the marked areas, then general ones."""
    marked = _marked_areas(result)
    rows = [row for row in tables.rows("questions") if row["audience"] == audience]
    own = sorted(
        (row for row in rows if row["area_id"] in marked),
        key=lambda row: marked.index(row["area_id"]),
    )
    return tuple([*own, *(row for row in rows if not row["area_id"])][:most])


def age_note(behaviour: Row, tables: Tables) -> tuple[str, int]:
    """From which age a behaviour is worth a note: a message's id, and the months it speaks of.

    An age is told only where a source gives it. A list begins with its age group, so a row that is
    there from its first month on may have begun earlier.
    """
    sign = next(r for r in tables.rows("signs") if r["sign_id"] == behaviour["sign_id"])
    group = next(r for r in tables.rows("age_groups") if r["age_group_id"] == sign["age_group_id"])
    months = int(behaviour["from_months"])
    if behaviour["urgent"]:
        return "result.urgent", months
    if behaviour["source_id"] == NO_AGE:
        return "result.no-age", months
    return ("result.at-age" if months == group["from_months"] else "result.from-age"), months


def _at(row: Row, months: int) -> bool:
    return bool(row["from_months"] <= months <= row["to_months"])


def _marked_areas(result: Result) -> list[str]:
    """The areas with marks, the one with most first."""
    marked = [(row["often"] + row["sometimes"], row["area_id"]) for row in result.area_rows]
    fullest_first = sorted(marked, key=lambda pair: -pair[0])
    return [area_id for count, area_id in fullest_first if count]


def _ticked_signs(result: Result, tables: Tables) -> tuple[TickedSign, ...]:
    ticks: dict[str, list[Tick]] = {}
    for row in tables.rows("behaviours"):
        answer = result.answers.get(row["behaviour_id"])
        if answer:
            ticks.setdefault(row["sign_id"], []).append(
                Tick(row, answer if isinstance(answer, str) else "often", age_note(row, tables))
            )
    return tuple(
        TickedSign(row, tuple(ticks[row["sign_id"]]))
        for row in tables.rows("signs")
        if row["sign_id"] in ticks
    )
