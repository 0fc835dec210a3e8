"""The content of a parent's notes for the visit, as plain data in one language."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from otkit.kit.local_words import spoken
from otkit.kit.tables import Tables
from otkit.kit.wording import Words
from otkit.scoring.calls import calls
from otkit.scoring.earlier import Comparison
from otkit.scoring.guidance import Explanation, explain
from otkit.scoring.result import Result
from otkit.scoring.suggestions import questions
from otkit.takeaway.emergency_box import box_content, call_content
from otkit.takeaway.parts import letterhead, picture_content, source_text
from otkit.takeaway.then_and_now import comparison_content

AUDIENCES = ("doctor", "ot")
NO_HELPLINES: dict[str, Any] = {"afraid": "", "helplines": []}
"""The notes are handed over: what is for a parent's own need stands on the page alone."""

NOTE_SHEET = "note-sheet"
"""The drawing beside the first line: notes on a sheet."""

Beside = tuple[Comparison, Sequence[str]]
"""A comparison with an earlier day, and the ids of skills that were there on that day."""


def notes_content(
    result: Result,
    tables: Tables,
    language: str,
    today: date,
    country: str = "US",
    beside: Beside | None = None,
) -> dict[str, Any]:
    """The content of the notes, in order; the PDF and the text are both made from it.

    ``beside`` is what was marked on an earlier day, and the skills that were there then.
    """
    words = Words(tables, spoken(language, country, tables))
    explanation = explain(result, tables, country)
    first, later = calls(result, tables, words, country)
    drawn = (picture_content(step["picture"], tables, words) for step in explanation.steps)
    return {
        **letterhead(tables, words),
        "title": words("notes.title"),
        "opening": {
            "message": words("notes.message"),
            "lede": words("notes.lede"),
            "picture": picture_content(NOTE_SHEET, tables, words),
        },
        "name": words("notes.name"),
        "child": _child(result, words, today),
        "see": _see(result, explanation, tables, words),
        "compared": comparison_content(beside[0], tables, words, beside[1]) if beside else None,
        "blanks": [
            [words("notes.in-the-way"), words("notes.in-the-way-note")],
            [words("notes.tried"), words("notes.tried-note")],
        ],
        "questions": [
            {
                "heading": words(f"learn.questions-{audience}"),
                "questions": [words.text(row, "text") for row in rows],
            }
            for audience in AUDIENCES
            if (rows := questions(result, tables, audience))
        ],
        "own-question": words("notes.own-question"),
        "next": {
            "heading": words("notes.next"),
            "says": words("notes.urgency"),
            "message": words.text(explanation.message, "text"),
            "steps": [words.text(step, "text") for step in explanation.steps],
            "picture": next(filter(None, drawn), None),
            "summary-label": words("result.summary"),
            "summary": " ".join(words.text(row, "text") for row in explanation.summary),
        },
        "emergency": {**box_content(tables, country, words), **NO_HELPLINES},
        "call": {
            "heading": words("result.call"),
            "contacts": [call_content(call, words) for call in first],
            "later-heading": words("say.later"),
            "later": [call_content(call, words) for call in later],
        },
        "limits": {
            "heading": words("result.limits"),
            "lines": [words.text(row, "text") for row in explanation.limits],
        },
        "sources": {
            "heading": words("result.sources"),
            "lines": [
                {"text": source_text(row, words), "url": row["url"]} for row in explanation.sources
            ],
        },
    }


def _child(result: Result, words: Words, today: date) -> list[str]:
    """The date; the age as entered and, where it is corrected, as counted."""
    age = result.age
    first = [
        words("notes.date", date=words.date(today)),
        words("notes.age", age=words.age(age)),
    ]
    if age.weeks_early:
        first.append(words("notes.early", weeks=words.plural("age.weeks", age.weeks_early)))
    if not age.is_corrected:
        return [" ".join(first)]
    return [" ".join(first), words("notes.corrected", age=words.age(age.corrected_months))]


def lost_skill(result: Result, words: Words) -> list[str]:
    """The answer about a lost skill as one sentence, or nothing."""
    lost = result.answers.get("lost-skill")
    if not lost:
        return []
    doubt = f" ({words('how.not-sure')})" if lost == "not-sure" else ""
    return [words("whole.lost-skill") + doubt]


def _see(result: Result, explanation: Explanation, tables: Tables, words: Words) -> dict[str, Any]:
    """The ticked behaviours by area, and the answers about the whole child."""
    areas = {row["area_id"]: words.text(row, "title") for row in tables.rows("areas")}
    seen = [areas[area_id] for area_id in result.answers.get("already-seen", ())]
    lost = [
        {"text": text, "which": words("notes.lost-which")} for text in lost_skill(result, words)
    ]
    lines = [words("notes.already-seen", areas=words.list(seen))] if seen else []
    if not explanation.signs and not lost:
        lines.append(words("notes.nothing"))
    lines += [words.text(row, "text") for row in explanation.put_by]
    return {
        "heading": words("notes.see"),
        "lost": next(iter(lost), None),
        "areas": [
            {
                "title": areas[sign.row["area_id"]],
                "note": words("result.clinical-term", term=words.text(sign.row, "clinical_term")),
                "ticks": [
                    {
                        "text": words.text(tick.row, "text"),
                        "how": words(tick.how),
                        "picture": picture_content(tick.row["picture"], tables, words),
                    }
                    for tick in sign.ticks
                ],
            }
            for sign in explanation.signs
        ],
        "lines": lines,
    }
