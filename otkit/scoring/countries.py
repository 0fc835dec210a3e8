"""Places where families live: whom to call there, and the emergency number."""

from __future__ import annotations

import os

from otkit.age import Age, is_at
from otkit.errors import CountryError
from otkit.kit.country import ANY_COUNTRY, contacts_at, country_of, is_doctor, row_of
from otkit.kit.tables import Row, Tables
from otkit.kit.tables.sentences import said

VARIABLE = "OTKIT_COUNTRY"
"""The environment variable with the place where most readers live."""

NUMBER, CLOSED = "{number}", "{closed}"
"""Places in guidance: the emergency number, and what to do when the doctor's office is closed."""


def contacts_of(tables: Tables, country: str) -> tuple[Row, ...]:
    """Whom to call in a country at any age; a country without rows gets the generic ones.

    The child's doctor comes first, then those of the community.
    """
    rows = contacts_at(tables.rows("contacts"), country)
    return tuple(sorted(rows, key=lambda row: (not is_doctor(row), not row["local"], row["order"])))


def contacts(age: Age, tables: Tables, country: str) -> tuple[Row, ...]:
    """Whom to call at the child's actual age; a country without rows gets the generic ones.

    `country` is a code as in contacts.csv, such as `US`, `GB-ENG` or `any`.
    """
    return tuple(row for row in contacts_of(tables, country) if is_at(row, age.months))


def emergency_row(tables: Tables, country: str) -> Row:
    """The row of `emergency.csv` for a country; one without a row gets the row `any`."""
    return row_of(tables.rows("emergency"), country)


def after_hours(tables: Tables, country: str) -> Row | None:
    """The line of a place that gives advice day and night; a local one only where it has none."""
    lines = [row for row in contacts_of(tables, country) if row["after_hours"]]
    return min(lines, key=lambda row: bool(row["local"]), default=None)


def with_number(row: Row, tables: Tables, country: str) -> Row:
    """The row with what its texts leave to `country`.

    `{number}` is the emergency number, `{closed}` what to do when the doctor's office is closed.
    """
    texts = {
        column: text
        for column, text in row.items()
        if column.startswith("text_") and any(place in text for place in (NUMBER, CLOSED))
    }
    if not texts:
        return row
    numbers, line = emergency_row(tables, country), after_hours(tables, country)
    phone = line["phone"] if line else ""
    here = f"step.closed-call-{country.lower()}"
    messages = tables.by_id("messages")
    closed = messages.get(here, messages["step.closed-call"]) if phone else messages["step.closed"]
    for column, text in texts.items():
        language = column.split("_")[1]
        call = closed[f"text_{language}"].replace("{phone}", phone)
        number = numbers[f"number_{language}"]
        texts[column] = text.replace(CLOSED, call).replace(NUMBER, number)
    return {**row, **texts}


def countries(tables: Tables) -> tuple[str, ...]:
    """Places with contacts or an emergency number, `any` last.

    The order is that of the files; the parts of a country follow it.
    """
    return tables.keep(_countries)


def _countries(tables: Tables) -> tuple[str, ...]:
    rows = (*tables.rows("contacts"), *tables.rows("emergency"))
    found = dict.fromkeys(row["country"] for row in rows)
    whole = dict.fromkeys(country_of(place) for place in found if place != ANY_COUNTRY)
    parts = {one: [place for place in found if country_of(place) == one] for one in whole}
    return (*(place for one in whole for place in sorted(parts[one], key=len)), ANY_COUNTRY)


def refuse_unknown(country: str, tables: Tables) -> None:
    """Raise `CountryError` for a place that the tables lack; it names those that they have."""
    if country not in (places := countries(tables)):
        sentence = said("country.unknown", country=country, known=", ".join(places))
        raise CountryError(sentence, "country.unknown")


def home_country(tables: Tables) -> str:
    """Where a reader lives who has not said it: `OTKIT_COUNTRY`, else the first of the files."""
    places = countries(tables)
    home = os.environ.get(VARIABLE, "")
    return home if home in places else places[0]


def places_to_guess(tables: Tables) -> tuple[str, ...]:
    """Where a reader may be taken to live by a guess: nowhere, once `OTKIT_COUNTRY` says where."""
    places = countries(tables)
    return () if os.environ.get(VARIABLE, "") in places else places


def country_to_add(tables: Tables, country: str) -> str:
    """The end of a link that takes the reader's country along; the home one needs none."""
    return "" if country == home_country(tables) else f"&country={country}"
