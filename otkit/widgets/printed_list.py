"""The whole list for paper: what a reader without JavaScript or without a websocket has."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from otkit.front.drawing import Drawing
from otkit.kit.local_words import spoken
from otkit.kit.tables import Row, Tables
from otkit.kit.wording import Words
from otkit.scoring.emergency import emergency, numbers_by_country
from otkit.scoring.ticked_signs import age_note
from otkit.takeaway.checklist import URGENT_MESSAGES, ages_asked

FROM_AGE = "result.from-age"
"""The note on a skill whose age a source gives."""


def without_script(tables: Tables, language: str, country: str) -> Drawing:
    """Every behaviour by age group, in every language, for a reader without JavaScript.

    `language` comes first; words and numbers are those of `country`.
    """
    template = "check_in/without_script.html.j2"
    in_order = sorted(tables.languages, key=lambda code: code != language)
    shown = {"sections": partial(_sections, tables, in_order, country)}
    return Drawing(template, shown, shared=(country,))


def _sections(tables: Tables, codes: list[str], country: str) -> Iterator[dict[str, Any]]:
    for code in codes:
        words = Words(tables, spoken(code, country, tables))
        yield {
            "language": code,
            "emergency": emergency(tables, country, words),
            "numbers": numbers_by_country(tables, words),
            "whole": words("paper.any-age"),
            "lost": words("whole.lost-skill"),
            "today": words("paper.urgent"),
            "groups": list(_groups(tables, words)),
        }


def _groups(tables: Tables, words: Words) -> Iterator[dict[str, Any]]:
    group_of = {row["sign_id"]: row["age_group_id"] for row in tables.rows("signs")}
    for group in tables.rows("age_groups"):
        rows = [
            row
            for row in tables.rows("behaviours")
            if group_of[row["sign_id"]] == group["age_group_id"]
        ]
        yield {
            "title": words.text(group, "title"),
            "behaviours": [
                {"text": words.text(row, "text"), "note": _note(row, group, tables, words)}
                for row in rows
            ],
        }


def _note(row: Row, group: Row, tables: Tables, words: Words) -> str:
    """From which age a row is asked, or at which ages, and how soon to call about it."""
    note, months = age_note(row, tables)
    is_dated = note == FROM_AGE
    ages = words(note, age=words.age(months)) if is_dated else ages_asked(row, group, words)
    when = words(URGENT_MESSAGES[row["urgent"]]) if row["urgent"] in URGENT_MESSAGES else ""
    return f"{ages} {when}".strip()
