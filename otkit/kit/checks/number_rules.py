"""What a family can call or open is named by a source: every phone number, every address."""

import re
from collections.abc import Iterator

from otkit.errors import Problem
from otkit.kit.tables.schema import Record, Sheet
from otkit.kit.tables.sentences import said

SOURCES, OWN_CHOICE = "sources", "otkit"
OWN_WORDS = "site."
"""What the id of a message of the community itself begins with."""

NUMBER = re.compile(r"(?<![\w-])(?!\d{4}-\d\d-\d\d\b)\+?\d[\d() -]{5,}\d\b")
"""A number with an area, but no day as in 2026-11-30."""

SHORT = re.compile(r"\d{3,}")
"""A number that works in one country alone stands in a column of its own."""


def check_numbers(sheet: Sheet, sources: Sheet) -> Iterator[Problem]:
    """Each number is in the words of its row's own source, or of any where the row names none.

    An address is that of a row of sources.csv. A community's own contact and words are known there.
    """
    if sheet.table.name == SOURCES:
        return
    rows = {record.values["source_id"]: words_of(record) for record in sources.records}
    addresses = {record.values["url"] for record in sources.records}
    every = " ".join(rows.values())
    for record in sheet.records:
        is_own_row = str(record.values.get("message_id") or "").startswith(OWN_WORDS)
        if is_own_row or record.values.get("local") == "yes":
            continue
        source = record.values.get("source_id") or OWN_CHOICE
        named = every if source == OWN_CHOICE else rows.get(source, every)
        for column, field in sheet.table.fields.items():
            text = str(record.values.get(column) or "")
            if column == "url" and text and text not in addresses:
                yield sheet.problem(record, column, said("source.no-address", url=text))
            is_own = column == "phone" or column.startswith("number_")
            if is_own or field.language:
                for number in numbers_in(text, short=is_own):
                    if not is_named(number, named if is_own else every):
                        message = said("source.no-number", number=number)
                        yield sheet.problem(record, column, message)


def numbers_in(text: str, short: bool = False) -> list[str]:
    """The phone numbers in a text; with ``short`` those that work in one country alone too.

    >>> numbers_in("Call 1-800-232-4636 at 9, 18 or 30 months, since 2026-11-30.")
    ['1-800-232-4636']
    >>> numbers_in("112 or 999", short=True)
    ['112', '999']
    """
    whole = NUMBER.findall(text)
    return whole or (SHORT.findall(text) if short else [])


def is_named(number: str, words: str) -> bool:
    """Whether a number stands in some words as it is written, and is no part of another.

    >>> is_named("112", "In Ireland, call 112 or 999."), is_named("112", "1-112-300")
    (True, False)
    """
    return re.search(rf"(?<![\d-]){re.escape(number)}(?![\d-]*\d)", words) is not None


def words_of(source: Record) -> str:
    """What a row of sources.csv says: its title and what it supports."""
    said_there = (name for name in source.values if name.startswith(("title", "supports_")))
    return " ".join(str(source.values[name] or "") for name in said_there)
