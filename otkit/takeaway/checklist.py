"""The printed checklist of one age group: boxes to tick, and what the ticks mean."""

from collections.abc import Mapping
from typing import Any

from otkit.kit.conditions import ANSWERS, CONDITIONS, NOT_SAID, THIS_WEEK, TODAY
from otkit.kit.tables import Row, Tables
from otkit.kit.wording import Words
from otkit.scoring.answers import ONCE, choices
from otkit.scoring.calls import ToCall, scripts
from otkit.scoring.countries import contacts_of
from otkit.scoring.guidance import CLOCKS, messages_of_rules
from otkit.scoring.score import area_of
from otkit.takeaway.emergency_box import box_content, call_content
from otkit.takeaway.parts import letterhead, picture_content
from otkit.takeaway.review_lines import review_lines

COLUMNS = ("paper.often", *(f"how.{answer}" for answer in ANSWERS[1:]))
"""The columns to mark: one for a skill not seen yet and for what is seen most days."""

URGENT_MESSAGES = {TODAY: "paper.urgent", THIS_WEEK: "paper.this-week"}
"""The message beside an urgent behaviour, by its urgency."""

PHONE = "phone-three-things"
"""The drawing beside the main message: a call, and the three things to say."""


def checklist_content(group: Row, tables: Tables, words: Words, country: str) -> dict[str, Any]:
    """The content of the checklist for ``group``, a row of ``age_groups.csv``.

    ``country`` decides which contacts and numbers are printed.
    """
    by_area = _by_area(group, tables)
    areas = {row["area_id"]: words.text(row, "title") for row in tables.rows("areas")}
    in_order = (row["behaviour_id"] for rows in by_area.values() for row in rows)
    numbers = {behaviour_id: n for n, behaviour_id in enumerate(in_order, start=1)}
    messages = messages_of_rules(tables, country)
    head = letterhead(tables, words)
    rules = sorted(
        (row for row in tables.rows("rules") if row["condition"] != NOT_SAID),
        key=lambda row: row["order"],
    )
    return {
        **head,
        "group": words.text(group, "title"),
        "opening": {
            "message": words("paper.message"),
            "steps": [
                words("paper.step-age"),
                words("paper.how-to"),
                words("paper.step-find", means=words("paper.means")),
            ],
            "picture": picture_content(PHONE, tables, words),
        },
        "lede": words("notes.not-a-diagnosis"),
        "emergency": box_content(tables, country, words, is_list=True),
        "blanks": [words("paper.age"), words("paper.early"), words("paper.date")],
        "columns": [words("paper.see"), *(words(message) for message in COLUMNS)],
        "areas": [
            {
                "title": areas[area_id],
                "rows": [
                    {
                        "number": numbers[row["behaviour_id"]],
                        "text": words.text(row, "text"),
                        "example": words.text(row, "example"),
                        "ages": ages_asked(row, group, words),
                        "urgent": words(URGENT_MESSAGES[row["urgent"]])
                        if row["urgent"] in URGENT_MESSAGES
                        else "",
                        "alone": _alone(row, words),
                        "boxes": _boxes(row, words),
                        "picture": picture_content(row["picture"], tables, words),
                    }
                    for row in rows
                ],
            }
            for area_id, rows in by_area.items()
        ],
        "whole": {
            "heading": words("paper.whole"),
            "lost": words("whole.lost-skill"),
            "lost-urgent": words("paper.urgent"),
            "lost-example": words("whole.lost-skill-example"),
            "seen": words("whole.already-seen"),
            "columns": [words("paper.see"), *(words(message) for _, message in choices(ONCE))],
            "areas": [areas[area_id] for area_id in by_area],
        },
        "means": {
            "heading": words("paper.means"),
            "lede": words("paper.means-note"),
            "why": words("paper.why-today"),
            "helped": words("paper.helped"),
            "alone": words("paper.alone-note") if _can_be_alone(by_area) else "",
            "nobody": words("paper.nobody"),
            "rules": [
                {
                    "why": words.text(rule, "text"),
                    "what": words.text(messages[rule["rule_id"]], "text"),
                    "is_call": rule["level"] in CLOCKS,
                }
                for rule in rules
                if _can_decide(rule, by_area)
            ],
        },
        "call": {
            "heading": words("result.call"),
            "contacts": [
                call_content(ToCall(row, scripts(row, words)), words)
                for row in contacts_of(tables, country)
                if row["from_months"] <= group["to_months"]
                and row["to_months"] >= group["from_months"]
            ],
        },
        "summary": {"label": words("result.summary"), "text": words("paper.summary")},
        "notes": [*review_lines(tables, words), words("footer.cdc"), head["contact"]],
        "office": {
            "heading": words("paper.office"),
            "lede": words("paper.office-note"),
            "columns": [f"{n} {behaviour_id}" for behaviour_id, n in numbers.items()],
        },
    }


def _by_area(group: Row, tables: Tables) -> dict[str, list[Row]]:
    """The behaviours of a group in the order of the page, then by age."""
    signs = {row["sign_id"]: row for row in tables.rows("signs")}
    by_area: dict[str, list[Row]] = {}
    for area in sorted(tables.rows("areas"), key=lambda row: row["order"]):
        rows = [
            row
            for row in tables.rows("behaviours")
            if signs[row["sign_id"]]["age_group_id"] == group["age_group_id"]
            and area_of(row, signs[row["sign_id"]]) == area["area_id"]
        ]
        if rows:
            by_area[area["area_id"]] = sorted(rows, key=lambda row: row["from_months"])
    return by_area


def _can_decide(rule: Row, by_area: Mapping[str, list[Row]]) -> bool:
    """Whether a behaviour on the list can make the rule fit; rules for other ages are left out."""
    condition = CONDITIONS[rule["condition"]]
    if condition.is_alone:
        return _can_be_alone(by_area)
    return not condition.urgent or any(
        condition.takes(row, rule["concern"]) for rows in by_area.values() for row in rows
    )


def _can_be_alone(by_area: Mapping[str, list[Row]]) -> bool:
    return any(row["alone_to_months"] is not None for rows in by_area.values() for row in rows)


def _alone(row: Row, words: Words) -> str:
    """Until which age a line is usual, if it is all that is marked."""
    until = row["alone_to_months"]
    return "" if until is None else words("paper.alone", until=words.age(until + 1))


def _boxes(row: Row, words: Words) -> list[str | None]:
    """The label beside the box of each column; None where a behaviour has no box."""
    if row["asked"] != ONCE:
        return [""] * len(ANSWERS)
    offered = {answer: words(message) for answer, message in choices(ONCE)}
    first, *others = ANSWERS
    return [offered[first], *("" if answer in offered else None for answer in others)]


def ages_asked(row: Row, group: Row, words: Words) -> str:
    """The ages at which to answer; empty when it is the whole age group."""
    starts, ends = row["from_months"] > group["from_months"], row["to_months"] < group["to_months"]
    first, until = words.age(row["from_months"]), words.age(row["to_months"] + 1)
    if starts and ends:
        return words("paper.from-until", first=first, until=until)
    if starts:
        return words("paper.from", first=first)
    return words("paper.until", until=until) if ends else ""
