"""Places where families live: whom to call there, and the emergency number."""

from __future__ import annotations

import os

from otkit.age import Age, is_at
from otkit.kit.country import ANY_COUNTRY, contacts_at, country_of, row_of
from otkit.kit.tables import Row, Tables

VARIABLE = "OTKIT_COUNTRY"
"""The environment variable with the place where most readers live."""


def contacts_of(tables: Tables, country: str) -> tuple[Row, ...]:
    """Whom to call in a country at any age; a country without rows gets the generic ones.

    Those of the community come first.
    """
    rows = contacts_at(tables.rows("contacts"), country)
    return tuple(sorted(rows, key=lambda row: (not row["local"], row["order"])))


def contacts(age: Age, tables: Tables, country: str) -> tuple[Row, ...]:
    """Whom to call at the child's actual age; a country without rows gets the generic ones.

    `country` is a code as in contacts.csv, such as `US`, `GB-ENG` or `any`.
    """
    return tuple(row for row in contacts_of(tables, country) if is_at(row, age.months))


def emergency_row(tables: Tables, country: str) -> Row:
    """The row of `emergency.csv` for a country; one without a row gets the row `any`."""
    return row_of(tables.rows("emergency"), country)


def with_number(row: Row, tables: Tables, country: str) -> Row:
    """The row with the emergency number of `country` where its texts say `{number}`."""
    numbers = emergency_row(tables, country)
    texts = {
        name: text.replace("{number}", numbers[f"number_{name.split('_')[1]}"])
        for name, text in row.items()
        if name.startswith("text_") and "{number}" in text
    }
    return {**row, **texts} if texts else row


def countries(tables: Tables) -> tuple[str, ...]:
    """Places with contacts or an emergency number, `any` last.

    The order is that of the files; the parts of a country follow it.
    """
    rows = (*tables.rows("contacts"), *tables.rows("emergency"))
    found = dict.fromkeys(row["country"] for row in rows)
    whole = dict.fromkeys(country_of(place) for place in found if place != ANY_COUNTRY)
    parts = {one: [place for place in found if country_of(place) == one] for one in whole}
    return (*(place for one in whole for place in sorted(parts[one], key=len)), ANY_COUNTRY)


def home_country(tables: Tables) -> str:
    """Where a reader lives who has not said it: `OTKIT_COUNTRY`, else the first of the files."""
    places = countries(tables)
    home = os.environ.get(VARIABLE, "")
    return home if home in places else places[0]


def country_to_add(tables: Tables, country: str) -> str:
    """The end of a link that takes the reader's country along; the home one needs none."""
    return "" if country == home_country(tables) else f"&country={country}"
