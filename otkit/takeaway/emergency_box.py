"""The emergency box and the scripts for calls, as plain data for paper and for plain text."""

from datetime import date
from typing import Any

from otkit.kit.tables import Tables
from otkit.kit.wording import Words
from otkit.scoring.calls import ToCall, name_of
from otkit.scoring.emergency import emergency
from otkit.takeaway.parts import source_text


def box_content(
    tables: Tables, country: str, words: Words, *, is_list: bool = False
) -> dict[str, Any]:
    """The emergency box of ``country``; ``is_list``: the paper is a list to fill in."""
    box = emergency(tables, country, words)
    source = next(r for r in tables.rows("sources") if r["source_id"] == box.row["source_id"])
    day = words.date(date.fromisoformat(box.row["seen"]))
    return {
        "call": box.call,
        "signs": list(box.signs),
        "stay": box.stay if is_list else box.stay_here,
        "afraid": box.afraid,
        "helplines": [
            {
                "name": words.text(row, "name"),
                "about": words.text(row, "about"),
                "phone": row["phone"],
                "url": "",
            }
            for row in box.helplines
        ],
        "source": words("emergency.source", source=source_text(source, words), date=day)
        if box.phone
        else "",
    }


def call_content(call: ToCall, words: Words) -> dict[str, Any]:
    """A contact: name, phone, URL, and the scripts for a call."""
    return {
        "name": name_of(call.row, words),
        "phone": call.row["phone"],
        "url": call.row["url"],
        "scripts": [[words(script.label), script.text] for script in call.scripts],
    }
