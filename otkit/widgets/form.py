"""What a check-in form says, as plain data: read from its fields with no widget and no screen.

The fields carry the whole state, so the same fields always give the same state, whichever kernel
reads them. A birth date is turned into months here and goes no further.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from otkit.age import MAX_MONTHS, Age
from otkit.errors import AgeError
from otkit.kit.conditions import NOT_SAID, NOT_SURE
from otkit.kit.tables import Row, Tables
from otkit.scoring.answers import ALREADY_SEEN, LOST_SKILL, said_how
from otkit.scoring.countries import countries, home_country
from otkit.scoring.earlier import Comparison, Earlier
from otkit.scoring.result import Result
from otkit.widgets.fields import Fields, first, one_of

WHOLE_CHILD = (LOST_SKILL, ALREADY_SEEN)
"""The answers that are about the whole child, asked at any age."""


@dataclass(frozen=True)
class CheckInState:
    """One check-in as entered; `answers` is what `score()` takes, `months` are completed months.

    `picked` are years and months as chosen, while one of them is missing. `since_due` are completed
    months since the due date, where a birth date was given: from `months` and `weeks_early` alone
    they can only be estimated. `looked_at` are the areas that were opened, the last of them is the
    one that is open, unless `all_open`. `now` is the local time of the browser, where it gave one
    that can be. `file` is a file that was chosen and waits to be opened, `file_problem` the message
    that says why one cannot be, `then` an earlier check-in to compare with, `could` whether the
    child could do what is missing now. `result` and `comparison` are what it all comes to.
    """

    language: str = "en"
    country: str = "US"
    age_by: str = "months"
    months: int | None = None
    picked: tuple[int | None, int | None] = (None, None)
    weeks_early: int = 0
    since_due: int | None = None
    age: Age | None = None
    problem: AgeError | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    shows_text: bool = False
    looked_at: tuple[str, ...] = ()
    all_open: bool = False
    today: date = field(default_factory=date.today)
    now: datetime | None = None
    file: Earlier | None = None
    file_problem: str = ""
    then: Earlier | None = None
    could: Mapping[str, str] = field(default_factory=dict)
    result: Result | None = None
    comparison: Comparison | None = None


def read_fields(fields: Fields, tables: Tables, today: date) -> CheckInState:
    """Read a form's fields; what is not one of our choices is left out, never an exception.

    Fields: `language`, `country` (as in contacts.csv), `age-by` (months or birth), `years`,
    `months` (of the year, or of the age where there is no field `years`), `birth` (ISO date),
    `weeks`, `since-due` (what a birth date came to, for a form that has no birth date any more),
    `see:<behaviour_id>`, `how:<behaviour_id>`, `lost-skill`, `how:lost-skill` (not-sure),
    `already-seen` and `open` (area ids), `open-all`, `show` (text: the notes as plain text), `now`
    (local time as `2026-01-31T15:04`: the browser's day is the parent's, the server's may differ).
    """
    now = _now(first(fields, "now"), today)
    today = now.date() if now else today
    asked = (one for one in fields.get("language", []) if one in tables.languages)
    age_by = one_of(("birth",), fields, "age-by", "months")
    birth = first(fields, "birth") if age_by == "birth" else ""
    picked = _whole(first(fields, "years")), _whole(first(fields, "months"))
    months = _months(fields, *picked)
    weeks_early = _whole(first(fields, "weeks")) or 0
    since_due = _since_due(fields, months, weeks_early) if age_by == "birth" else None
    age, problem = None, None
    try:
        if birth:
            age = Age.from_birth_date(birth, today, weeks_early)
            since_due = age.since_due
        elif months is not None:
            age = Age(months, weeks_early, since_due=since_due)
    except AgeError as error:  # its own words may hold the birth date, its traceback the form
        problem = AgeError("This age cannot be used.", error.message_id, **error.values)
    return CheckInState(
        language=next(asked, tables.languages[0]),
        country=one_of(countries(tables), fields, "country", home_country(tables)),
        age_by=age_by,
        months=months if age is None else age.months,
        picked=_offered(*picked) if months is None and age is None else (None, None),
        weeks_early=weeks_early,
        since_due=since_due,
        age=age,
        problem=problem,
        answers=_answers(fields, tables),
        shows_text=first(fields, "show") == "text",
        looked_at=_looked_at(fields, tables),
        all_open="open-all" in fields,
        today=today,
        now=now,
    )


def _now(text: str, today: date) -> datetime | None:
    """A local time that can be, since no place is more than a day away from another."""
    try:
        now = datetime.strptime(text, "%Y-%m-%dT%H:%M")
    except ValueError:
        return None
    return now if abs(now.date() - today) <= timedelta(days=1) else None


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else None


def _months(fields: Fields, years: int | None, months: int | None) -> int | None:
    """The age in months; a year alone is none: it would open the list of its first month."""
    if "years" not in fields:
        return months
    return None if years is None or months is None else years * 12 + months


def _offered(years: int | None, months: int | None) -> tuple[int | None, int | None]:
    """Years and months as far as the page has them to choose."""
    return (
        years if years is None or years <= MAX_MONTHS // 12 else None,
        months if months is None or months < 12 else None,
    )


def _since_due(fields: Fields, months: int | None, weeks: int) -> int | None:
    """The months since the due date, as counted before for this very age, or None."""
    counted, *of = [_whole(part) for part in first(fields, "since-due").split(" ")]
    return counted if of == [months, weeks] else None


def _looked_at(fields: Fields, tables: Tables) -> tuple[str, ...]:
    """The areas that were opened, each at its last time."""
    known = {row["area_id"] for row in tables.rows("areas")}
    latest_first = dict.fromkeys(one for one in reversed(fields.get("open", [])) if one in known)
    return tuple(reversed(latest_first))


def _answers(fields: Fields, tables: Tables) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for row in tables.rows("behaviours"):
        behaviour_id = row["behaviour_id"]
        if f"see:{behaviour_id}" in fields:
            how = first(fields, f"how:{behaviour_id}")
            answers[behaviour_id] = said_how(row["asked"], how)
    if LOST_SKILL in fields:
        answers[LOST_SKILL] = NOT_SURE if first(fields, f"how:{LOST_SKILL}") == NOT_SURE else True
    seen = fields.get(ALREADY_SEEN, [])
    areas = [row["area_id"] for row in tables.rows("areas") if row["area_id"] in seen]
    if areas:
        answers[ALREADY_SEEN] = tuple(areas)
    return answers


def put_by_fields(
    state: CheckInState, behaviours: Iterable[Row], shown_areas: Iterable[Row]
) -> Iterator[tuple[str, str]]:
    """The fields that say an answer again, for what the page does not ask now."""
    asked = {row["behaviour_id"] for row in behaviours}
    for key, answer in state.answers.items():
        if key == ALREADY_SEEN:
            shown = {row["area_id"] for row in shown_areas}
            yield from ((key, area) for area in answer if area not in shown)
        elif key == LOST_SKILL and state.age is None:
            yield (key, "on")
            if answer == NOT_SURE:
                yield (f"how:{key}", NOT_SURE)
        elif key not in {*asked, LOST_SKILL}:
            yield (f"see:{key}", "on")
            if isinstance(answer, str) and answer != NOT_SAID:
                yield (f"how:{key}", answer)
