"""Rows of text -> rows of values, checked against the columns that the descriptor asks for.

Knows Table Schema and nothing of this kit. A cell is ``str`` or ``int``, or None when it is
empty or cannot be used; why it cannot is a problem.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import reduce

from otkit.errors import Problem
from otkit.kit.tables.csv_file import CsvFile, Row
from otkit.kit.tables.descriptor import Field, ForeignKey, Table
from otkit.kit.tables.records import letter
from otkit.kit.tables.sentences import form_of, said, suggest

Value = str | int | None
NOTES = frozenset({"note", "nota"})
"""Columns for remarks of who keeps a table: any table may have one, and nothing reads it."""

WHOLE_NUMBER = re.compile(r"[+-]?[0-9]+")


@dataclass(frozen=True)
class Record:
    """One row as values by column; a column the file does not have is absent."""

    row: Row
    values: Mapping[str, Value]

    def key(self, columns: tuple[str, ...]) -> tuple[Value, ...] | None:
        """The values of ``columns``, or None when one of them is empty."""
        key = tuple(self.values.get(column) for column in columns)
        return None if None in key else key


@dataclass(frozen=True)
class Sheet:
    """One table as read: how it is described, its file, its rows and its problems so far."""

    table: Table
    file: CsvFile
    records: tuple[Record, ...]
    problems: tuple[Problem, ...]

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong with the table on its own, so that rows can be compared."""
        return not self.problems

    def rows(self) -> list[dict[str, str | int | bool | None]]:
        """The rows of a sound table: text is never missing, yes and no are bool."""
        fields = self.table.fields.items()
        return [
            {name: _plain(field, record.values[name]) for name, field in fields}
            for record in self.records
        ]

    def problem(self, record: Record, column: str, message: str) -> Problem:
        """A problem with one cell of this table."""
        return Problem(self.file.name, record.row.line_of(column), column, message)


def _plain(field: Field, value: Value) -> str | int | bool | None:
    if field.is_yes_no:
        return value == "yes"
    return value if field.type == "integer" else value or ""


def whole(record: Record, column: str) -> int:
    """The whole number in a column of a sound table."""
    value = record.values[column]
    if not isinstance(value, int):
        raise TypeError(f"{column} holds {value!r}, not a whole number")
    return value


def months_of(record: Record) -> range:
    """The months of a row of a sound table, both ends included."""
    return range(whole(record, "from_months"), whole(record, "to_months") + 1)


def read_sheet(table: Table, file: CsvFile, also_allowed: frozenset[str] = frozenset()) -> Sheet:
    """The rows of ``file`` as ``table`` describes them.

    ``also_allowed`` are columns that may stand in the file but are neither asked for nor used.
    """
    if not file.header:
        return Sheet(table, file, (), file.problems)
    problems = [*file.problems, *_check_header(table, file, also_allowed)]
    records = []
    for row in file.rows:
        values: dict[str, Value] = {}
        for name, field in table.fields.items():
            if name in row.cells:
                values[name], message = _value(field, row.cells[name], name in table.primary_key)
                if message and row.whole:
                    problems.append(Problem(file.name, row.line_of(name), name, message))
        records.append(Record(row, values))
    keys = {(name,) for name, field in table.fields.items() if field.unique}
    for columns in sorted(keys | ({table.primary_key} - {()})):
        problems.extend(_check_unique(file.name, records, columns))
    return Sheet(table, file, tuple(records), tuple(problems))


def check_foreign_keys(sheets: Mapping[str, Sheet]) -> Iterator[Problem]:
    """Every value that should stand in another table and does not."""
    for sheet in sheets.values():
        for key in sheet.table.foreign_keys:
            target = sheets.get(key.table)
            if target and target.file.complete and set(key.reference) <= set(target.file.header):
                yield from _check_foreign_key(sheet, key, target)


def _check_header(table: Table, file: CsvFile, also_allowed: frozenset[str]) -> Iterator[Problem]:
    asked, seen, line = set(table.fields), set(file.header), file.header_line
    for name in table.fields:
        if name not in seen:
            language = table.fields[name].language
            why = said("column.of-language", language=language) if language else ""
            yield Problem(file.name, line, name, said("column.missing", why=why))
    for place, name in enumerate(file.header):
        if not name:
            message = said("column.no-heading", letter=letter(place))
            yield Problem(file.name, line, "", message)
    for name in dict.fromkeys(filter(None, file.header)):
        if name not in asked | also_allowed | NOTES:
            message = said("column.unknown", hint=suggest(name, asked - seen))
            yield Problem(file.name, line, name, message)
        if file.header.count(name) > 1:
            yield Problem(file.name, line, name, said("column.twice"))


def _value(field: Field, text: str, is_key: bool) -> tuple[Value, str]:
    """The value of a cell and what is wrong with it; the value is None when it is unusable."""
    if not text:
        missing = "cell.no-text" if field.language else "cell.empty"
        return None, said(missing) if field.required or is_key else ""
    if field.enum and text not in field.enum:
        known, hint = ", ".join(field.enum), suggest(text, field.enum)
        return None, said("cell.none-of", text=text, known=known, hint=hint)
    if field.type == "integer":
        if not WHOLE_NUMBER.fullmatch(text):
            return None, said("cell.no-whole-number", text=text)
        number = int(text)
        if field.minimum is not None and number < field.minimum:
            return None, said("cell.below", number=number, limit=field.minimum)
        if field.maximum is not None and number > field.maximum:
            return None, said("cell.above", number=number, limit=field.maximum)
        return number, ""
    if field.pattern and not re.fullmatch(field.pattern, text):
        return None, said("cell.form", text=text, form=form_of(field.pattern))
    return text, ""


def _check_unique(file: str, records: list[Record], columns: tuple[str, ...]) -> Iterator[Problem]:
    first: dict[tuple[Value, ...], int] = {}
    for record in records:
        key = record.key(columns)
        if key is None or not record.row.whole:
            continue
        line = record.row.line_of(columns[0])
        if key in first:
            message = said("cell.already", text=_quote(key), line=first[key])
            yield Problem(file, line, columns[0], message)
        first.setdefault(key, line)


def _check_foreign_key(sheet: Sheet, key: ForeignKey, target: Sheet) -> Iterator[Problem]:
    known = {
        tuple(record.row.cells.get(column) for column in key.reference) for record in target.records
    }
    for record in sheet.records:
        cells = tuple(record.row.cells.get(column, "") for column in key.fields)
        if record.key(key.fields) is None or not record.row.whole or cells in known:
            continue
        hint = suggest(cells[0], {str(row[0]) for row in known}) if len(cells) == 1 else ""
        message = said("cell.not-in", text=_quote(cells), file=target.file.name, hint=hint)
        yield sheet.problem(record, key.fields[0], message)


def _quote(key: tuple[Value, ...]) -> str:
    first, *others = (f"“{value}”" for value in key)
    return reduce(lambda one, other: said("form.with", one=one, other=other), others, first)
