"""Which messages a page cannot be drawn without."""

from collections.abc import Iterator
from functools import cache

from otkit.errors import Problem
from otkit.tables.csv_file import read_csv
from otkit.tables.folder import data_folder
from otkit.tables.schema import Sheet

MESSAGES = "messages.csv"
PLACE = "place."
"""How the message with the name of a country begins; ``contacts.csv`` says which are needed."""


def check_messages(messages: Sheet) -> Iterator[Problem]:
    """Every message of the kit's own ``messages.csv`` is there: a page may need any of them."""
    found = {record.values["message_id"] for record in messages.records}
    for message_id in _needed():
        if message_id not in found:
            text = f"“{message_id}” is missing, and the pages need it; copy its row from the kit"
            yield Problem(messages.file.name, 1, "message_id", text)


def check_countries(contacts: Sheet, messages: Sheet) -> Iterator[Problem]:
    """Every country of ``contacts.csv`` has a name that a parent can choose."""
    found = {record.values["message_id"] for record in messages.records}
    told: set[str] = set()
    for record in contacts.records:
        message_id = f"{PLACE}{str(record.values['country']).lower()}"
        if message_id not in found | told:
            text = f"has no name; add a row “{message_id}” to {messages.file.name}"
            yield contacts.problem(record, "country", text)
        told.add(message_id)


@cache
def _needed() -> tuple[str, ...]:
    """The ids of the kit's own messages, but for the names of its countries."""
    rows = read_csv(data_folder() / MESSAGES).rows
    ids = (row.cells["message_id"] for row in rows)
    return tuple(one for one in ids if not one.startswith(PLACE) or one == f"{PLACE}any")
