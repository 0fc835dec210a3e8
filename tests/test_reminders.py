"""Reminders for a calendar: which days, in words that say nothing, as calendars read them."""

import base64
from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest
import vobject
from hypothesis import given, settings
from hypothesis import strategies as st

from otkit import Age, score
from otkit.scoring.score import behaviours_asked
from otkit.takeaway.reminders import calendar_file, reminders
from otkit.widgets import CheckIn
from tests.kit import TABLES
from tests.test_scoring_properties import check_ins

TITLES = {"reminder.call": "Call", "reminder.again": "Look again", "reminder.check-up": "Check-up"}
SATURDAY = datetime(2026, 1, 31, 15, 4)
LOST = {"lost-skill": True}
FORM = {"years": ["1"], "months": ["8"], "lost-skill": ["on"]}
DAYS = st.datetimes(datetime(2025, 1, 1), datetime(2032, 12, 31))


def dates_of(months, answers=LOST, now=SATURDAY, country="US"):
    result = score(Age(months), answers, TABLES)
    return {one.title: one.start for one in reminders(result, TABLES, now, country)}


def to_talk(months):
    """Answers with which to call this week."""
    ids = [row["behaviour_id"] for row in behaviours_asked(Age(months), TABLES)]
    ways = ({key: "often"} for key in ids)
    return next(way for way in ways if score(Age(months), way, TABLES).level == "talk")


def file_of(age, answers, now=SATURDAY):
    result = score(age, answers, TABLES)
    return calendar_file(reminders(result, TABLES, now), TITLES, datetime.now(UTC))


def test_to_call_today_is_an_hour_from_now():
    assert dates_of(20)["reminder.call"] == datetime(2026, 1, 31, 16, 4)


@pytest.mark.parametrize(
    ("today", "then"), [("2026-01-29", "2026-01-30"), ("2026-01-30", "2026-02-02")]
)
def test_to_call_this_week_is_a_day_on_which_offices_answer(today, then):
    start = dates_of(27, to_talk(27), datetime.fromisoformat(f"{today}T15:00"))["reminder.call"]
    assert start == datetime.fromisoformat(f"{then}T09:00")


def test_who_need_not_call_is_not_reminded_to():
    assert "reminder.call" not in dates_of(20, {})


@pytest.mark.parametrize(
    ("months", "day"),
    [(0, "2026-02-28"), (1, "2026-02-28"), (10, "2026-03-31"), (59, "2026-02-28"), (60, None)],
)
def test_the_next_check_up_is_when_the_child_has_that_age(months, day):
    expected = date.fromisoformat(day) if day else None
    assert dates_of(months).get("reminder.check-up") == expected


def test_a_country_whose_check_ups_nobody_looked_up_has_none():
    assert set(dates_of(10, country="GB")) == {"reminder.call", "reminder.again"}


@given(check_ins(), DAYS)
@settings(max_examples=60)
def test_two_calendars_read_the_same_days_and_no_answer(check_in, now):
    age, answers = check_in
    result = score(age, answers, TABLES)
    data = file_of(age, answers, now)
    expected = [(TITLES[one.title], one.start) for one in reminders(result, TABLES, now)]
    events = icalendar.Calendar.from_ical(data).walk("VEVENT")
    assert [(str(one["summary"]), one.decoded("dtstart")) for one in events] == expected
    others = vobject.readOne(data.decode()).vevent_list
    assert [(one.summary.value, one.dtstart.value) for one in others] == expected
    assert all(not event.errors for event in events)
    written = data.decode()
    assert not [key for key in result.answers if key in written]
    assert not [
        name for name in ("DESCRIPTION", "LOCATION", "URL") if f"\n{name}" in unalarmed(data)
    ]


def unalarmed(data):
    """The file without what its alarms say, which is the title."""
    file = icalendar.Calendar.from_ical(data)
    for event in file.walk("VEVENT"):
        event.subcomponents.clear()
    return file.to_ical().decode()


def test_no_time_has_a_zone_so_it_is_the_time_of_the_phone():
    for event in icalendar.Calendar.from_ical(file_of(Age(10), LOST)).walk("VEVENT"):
        start = event.decoded("dtstart")
        assert getattr(start, "tzinfo", None) is None
        assert event["dtstart"].params.get("TZID") is None
    assert b"VTIMEZONE" not in file_of(Age(10), LOST)


def test_the_file_keeps_the_rules_of_rfc_5545():
    data = file_of(Age(10), LOST)
    lines = data.split(b"\r\n")
    assert lines[-1] == b""
    assert b"\n" not in b"".join(lines)
    assert all(len(line) <= 75 for line in lines)
    uids = [line for line in lines if line.startswith(b"UID")]
    assert len(set(uids)) == len(uids) == 3
    stamps = [line for line in lines if line.startswith(b"DTSTAMP")]
    assert all(line.endswith(b"Z") for line in stamps)


def test_a_reminder_of_a_day_rings_in_the_morning():
    first = icalendar.Calendar.from_ical(file_of(Age(10), {})).walk("VALARM")[0]
    assert first.decoded("trigger") == timedelta(hours=9)


# ---------------------------------------------------------------- from the page


def handed(fields, monkeypatch):
    page, sent = CheckIn(), []
    monkeypatch.setattr(page, "send", sent.append)
    page.handle({"action": "reminders", "fields": fields, "seen": "1"})
    return [message["file"] for message in sent]


def test_the_button_gives_a_calendar_in_the_readers_language(monkeypatch):
    (file,) = handed({**FORM, "language": ["es"]}, monkeypatch)
    assert (file["name"], file["type"]) == ("recordatorios.ics", "text/calendar")
    events = icalendar.Calendar.from_ical(base64.b64decode(file["base64"])).walk("VEVENT")
    assert [str(one["summary"]) for one in events] == ["Llamar", "Observar de nuevo", "Consulta"]


@pytest.mark.parametrize("days", [-1, 0, 1])
def test_the_day_is_the_phones_not_the_servers(days, monkeypatch):
    now = datetime.now().replace(second=0, microsecond=0) + timedelta(days=days)
    (file,) = handed({**FORM, "now": [now.strftime("%Y-%m-%dT%H:%M")]}, monkeypatch)
    first = icalendar.Calendar.from_ical(base64.b64decode(file["base64"])).walk("VEVENT")[0]
    assert first.decoded("dtstart") == now + timedelta(hours=1)


@pytest.mark.parametrize("now", ["2019-01-31T15:04", "soon", "", "2026-01-31T15:04Z", "9" * 99])
def test_a_time_that_cannot_be_is_the_servers(now, monkeypatch):
    (file,) = handed({**FORM, "now": [now]}, monkeypatch)
    first = icalendar.Calendar.from_ical(base64.b64decode(file["base64"])).walk("VEVENT")[0]
    assert abs(first.decoded("dtstart") - datetime.now()) < timedelta(hours=2)
