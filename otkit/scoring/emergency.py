"""The emergency box: for which signs to call, which number, and a line for a parent in need."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from otkit.kit.country import ANY_COUNTRY, country_of
from otkit.kit.tables import Row, Tables
from otkit.kit.wording import Words
from otkit.scoring.countries import countries, emergency_row


@dataclass(frozen=True)
class Emergency:
    """What the box says in one country and one language.

    ``number`` is the number in words, as it stands after "Call"; ``phone`` is what a phone dials,
    empty where no number is known. ``signs`` follow ``call``. ``stay`` ends with the word not to
    fill in the list; ``stay_here`` is the same where there is no list. ``line`` is the box in one
    line. ``afraid`` is for a parent who is afraid of hurting the child, ``helplines`` are rows of
    ``helplines.csv``. ``row`` is the row of ``emergency.csv``.
    """

    row: Row
    number: str
    phone: str
    call: str
    call_now: str
    signs: tuple[str, ...]
    stay: str
    stay_here: str
    line: str
    afraid: str
    helplines: tuple[Row, ...]


def emergency(tables: Tables, country: str, words: Words) -> Emergency:
    """The emergency box for a country, in the language of ``words``.

    >>> from otkit.kit.load import load_tables
    >>> tables = load_tables()
    >>> emergency(tables, "GB", Words(tables, "en")).line
    'Emergency? Call 999 now and stay on the line.'
    """
    row = emergency_row(tables, country)
    number = words.text(row, "number")
    same = sorted(tables.rows("emergency_signs"), key=lambda one: one["order"])
    return Emergency(
        row=row,
        number=number,
        phone=row["phone"],
        call=words("emergency.call", number=number),
        call_now=words("emergency.call-now", number=number),
        signs=(*(words.text(one, "text") for one in same), words.text(row, "seizure")),
        stay=words("emergency.stay"),
        stay_here=words("emergency.stay-here"),
        line=words("emergency.line", number=number),
        afraid=words("emergency.afraid"),
        helplines=helplines(tables, country),
    )


def helplines(tables: Tables, country: str) -> tuple[Row, ...]:
    """The lines for a parent who is afraid of hurting a child; none where no source names one."""
    rows = (row for row in tables.rows("helplines") if row["country"] == country_of(country))
    return tuple(sorted(rows, key=lambda row: row["order"]))


def sources_of(box: Emergency, tables: Tables, known: Iterable[Row] = ()) -> tuple[Row, ...]:
    """The sources of the number and of the helplines, after the ``known`` ones, each once."""
    rows = tables.by_id("sources")
    own = [rows[row["source_id"]] for row in (box.row, *box.helplines)]
    return tuple({row["source_id"]: row for row in (*known, *own)}.values())


def numbers_by_country(tables: Tables, words: Words) -> str:
    """Every country with its number in one sentence, for a page that cannot ask where one lives."""
    with_a_number = {row["country"] for row in tables.rows("emergency")} - {ANY_COUNTRY}
    named = [
        words(
            "emergency.number-of",
            place=words(f"place.{country.lower()}"),
            number=words.text(emergency_row(tables, country), "number"),
        )
        for country in countries(tables)
        if country in with_a_number
    ]
    return words("emergency.numbers", numbers=words.list(named))
