"""What there is to say about a result: the rows to show, in order, still without a language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from otkit.age import is_at
from otkit.kit.conditions import NOT_SAID, THIS_WEEK, TODAY
from otkit.kit.country import rows_of
from otkit.kit.tables import Row, Tables
from otkit.scoring.countries import with_number
from otkit.scoring.result import Result
from otkit.scoring.ticked_signs import TickedSign, ticked_signs

ANY_LEVEL = "all"
ACT_NOW = "act-now"
COUNTS = ("often", "sometimes", "not_sure", "not_said")
NOTHING = "nothing-ticked"


@dataclass(frozen=True)
class Explanation:
    """The rows that belong to one result, each a row of the table it is named after.

    ``put_by`` are the messages about what was marked for another age and is not asked at this one.
    """

    message: Row
    meaning: tuple[Row, ...]
    steps: tuple[Row, ...]
    rule: Row
    signs: tuple[TickedSign, ...]
    areas: tuple[tuple[Row, Row], ...]
    limits: tuple[Row, ...]
    summary: tuple[Row, ...]
    sources: tuple[Row, ...]
    put_by: tuple[Row, ...]

    def area(self, sign: TickedSign) -> Row:
        """The row of `areas.csv` that a ticked sign belongs to."""
        return next(area for area, _ in self.areas if area["area_id"] == sign.row["area_id"])

    def said_yes(self, area_id: str) -> int:
        """How many behaviours of an area that are asked without a frequency were ticked."""
        own = (sign for sign in self.signs if sign.row["area_id"] == area_id)
        return sum(tick.how == "how.yes" for sign in own for tick in sign.ticks)


def explain(result: Result, tables: Tables, country: str = "US") -> Explanation:
    """Look up what to show for `result`, by its level and the child's actual age in months.

    The call to make depends on the actual age (a programme's door opens by birth date), the list
    of behaviours on the corrected one. Guidance names the emergency number of `country`,
    and leaves out what is said in another one. Source of every row: its own `source_id`.
    """

    def guidance(part: str) -> tuple[Row, ...]:
        """The rows of the rule that decided, or the general ones where it has none."""
        rows = [
            row
            for row in tables.rows("guidance")
            if row["part"] == part
            and row["level"] in (result.level, ANY_LEVEL)
            and row["rule_id"] in ("", result.why.rule_id)
            and is_at(row, result.age.months)
            and row["weeks_early"] <= result.age.weeks_early
        ]
        own = [row for row in rows if row["rule_id"]]
        said = rows_of(own or rows, country, key=lambda row: row["order"])
        chosen = sorted(said, key=lambda row: row["order"])
        return tuple(with_number(row, tables, country) for row in chosen)

    message = guidance("message")[0]
    rule = tables.by_id("rules")[result.rules[0]]
    messages = tables.by_id("messages")
    if result.put_by and result.level == NOTHING:
        message = {**message, **_texts(messages["put-by.nothing"])}
        rule = {**rule, **_texts(messages["put-by.nothing-why"])}
    areas, sources = tables.by_id("areas"), tables.by_id("sources")
    return Explanation(
        message=message,
        meaning=guidance("why"),
        steps=guidance("step"),
        rule=rule,
        signs=ticked_signs(result, tables),
        areas=tuple(
            (areas[row["area_id"]], row)
            for row in result.area_rows
            if row["already_seen"] or any(row[count] for count in COUNTS)
        ),
        limits=guidance("limit"),
        summary=guidance("summary"),
        sources=tuple(sources[source_id] for source_id in result.sources),
        put_by=tuple(messages[name] for name in _about_put_by(result, tables)),
    )


def _about_put_by(result: Result, tables: Tables) -> tuple[str, ...]:
    """The messages about what was marked for another age, the most urgent first."""
    rows = tables.by_id("behaviours")
    when = {
        rows[key]["urgent"] if key in result.answers else "not-counted" for key in result.put_by
    }
    return tuple(f"put-by.{one}" for one in (TODAY, THIS_WEEK, "not-counted") if one in when)


def _texts(message: Row) -> Row:
    return {name: text for name, text in message.items() if name.startswith("text_")}


def waiting_for(result: Result | None, tables: Tables) -> tuple[Row, ...]:
    """The behaviours marked without how often, while that alone decides; else none.

    No level is shown until it is answered. What is to be called about today or this week does not
    wait for it.
    """
    if result is None:
        return ()
    if tables.by_id("rules")[result.why.rule_id]["condition"] != NOT_SAID:
        return ()
    return tuple(
        row for row in tables.rows("behaviours") if row["behaviour_id"] in result.why.behaviour_ids
    )


CLOCKS: Mapping[str, str] = {ACT_NOW: "today", "talk": "this-week"}
"""The levels at which somebody is to be called, and by when."""


def clock(level: str) -> str:
    """By when a level asks to act: `today`, `this-week`, or at the `next-visit`.

    Every text of the level says this day and no other; what a parent says on the phone follows it.

    >>> clock("act-now"), clock("talk"), clock("watch")
    ('today', 'this-week', 'next-visit')
    """
    return CLOCKS.get(level, "next-visit")


@dataclass(frozen=True)
class AtLevel:
    """What a level says and asks to do at any age."""

    level: str
    message: Row
    steps: tuple[Row, ...]


def at_level(tables: Tables, country: str = "US") -> tuple[AtLevel, ...]:
    """Every level of rules.csv, most urgent first, with its message and steps for all ages.

    What is said only when one rule decided, or only in another country, is left out.
    """
    every = [row for row in tables.rows("guidance") if not row["rule_id"]]
    said = rows_of(every, country, key=lambda row: (row["level"], row["part"], row["order"]))
    general = [with_number(row, tables, country) for row in said]
    rows = sorted(general, key=lambda row: (row["order"], row["from_months"]))
    return tuple(
        AtLevel(
            level,
            message=next(r for r in rows if (r["level"], r["part"]) == (level, "message")),
            steps=tuple(r for r in rows if (r["level"], r["part"]) == (level, "step")),
        )
        for level in dict.fromkeys(row["level"] for row in tables.rows("rules"))
    )


def messages_of_rules(tables: Tables, country: str = "US") -> Mapping[str, Row]:
    """The message that each rule leads to, by rule_id: its own, or that of its level."""
    general = {level.level: level.message for level in at_level(tables, country)}
    every = (row for row in tables.rows("guidance") if row["part"] == "message")
    rows = [with_number(row, tables, country) for row in every]
    own = {row["rule_id"]: row for row in rows if row["rule_id"]}
    return {
        rule["rule_id"]: own.get(rule["rule_id"], general[rule["level"]])
        for rule in tables.rows("rules")
    }
