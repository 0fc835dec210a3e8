"""Which messages a page cannot be drawn without, and what a parent must find in any country."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from otkit.errors import Problem
from otkit.kit.checks.rule_order import MONTHS
from otkit.kit.country import SAY_TODAY, contacts_at, is_doctor
from otkit.kit.places import PLACE
from otkit.kit.tables.csv_file import read_csv
from otkit.kit.tables.descriptor import BASE_LANGUAGE
from otkit.kit.tables.folder import data_folder
from otkit.kit.tables.schema import Sheet
from otkit.kit.tables.sentences import said

MESSAGES = "messages.csv"
ANY = "any"
NAME = "place."
"""How the message with the name of a country begins."""

TEXT = "text_"
TYPED = "sheet.word."
NUMBER = "number_"
"""How the messages begin whose words may be typed into a sheet of answers."""


def check_messages(messages: Sheet) -> Iterator[Problem]:
    """Every message of the kit's own ``messages.csv`` is there: a page may need any of them."""
    message_ids = {record.values["message_id"] for record in messages.records}
    for message_id in _needed():
        if message_id not in message_ids:
            text = said("message.missing", name=message_id)
            yield Problem(messages.file.name, 1, "message_id", text)


def check_countries(countries: Sheet, messages: Sheet) -> Iterator[Problem]:
    """Every country of a table has a name that a parent can choose."""
    message_ids = {record.values["message_id"] for record in messages.records}
    missing: set[str] = set()
    for record in countries.records:
        message_id = f"{NAME}{str(record.values['country']).lower()}"
        if message_id not in message_ids | missing:
            text = said("country.no-name", name=message_id, file=messages.file.name)
            yield countries.problem(record, "country", text)
        missing.add(message_id)


def check_emergency(emergency: Sheet, messages: Sheet) -> Iterator[Problem]:
    """Every country has an emergency number: its own row and name, or the row `any`.

    What is said is what a phone calls.
    """
    yield from check_countries(emergency, messages)
    yield from check_any(emergency)
    for record in emergency.records:
        phone = str(record.values["phone"] or "")
        for column in emergency.table.fields:
            text = str(record.values.get(column) or "")
            if column.startswith(NUMBER) and phone and not _names(phone, text):
                message = said("country.other-number", text=text, phone=phone)
                yield emergency.problem(record, column, message)


def _names(phone: str, text: str) -> bool:
    around = "[0-9A-Za-z-]"
    return re.search(f"(?<!{around}){re.escape(phone)}(?!{around})", text) is not None


def check_any(countries: Sheet) -> Iterator[Problem]:
    """A table of countries has a row `any` for every other one."""
    if ANY not in {record.values["country"] for record in countries.records}:
        text = said("country.no-any", name=ANY)
        yield Problem(countries.file.name, 1, "country", text)


def check_calls(contacts: Sheet) -> Iterator[Problem]:
    """In every country and at every month a doctor can be called today, in every language."""
    columns = [name for name in contacts.table.fields if name.startswith(SAY_TODAY)]
    for country in dict.fromkeys(str(record.values["country"]) for record in contacts.records):
        there = contacts_at((record.values for record in contacts.records), country)
        doctors = [row for row in there if is_doctor(row)]
        for column in columns:
            months = {month for row in doctors if row[column] for month in _months(row)}
            missing = [month for month in MONTHS if month not in months]
            if missing:
                text = said("country.no-call", country=country, month=missing[0])
                yield Problem(contacts.file.name, 1, column, text)


def _months(row: Mapping[str, Any]) -> range:
    return range(row["from_months"], row["to_months"] + 1)


def check_filled(messages: Sheet) -> Iterator[Problem]:
    """A message has no place that the pages do not fill: only those of the kit's own message."""
    own = _own()
    for record in messages.records:
        message_id = str(record.values["message_id"])
        for column in messages.table.fields:
            if column.startswith(TEXT) and message_id in own and record.row.whole:
                places = set(PLACE.findall(str(record.values.get(column) or "")))
                for place in sorted(places - own[message_id]):
                    allowed = ", ".join(f"{{{name}}}" for name in sorted(own[message_id]))
                    text = said(
                        "message.not-filled",
                        place=f"{{{place}}}",
                        known=allowed or said("message.none"),
                    )
                    yield messages.problem(record, column, text)


def check_words(messages: Sheet) -> Iterator[Problem]:
    """What may be typed into a sheet of answers means one answer only, in all languages."""
    meanings: dict[str, str] = {}
    for record in messages.records:
        message_id = str(record.values["message_id"])
        if not message_id.startswith(TYPED):
            continue
        for column in messages.table.fields:
            if not column.startswith(TEXT):
                continue
            for word in str(record.values.get(column) or "").split(";"):
                typed = " ".join(word.split()).casefold()
                if typed and meanings.setdefault(typed, message_id) != message_id:
                    text = said("message.two-meanings", word=typed, meaning=meanings[typed])
                    yield messages.problem(record, column, text)


@cache
def _own() -> dict[str, set[str]]:
    """The places of each of the kit's own messages, by its id."""
    places: dict[str, set[str]] = {}
    for row in read_csv(data_folder() / MESSAGES).rows:
        text = row.cells[f"{TEXT}{BASE_LANGUAGE}"]
        places[row.cells["message_id"]] = set(PLACE.findall(text))
    return places


def _needed() -> tuple[str, ...]:
    """The ids of the kit's own messages, but for the names of its countries."""
    return tuple(name for name in _own() if not name.startswith(NAME) or name == f"{NAME}any")
