"""The fields of a form for one row of a table, each as wide as what stands in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from otkit.kit.tables.descriptor import Field, read_descriptor
from otkit.kit.translation.columns import languages_of
from otkit.widgets.workshop.base import Fields, first

CELL = "cell:"
"""How the name of a field begins; a column's follows."""

Described = Mapping[str, Mapping[str, Field]]
"""What the columns of each table are, by the names of both."""

LONGEST = 3000  # characters of a cell
IN_A_LINE = 70  # characters


@dataclass(frozen=True)
class RowField:
    """A column of a row: its text, the language of the column, and the words that it may have.

    `lines` is how many the text takes; 0 for a cell that has a single line.
    """

    name: str
    text: str
    language: str = ""
    choices: tuple[str, ...] = ()
    lines: int = 0


def described(folder: Path) -> Described:
    """The columns of each table of a folder, in every language of the tables."""
    codes = languages_of(folder)
    tables = read_descriptor(folder)[0].values()
    return {table.name: table.in_languages(codes).fields for table in tables}


def row_fields(
    columns: Mapping[str, Field], cells: Mapping[str, str], like: Mapping[str, str]
) -> list[RowField]:
    """A field for each cell of a row, in the order of the file; a column may be undescribed.

    A field is as wide as its text, and as that of the row `like` it.
    """
    fields = []
    for name, text in cells.items():
        column = columns.get(name)
        language = column.language if column else ""
        choices = column.enum if column else ()
        if choices and text not in choices:
            choices = ("", *choices)
        longest = max(len(text), len(like.get(name, "")))
        is_long = bool(language) or longest > IN_A_LINE
        lines = 1 + longest // IN_A_LINE if is_long else 0
        fields.append(RowField(name, text, language, choices, lines))
    return fields


def typed_cells(fields: Fields) -> dict[str, str]:
    """What was typed, by column."""
    return {
        name.removeprefix(CELL): first(fields, name)[:LONGEST].strip()
        for name in fields
        if name.startswith(CELL)
    }
