"""Reminders for a parent's calendar, as an iCalendar file (RFC 5545).

Calendars go to clouds, so a title says nothing of a child and nothing of an answer. A reminder is a
day, or a time of day without a zone, which every calendar reads as the time where the phone is.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import uuid4

from otkit.kit.tables import Tables
from otkit.scoring.guidance import ACT_NOW
from otkit.scoring.result import Result

TALK = "talk"
CALL_TODAY_AFTER = timedelta(hours=1)
OPENS = time(9)
"""When a reminder of a day rings, and when to call on a later day."""

AGAIN_AFTER = timedelta(weeks=4)
CALL_LASTS = timedelta(minutes=15)
FRIDAY = 4
PRODUCT = "-//otkit//otkit//EN"


@dataclass(frozen=True)
class Reminder:
    """A day, or a local time without a zone, and the message that is its title."""

    title: str
    start: date | datetime


def reminders(
    result: Result, tables: Tables, now: datetime, country: str = "US"
) -> tuple[Reminder, ...]:
    """What to be reminded of, at ``now``, the local time of the phone without a zone.

    To call, where the result says to call; to look again in four weeks; the next check-up of the
    country, on the last day on which the child can come to that age.

    >>> from otkit import Age, load_tables, score
    >>> tables = load_tables()
    >>> for one in reminders(score(Age(10), {}, tables), tables, datetime(2026, 1, 31, 15)):
    ...     print(one.title, one.start)
    reminder.again 2026-02-28
    reminder.check-up 2026-03-31
    """
    dates = [Reminder("reminder.again", now.date() + AGAIN_AFTER)]
    if result.level == ACT_NOW:
        dates.insert(
            0, Reminder("reminder.call", now.replace(second=0, microsecond=0) + CALL_TODAY_AFTER)
        )
    elif result.level == TALK:
        dates.insert(0, Reminder("reminder.call", datetime.combine(_workday(now.date()), OPENS)))
    if months := _next_check_up(result.age.months, tables, country):
        day = _months_later(now.date(), months - result.age.months)
        dates.append(Reminder("reminder.check-up", day))
    return tuple(dates)


def calendar_file(dates: tuple[Reminder, ...], titles: dict[str, str], made: datetime) -> bytes:
    """The reminders as the bytes of an ``.ics`` file.

    ``titles`` has the words of each title; ``made`` is the time now, in UTC.
    """
    import icalendar  # only a process that makes a file needs it

    file = icalendar.Calendar()
    file.add("prodid", PRODUCT)
    file.add("version", "2.0")
    for reminder in dates:
        title = titles[reminder.title]
        event, alarm = icalendar.Event(), icalendar.Alarm()
        event.add("uid", str(uuid4()))
        event.add("dtstamp", made)
        event.add("dtstart", reminder.start)
        event.add("summary", title)
        event.add("class", "PRIVATE")
        event.add("transp", "TRANSPARENT")
        alarm.add("action", "DISPLAY")
        alarm.add("description", title)
        if isinstance(reminder.start, datetime):
            event.add("duration", CALL_LASTS)
            alarm.add("trigger", timedelta(0))
        else:
            alarm.add("trigger", timedelta(hours=OPENS.hour))
        event.add_component(alarm)
        file.add_component(event)
    content: bytes = file.to_ical()
    return content


def _workday(today: date) -> date:
    """The next day on which offices answer, as most do: Monday to Friday."""
    days = (today + timedelta(days=n) for n in range(1, 4))
    return next(day for day in days if day.weekday() <= FRIDAY)


def _next_check_up(months: int, tables: Tables, country: str) -> int | None:
    """The age in months of the next check-up of a country, if its ages are in the table."""
    rows = (row for row in tables.rows("check_ups") if row["country"] == country)
    return min((row["months"] for row in rows if row["months"] > months), default=None)


def _months_later(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    last = calendar.monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, last))
