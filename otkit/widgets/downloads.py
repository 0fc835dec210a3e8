"""The files that a check-in makes on the spot: made in memory, handed over, kept nowhere."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from otkit.kit.tables import Tables
from otkit.kit.wording import Words
from otkit.scoring.result import Result
from otkit.takeaway.fhir import bundle
from otkit.takeaway.notes import notes_pdf

File = tuple[str, str, bytes]


def notes(result: Result, tables: Tables, words: Words, country: str) -> File:
    """The notes for the visit: a name, a media type, and the PDF."""
    today = datetime.now(UTC).astimezone().date()
    pdf = notes_pdf(result, tables, words.language, today, country)
    return words("notes.file"), "application/pdf", pdf


def fhir(result: Result, tables: Tables, words: Words, _country: str) -> File:
    """The questions and the answers as a FHIR R4 collection, for a clinic's system."""
    made = bundle(result, tables, words.language, datetime.now(UTC))
    text = json.dumps(made, ensure_ascii=False, indent=1)
    return words("fhir.file"), "application/fhir+json", text.encode()


#: What a button of the page asks for, and what makes it.
MAKERS: Mapping[str, Callable[[Result, Tables, Words, str], File]] = {"notes": notes, "fhir": fhir}
