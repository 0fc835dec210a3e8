"""Codes of places, and which rows of a table are said there.

A place is a country (`GB`), a part of one whose ways differ (`GB-ENG`), or `any` for every other
place: the codes of ISO 3166-1 and 3166-2.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any

Row = Mapping[str, Any]
ANY_COUNTRY = "any"
"""The country of the rows for every place without its own."""
SAY_TODAY = "say_today_"
"""The columns with words for a call that cannot wait, one a language."""


def country_of(place: str) -> str:
    """The country of a place.

    >>> country_of("GB-ENG"), country_of("IE"), country_of("any")
    ('GB', 'IE', 'any')
    """
    return place.partition("-")[0]


def rows_of(
    rows: Iterable[Row], place: str, key: Callable[[Row], Hashable] = lambda row: None
) -> list[Row]:
    """The rows said in a place: those for everywhere, for its country and for the place itself.

    A row `any` stands only where no row with the same `key` is for the place or its country.

    >>> rows = [{"country": "US"}, {"country": "any"}, {"country": ""}]
    >>> [row["country"] for row in rows_of(rows, "US")]
    ['US', '']
    >>> [row["country"] for row in rows_of(rows, "FR")]
    ['any', '']
    """
    rows = list(rows)
    codes = {place, country_of(place)}
    own = {key(row) for row in rows if row["country"] in codes - {ANY_COUNTRY}}
    return [
        row
        for row in rows
        if row["country"] in {"", *codes - {ANY_COUNTRY}}
        or (row["country"] == ANY_COUNTRY and key(row) not in own)
    ]


def contacts_at(contacts: Iterable[Row], place: str) -> list[Row]:
    """The contacts of a place; those of a community come besides and take no row's place.

    A part of a country with a line of its own by day and night has not the country's line.
    """
    rows = list(contacts)
    local = [row for row in rows if row["local"] in (True, "yes")]
    said = rows_of((row for row in rows if row not in local), place)
    lines = [row for row in said if row.get("after_hours") in (True, "yes")]
    if any(row["country"] == place for row in lines):
        said = [row for row in said if row not in lines or row["country"] == place]
    codes = {place, country_of(place)}
    return [*said, *(row for row in local if row["country"] in codes)]


def is_doctor(contact: Row) -> bool:
    """Whether a contact is the child's doctor, whom headlines name.

    It has words for a call today; a row that a community added never is.
    """
    can_today = any(text for name, text in contact.items() if name.startswith(SAY_TODAY))
    return can_today and contact["local"] not in (True, "yes")


def row_of(rows: Iterable[Row], place: str) -> Row:
    """The one row of a place, of its country, or the row `any`, of a table with one row each."""
    by_country = {row["country"]: row for row in rows}
    found = (by_country.get(one) for one in (place, country_of(place), ANY_COUNTRY))
    return next(row for row in found if row is not None)
