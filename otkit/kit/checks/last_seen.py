"""Rows whose source nobody has looked at for long: a number may have changed since."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from otkit.errors import Problem
from otkit.kit.tables import Tables
from otkit.kit.tables.sentences import said

SEEN = "seen"
"""The column with the day on which somebody last looked at a row's source."""

YEAR = 365  # days


def last_seen_long_ago(tables: Tables, today: date, days: int = YEAR) -> Iterator[Problem]:
    """Each row that was seen more than ``days`` days before ``today``, by its place in the file.

    These are reminders, not mistakes: the tables are in order all the same.
    """
    for name in tables:
        for line, row in enumerate(tables.rows(name), start=2):
            if row.get(SEEN) and (today - date.fromisoformat(row[SEEN])).days > days:
                text = said("source.long-ago", day=row[SEEN], days=days)
                yield Problem(f"{name}.csv", line, SEEN, text)
