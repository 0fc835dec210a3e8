"""A parent's notes for the visit, as a PDF and as plain text; neither is kept anywhere.

No name and no date of birth: a line to write a name by hand, and the age as it was entered.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pandas as pd

from otkit.guidance import Explanation, contacts, explain, questions
from otkit.result import Result
from otkit.tables import Tables
from otkit.takeaway.dates import in_words
from otkit.takeaway.typesetting import Paper, typeset
from otkit.wording import Words

AUDIENCES = ("doctor", "ot")
FIT = ((1, 11.0), (2, 10.0))
"""One page where 11 points do, otherwise two."""

BLANK = "______________________________"
"""A line to write on, in plain text."""


def notes_pdf(
    result: Result,
    tables: Tables,
    language: str,
    today: date,
    country: str = "US",
    paper: Paper | None = None,
) -> bytes:
    """The notes as a PDF of one or two pages, tagged for screen readers, made in memory.

    ``country`` (as in ``contacts.csv``) says whom to call; ``today`` is printed as the date.

    >>> from otkit import Age, load_tables, score
    >>> tables = load_tables()
    >>> result = score(Age(9), {"reaches": "often"}, tables)
    >>> notes_pdf(result, tables, "es", date(2026, 1, 31))[:5]
    b'%PDF-'
    """
    content = notes_content(result, tables, language, today, country)
    title = content["title"]
    paper = paper or Paper()
    return typeset(
        "notes",
        content,
        title=title,
        language=language,
        paper=paper,
        day=today,
        fit=FIT,
    )


def notes_text(
    result: Result, tables: Tables, language: str, today: date, country: str = "US"
) -> str:
    """The same notes as plain text, to copy or to share from a phone.

    >>> from otkit import Age, load_tables, score
    >>> tables = load_tables()
    >>> result = score(Age(9), {"reaches": "often"}, tables)
    >>> print(notes_text(result, tables, "en", date(2026, 1, 31)).partition(chr(10))[0])
    NOTES FOR THE VISIT
    """
    return "\n".join(_lines(notes_content(result, tables, language, today, country)))


def notes_content(
    result: Result, tables: Tables, language: str, today: date, country: str = "US"
) -> dict[str, Any]:
    """What the notes say, in order, as plain data; both forms are drawn from it."""
    words = Words(tables, language)
    told = explain(result, tables)
    return {
        "title": words("notes.title"),
        "lede": words("notes.lede"),
        "name": words("notes.name"),
        "child": _child(result, words, today),
        "see": _see(result, told, tables, words),
        "blanks": [
            [words("notes.in-the-way"), words("notes.in-the-way-note")],
            [words("notes.tried"), words("notes.tried-note")],
        ],
        "questions": [
            {
                "heading": words(f"learn.questions-{audience}"),
                "questions": [
                    words.text(row, "text") for row in questions(result, tables, audience)
                ],
            }
            for audience in AUDIENCES
        ],
        "own-question": words("notes.own-question"),
        "next": {
            "heading": words("notes.next"),
            "message": words.text(told.message, "text"),
            "steps": [words.text(step, "text") for step in told.steps],
        },
        "call": {
            "heading": words("result.call"),
            "say": words("result.say"),
            "contacts": [
                {
                    "name": words.text(row, "name"),
                    "say": words.text(row, "say"),
                    "phone": row["phone"],
                    "url": row["url"],
                }
                for row in contacts(result.age, tables, country)
            ],
        },
        "limits": {
            "heading": words("result.limits"),
            "lines": [words.text(row, "text") for row in told.limits],
        },
        "sources": {
            "heading": words("result.sources"),
            "lines": [_source(row) for row in told.sources],
        },
        "footer": words("notes.footer"),
        "page": words("paper.page", n="{n}", total="{total}"),
    }


def _child(result: Result, words: Words, today: date) -> list[str]:
    """The date; the age as entered and, where it is corrected, as counted."""
    age = result.age
    first = [
        words("notes.date", date=in_words(today, words)),
        words("notes.age", age=words.age(age)),
    ]
    if age.weeks_early:
        first.append(words("notes.early", weeks=words.plural("age.weeks", age.weeks_early)))
    if not age.is_corrected:
        return [" ".join(first)]
    return [" ".join(first), words("notes.corrected", age=words.age(age.corrected_months))]


def _see(result: Result, told: Explanation, tables: Tables, words: Words) -> dict[str, Any]:
    """What was ticked, by area, and what was said of the whole child."""
    areas = {row["area_id"]: words.text(row, "title") for row in tables.rows("areas")}
    seen = [areas[area_id] for area_id in result.answers.get("already-seen", ())]
    lost = None
    if result.answers.get("lost-skill"):
        lost = {"text": words("whole.lost-skill"), "which": words("notes.lost-which")}
    lines = [words("notes.already-seen", areas=words.list(seen))] if seen else []
    if not told.signs and not lost:
        lines.append(words("notes.nothing"))
    return {
        "heading": words("notes.see"),
        "lost": lost,
        "areas": [
            {
                "title": areas[sign.row["area_id"]],
                "note": words("result.clinical-term", term=words.text(sign.row, "clinical_term")),
                "ticks": [
                    {"text": words.text(tick.row, "text"), "how": words(f"how.{tick.answer}")}
                    for tick in sign.ticks
                ],
            }
            for sign in told.signs
        ],
        "lines": lines,
    }


def _source(row: Any) -> dict[str, str]:
    end = "" if row["title"].endswith((".", "?", "!")) else "."
    year = "" if pd.isna(row["year"]) else f", {row['year']}"
    return {"text": f"{row['title']}{end} {row['publisher']}{year}.", "url": row["url"]}


def _lines(content: dict[str, Any]) -> Iterator[str]:
    """The plain text, line by line."""

    def heading(text: str) -> Iterator[str]:
        yield from ("", text.upper())

    yield content["title"].upper()
    yield content["lede"]
    yield f"{content['name']}: {BLANK}"
    yield from content["child"]
    yield from heading(content["see"]["heading"])
    if lost := content["see"]["lost"]:
        yield f"- {lost['text']} {lost['which']} {BLANK}"
    for area in content["see"]["areas"]:
        yield f"{area['title']}. {area['note']}"
        yield from (f"- {tick['text']} ({tick['how']})" for tick in area["ticks"])
    yield from content["see"]["lines"]
    for title, note in content["blanks"]:
        yield from heading(title)
        yield from (note, BLANK)
    for part in content["questions"]:
        yield from heading(part["heading"])
        yield from (f"- {question}" for question in part["questions"])
    yield from heading(content["next"]["heading"])
    yield content["next"]["message"]
    yield from (f"{n}. {step}" for n, step in enumerate(content["next"]["steps"], start=1))
    yield from heading(content["call"]["heading"])
    for contact in content["call"]["contacts"]:
        yield " ".join(filter(None, (f"- {contact['name']}", contact["phone"], contact["url"])))
        yield f"  {content['call']['say']} {contact['say']}"
    yield from heading(content["limits"]["heading"])
    yield from (f"- {line}" for line in content["limits"]["lines"])
    yield from heading(content["sources"]["heading"])
    yield from (f"- {line['text']} {line['url']}".rstrip() for line in content["sources"]["lines"])
    yield from ("", content["footer"])
