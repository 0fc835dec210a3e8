"""Countries: whom to call there, and the emergency number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from otkit.age import Age, is_at
from otkit.kit.tables import Tables

Row = Mapping[str, Any]
ANY_COUNTRY = "any"
"""The country of the rows for every country without its own."""


def contacts_of(tables: Tables, country: str) -> tuple[Row, ...]:
    """Whom to call in a country at any age; a country without rows gets the generic ones."""
    mine = [row for row in tables.rows("contacts") if row["country"] == country]
    generic = [row for row in tables.rows("contacts") if row["country"] == ANY_COUNTRY]
    return tuple(sorted(mine or generic, key=lambda row: row["order"]))


def contacts(age: Age, tables: Tables, country: str) -> tuple[Row, ...]:
    """Whom to call at the child's actual age; a country without rows gets the generic ones.

    `country` is an ISO 3166 code as in contacts.csv, such as `US`, or `any`.
    """
    return tuple(row for row in contacts_of(tables, country) if is_at(row, age.months))


def emergency_row(tables: Tables, country: str) -> Row:
    """The row of `emergency.csv` for a country; one without a row gets the row `any`."""
    rows = {row["country"]: row for row in tables.rows("emergency")}
    found: Row = rows.get(country, rows[ANY_COUNTRY])
    return found


def with_number(row: Row, tables: Tables, country: str) -> Row:
    """The row with the emergency number of `country` where its texts say `{number}`."""
    numbers = emergency_row(tables, country)
    texts = {
        name: text.replace("{number}", numbers[f"number_{name.removeprefix('text_')}"])
        for name, text in row.items()
        if name.startswith("text_") and "{number}" in text
    }
    return {**row, **texts} if texts else row


def countries(tables: Tables) -> tuple[str, ...]:
    """Countries with contacts or an emergency number, in the order of the files, `any` last."""
    rows = (*tables.rows("contacts"), *tables.rows("emergency"))
    found = dict.fromkeys(row["country"] for row in rows)
    return (*(country for country in found if country != ANY_COUNTRY), ANY_COUNTRY)


def country_to_add(tables: Tables, country: str) -> str:
    """The end of a link that takes the reader's country along; the first one needs none."""
    return "" if country == countries(tables)[0] else f"&country={country}"
