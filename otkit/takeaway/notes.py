"""A parent's notes for the visit, as a PDF and as plain text; neither is stored.

No name and no date of birth: a line to write a name by hand, and the age as it was entered.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from otkit.kit.tables import Tables
from otkit.scoring.result import Result
from otkit.takeaway.notes_content import Beside, notes_content
from otkit.takeaway.typesetting import Paper, paper_size, typeset

FIT = ((2, 9.5), (3, 10.0))
"""Two pages, one for the visit and one for the parent; three if nearly all is marked."""

BLANK = "______________________________"
"""A line to write on, in plain text."""


def notes_pdf(
    result: Result,
    tables: Tables,
    language: str,
    today: date,
    country: str = "US",
    paper: Paper | None = None,
    beside: Beside | None = None,
) -> bytes:
    """The notes as a PDF of two pages or three, tagged for screen readers, made in memory.

    ``country`` (as in ``contacts.csv``) decides the contacts and, without ``paper``, the size of
    the paper; ``today`` is printed as the date. ``beside`` is a comparison with an earlier day, and
    the skills that were there on that day.

    >>> from otkit import Age, load_tables, score
    >>> tables = load_tables()
    >>> result = score(Age(9), {"reaches": "often"}, tables)
    >>> notes_pdf(result, tables, "es", date(2026, 1, 31))[:5]
    b'%PDF-'
    """
    content = notes_content(result, tables, language, today, country, beside)
    return typeset(
        "notes",
        content,
        title=content["title"],
        language=language,
        paper=paper or Paper(paper_size(tables, country)),
        day=today,
        fit=FIT,
    )


def notes_text(
    result: Result,
    tables: Tables,
    language: str,
    today: date,
    country: str = "US",
    beside: Beside | None = None,
) -> str:
    """The same notes as plain text, to copy or to share from a phone.

    >>> from otkit import Age, load_tables, score
    >>> tables = load_tables()
    >>> result = score(Age(9), {"reaches": "often"}, tables)
    >>> print(notes_text(result, tables, "en", date(2026, 1, 31)).partition(chr(10))[0])
    NOTES FOR THE VISIT
    """
    return "\n".join(_lines(notes_content(result, tables, language, today, country, beside)))


def _lines(content: dict[str, Any]) -> Iterator[str]:
    """The plain text, line by line."""

    def heading(text: str) -> Iterator[str]:
        yield from ("", text.upper())

    yield content["title"].upper()
    yield f"{content['opening']['message']} {content['opening']['lede']}"
    yield f"{content['next']['says']} {content['next']['message']}"
    yield f"{content['name']}: {BLANK}"
    yield from content["child"]
    yield from heading(content["see"]["heading"])
    if lost := content["see"]["lost"]:
        yield f"- {lost['text']} {lost['which']} {BLANK}"
    for area in content["see"]["areas"]:
        yield f"{area['title']}. {area['note']}"
        yield from (f"- {tick['text']} ({tick['how']})" for tick in area["ticks"])
    yield from content["see"]["lines"]
    if compared := content["compared"]:
        yield from heading(compared["heading"])
        yield from _compared(compared)
    for title, note in content["blanks"]:
        yield from heading(title)
        yield from (note, BLANK)
    for part in content["questions"]:
        yield from heading(part["heading"])
        yield from (f"- {question}" for question in part["questions"])
    yield from ("", *emergency_lines(content["emergency"]))
    yield from heading(content["next"]["heading"])
    yield content["next"]["message"]
    yield from (f"{n}. {step}" for n, step in enumerate(content["next"]["steps"], start=1))
    if content["next"]["summary"]:
        yield f"{content['next']['summary-label']}: {content['next']['summary']}"
    yield from heading(content["call"]["heading"])
    yield from _calls(content["call"]["contacts"])
    if content["call"]["later"]:
        yield content["call"]["later-heading"]
        yield from _calls(content["call"]["later"])
    yield from heading(content["limits"]["heading"])
    yield from (f"- {line}" for line in content["limits"]["lines"])
    yield from heading(content["sources"]["heading"])
    yield from (f"- {line['text']} {line['url']}".rstrip() for line in content["sources"]["lines"])
    yield from ("", *content["reviewed"], content["footer"])


def _compared(compared: dict[str, Any]) -> Iterator[str]:
    yield compared["dates"]
    yield from compared["could"]
    for part in compared["parts"]:
        yield f"{part['title']}:"
        yield from (f"- {line['text']} ({line['how']})" for line in part["lines"])
    yield compared["note"]


def _calls(contacts: list[dict[str, Any]]) -> Iterator[str]:
    for contact in contacts:
        yield " ".join(filter(None, (f"- {contact['name']}", contact["phone"], contact["url"])))
        yield from (f"  {label} {text}" for label, text in contact["scripts"])


def emergency_lines(box: dict[str, Any]) -> Iterator[str]:
    """The emergency box as lines of plain text."""
    yield box["call"].upper()
    yield from (f"- {sign}" for sign in box["signs"])
    yield box["stay"]
    if box["afraid"]:
        yield box["afraid"]
    yield from (
        f"{helpline['name']}: {helpline['phone']}. {helpline['about']}"
        for helpline in box["helplines"]
    )
    if box["source"]:
        yield box["source"]
