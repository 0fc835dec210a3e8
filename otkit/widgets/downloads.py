"""The files that a check-in makes on the spot: made in memory, handed over, kept nowhere."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from otkit.kit.tables import Tables
from otkit.kit.wording import Words
from otkit.scoring.result import Result
from otkit.takeaway.answers_file import answers_now, write_answers
from otkit.takeaway.fhir import bundle
from otkit.takeaway.notes import notes_pdf
from otkit.takeaway.reminders import calendar_file, reminders
from otkit.widgets.form import CheckInState
from otkit.widgets.front import File
from otkit.widgets.saved_answers import beside_of

Maker = Callable[[Result, CheckInState, Tables, Words], File]


def notes(result: Result, state: CheckInState, tables: Tables, words: Words) -> File:
    """The notes for the visit: a name, a media type, and the PDF."""
    pdf = notes_pdf(
        result, tables, words.language, state.today, state.country, beside=beside_of(state)
    )
    return words("notes.file"), "application/pdf", pdf


def fhir(result: Result, state: CheckInState, tables: Tables, words: Words) -> File:
    """The questions and the answers as a FHIR R4 collection, for a clinic's system."""
    made = bundle(result, tables, words.language, datetime.now(UTC), state.then)
    text = json.dumps(made, ensure_ascii=False, indent=1)
    return words("fhir.file"), "application/fhir+json", text.encode()


def reminder(result: Result, state: CheckInState, tables: Tables, words: Words) -> File:
    """Dates for a calendar, without an answer in them."""
    now = state.now or datetime.now()
    dates = reminders(result, tables, now, state.country)
    titles = {date.title: words(date.title) for date in dates}
    return words("reminder.file"), "text/calendar", calendar_file(dates, titles, datetime.now(UTC))


def answers(result: Result, state: CheckInState, tables: Tables, words: Words) -> File:
    """The answers, to be opened here again."""
    check_in = answers_now(result.age, result.answers, tables, words.language, state.today)
    text = write_answers(check_in, tables, indent=1)
    return words("file.name", date=state.today), "application/json", text.encode()


#: What a button of the page asks for, and what makes it.
MAKERS: Mapping[str, Maker] = {
    "notes": notes,
    "fhir": fhir,
    "reminders": reminder,
    "answers": answers,
}
