"""The whole list for paper: what a reader without JavaScript or without a websocket has."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from otkit.front.drawing import Drawing
from otkit.kit.tables import Tables
from otkit.kit.wording import Words
from otkit.scoring.emergency import in_every_language
from otkit.scoring.ticked_signs import age_note

PRINTED = {"result.from-age", "result.urgent", "result.this-week"}
"""The notes on a row that a list on paper needs."""


def without_script(tables: Tables) -> Drawing:
    """Every behaviour by age group, in every language, for a reader without JavaScript."""
    template = "check_in/without_script.html.j2"
    shown = {"printable": partial(_printable, tables), "emergencies": in_every_language(tables)}
    return Drawing(template, shown, shared=())


def _printable(tables: Tables, language: str) -> Iterator[dict[str, Any]]:
    words = Words(tables, language)
    group_of = {row["sign_id"]: row["age_group_id"] for row in tables.rows("signs")}
    for group in tables.rows("age_groups"):
        rows = [
            row
            for row in tables.rows("behaviours")
            if group_of[row["sign_id"]] == group["age_group_id"]
        ]
        notes = [age_note(row, tables) for row in rows]
        yield {
            "title": words.text(group, "title"),
            "behaviours": [
                {
                    "text": words.text(row, "text"),
                    "note": words(note, age=words.age(months)) if note in PRINTED else "",
                }
                for row, (note, months) in zip(rows, notes, strict=True)
            ],
        }
