"""A language has the texts that it needs: each message, and of a plural each form of its own."""

from collections.abc import Iterator

from otkit.errors import Problem
from otkit.kit.languages import PLURAL_FORMS, is_known, needed_forms, plural_forms
from otkit.kit.places import PLACE
from otkit.kit.tables.schema import Record, Sheet
from otkit.kit.tables.sentences import said

OTHER = "other"
COUNT = "n"
"""The place of the number, which a form may say in words: “one month”."""


def check_languages(languages: Sheet) -> Iterator[Problem]:
    """Each language is one whose plurals, lists and dates CLDR knows."""
    for record in languages.records:
        language = record.values["language"]
        if not is_known(str(language)):
            message = said("language.unknown", language=language)
            yield languages.problem(record, "language", message)


def check_texts(messages: Sheet) -> Iterator[Problem]:
    """Each message has a text in each language; a plural has those forms that the language has."""
    plurals = plurals_of(messages)
    forms = {id(record) for records in plurals.values() for record in records.values()}
    for name, field in messages.table.fields.items():
        if field.language:
            for record in messages.records:
                if not record.values[name] and id(record) not in forms:
                    yield messages.problem(record, name, said("cell.no-text"))
            if is_known(field.language):
                for stem, records in plurals.items():
                    yield from _check_plural(messages, stem, records, name, field.language)


def plurals_of(messages: Sheet) -> dict[str, dict[str, Record]]:
    """The rows of each plural by form; what has a row ``.other`` is one."""
    plurals: dict[str, dict[str, Record]] = {}
    for record in messages.records:
        stem, _, form = str(record.values.get("message_id")).rpartition(".")
        if form in PLURAL_FORMS:
            plurals.setdefault(stem, {})[form] = record
    return {stem: records for stem, records in plurals.items() if OTHER in records}


def _check_plural(
    messages: Sheet, stem: str, records: dict[str, Record], column: str, language: str
) -> Iterator[Problem]:
    for form in PLURAL_FORMS:
        if form in needed_forms(language) and form not in records:
            message = said("plural.needs", language=language, name=f"{stem}.{form}")
            yield messages.problem(records[OTHER], "message_id", message)
    first = next(name for name, field in messages.table.fields.items() if field.language)
    places = _places(records[OTHER], first) or _places(records[OTHER], column)
    for form, record in records.items():
        if not record.values[column]:
            if form in needed_forms(language):
                yield messages.problem(record, column, said("cell.no-text"))
            continue
        if form not in plural_forms(language):
            message = said("plural.no-form", language=language, form=form)
            yield messages.problem(record, column, message)
        for place in sorted((places ^ _places(record, column)) - {COUNT}):
            message = said("plural.place", place=f"{{{place}}}", name=f"{stem}.{OTHER}")
            yield messages.problem(record, column, message)


def _places(record: Record, column: str) -> set[str]:
    return set(PLACE.findall(str(record.values[column] or "")))
