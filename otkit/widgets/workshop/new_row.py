"""What a new row of a table begins with: like another, without what that one claims."""

from __future__ import annotations

from collections.abc import Mapping

from otkit.kit.tables import Tables
from otkit.kit.tables.descriptor import Field

CONTACTS = "contacts"
SEEN = "seen"
"""The column of tables whose rows each speak of a body: a service, a line, an office."""

OF_A_BODY = ("phone", "url", "source_id", "seizure_source_id", SEEN)
"""Columns that hold for one body alone, as its words do."""

LOCAL_SOURCE = "local"
"""The source of what those who run the page know themselves."""

TO_SAY = {"say_week_": "editor.say-week", "say_visit_": "editor.say-visit"}
"""Messages with words that a parent can say to any service, by the columns that they fill."""


def new_cells(
    cells: Mapping[str, str], columns: Mapping[str, Field], table: str, tables: Tables
) -> dict[str, str]:
    """The cells of a new row of ``table`` like ``cells``, each to be typed over.

    A row about a body has no words, number, source or day of the other one. A new contact is local,
    is not for a call today, and has words to say that fit any service.
    """
    new = {**cells, next(name for name in columns if name in cells): ""}
    if SEEN not in cells:
        return new
    worded = (name for name in cells if name in columns and columns[name].language)
    new |= dict.fromkeys([*worded, *(name for name in OF_A_BODY if name in cells)], "")
    if table != CONTACTS:
        return new
    if LOCAL_SOURCE in tables.by_id("sources"):
        new["source_id"] = LOCAL_SOURCE
    messages = tables.by_id("messages")
    for start, message_id in TO_SAY.items():
        for name in new:
            if name.startswith(start) and message_id in messages:
                text = f"text_{name.removeprefix(start)}"
                new[name] = str(messages[message_id].get(text) or "")
    return new | {"local": "yes", "after_hours": "no"}


def still_empty(cells: Mapping[str, str], columns: Mapping[str, Field]) -> list[str]:
    """The columns that a row needs and that have nothing yet."""
    return [name for name, text in cells.items() if not text and _is_needed(name, columns)]


def _is_needed(name: str, columns: Mapping[str, Field]) -> bool:
    return name in columns and columns[name].required
