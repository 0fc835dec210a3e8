"""Texts of a language in one spreadsheet for a translator, and that spreadsheet taken back."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import NamedTuple

from otkit.errors import OtkitError, TableError
from otkit.kit.atomic import atomic_write
from otkit.kit.lessons.lesson_file import FOLDER
from otkit.kit.tables.csv_file import CsvFile, read_csv
from otkit.kit.tables.descriptor import BASE_LANGUAGE, Field, Table
from otkit.kit.tables.drafts import MARK, unmarked
from otkit.kit.translation.columns import read_files, save_table, text_columns

HEADER = ("file", "row", "column", "context", "longest", "english", "translation")
"""The columns of the spreadsheet; ``longest`` is the letters that a page has room for."""

NEEDED = ("file", "row", "column", "translation")
"""Those without which nothing can be taken back."""

Place = tuple[str, str, str]
"""Where a text stands: the file, the row and the column."""

ROOM = 3 / 2
"""How much longer than the English a text may be: the pages are tried with half as long again."""


@dataclass(frozen=True)
class Text:
    """One text: where it stands, what it is for, its English, its translation if there is one."""

    file: str
    row: str
    column: str
    context: str
    english: str
    translation: str

    def cells(self) -> dict[str, str]:
        """The text as a line of the spreadsheet."""
        longest = str(round(len(self.english) * ROOM))
        cells = (self.file, self.row, self.column, self.context, longest)
        return dict(zip(HEADER, (*cells, self.english, self.translation), strict=True))


@dataclass(frozen=True)
class Taken:
    """How many texts a spreadsheet changed, and the places in it that are those of no text."""

    taken: int
    unknown: tuple[str, ...]


def texts(folder: Path, language: str) -> Iterator[Text]:
    """Every text of the tables in a language, and each line of a lesson that is left to translate.

    Raises ``TableError`` when a table cannot be read.
    """
    for table, file in read_files(folder):
        for cell in _cells(table, file, language):
            own = cell.row[cell.column]
            english = cell.row[cell.english.name] or unmarked(own)
            context = ". ".join(
                filter(None, (table.title, cell.english.title, cell.english.description))
            )
            if own:
                yield Text(*cell.place, context, english, "" if MARK in own else own)
    for path in sorted((folder / FOLDER).glob(f"*.{language}.md")):
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
            if MARK in line:
                name, context = f"{FOLDER}/{path.name}", "A line of a lesson, in Markdown"
                yield Text(name, str(number), "", context, unmarked(line), "")


def sheet(folder: Path, language: str) -> bytes:
    """The texts as a CSV file that any spreadsheet opens."""
    content = StringIO()
    writer = csv.DictWriter(content, HEADER, lineterminator="\n")
    writer.writeheader()
    writer.writerows(text.cells() for text in texts(folder, language))
    return content.getvalue().encode("utf-8-sig")


def take(folder: Path, language: str, filled: Path) -> Taken:
    """Put the translations of a filled spreadsheet into the tables and the lessons of ``folder``.

    A line without a translation changes nothing. Raises ``TableError`` when a table or the
    spreadsheet cannot be read, and ``OtkitError`` when it lacks a column, before anything is
    written.
    """
    returned = read_csv(filled, HEADER)
    if returned.problems:
        raise TableError(returned.problems)
    if missing := [name for name in NEEDED if name not in returned.header]:
        columns = ", ".join(missing)
        sentence = f"{filled} cannot be taken. These columns are missing: {columns}."
        raise OtkitError(sentence, "language.no-columns", file=filled, columns=columns)
    tables = read_files(folder)
    lines = ((_place(row.cells), row.cells.get("translation", "")) for row in returned.rows)
    wanted = {place: text for place, text in lines if text}
    known: set[Place] = set()
    changed = 0
    for table, file in tables:
        differing = 0
        for cell in _cells(table, file, language):
            known.add(cell.place)
            translation = wanted.get(cell.place, cell.row[cell.column])
            differing += translation != cell.row[cell.column]
            cell.row[cell.column] = translation
        if differing:
            save_table(folder / table.path, file.header, [row.cells for row in file.rows])
        changed += differing
    for path in sorted((folder / FOLDER).glob(f"*.{language}.md")):
        places, lines_changed = _into_lesson(path, wanted)
        known |= places
        changed += lines_changed
    return Taken(changed, tuple(" ".join(filter(None, one)) for one in wanted if one not in known))


class Cell(NamedTuple):
    """A cell of a language: its place, its row and column, and the column with the English."""

    place: Place
    row: dict[str, str]
    column: str
    english: Field


def _cells(table: Table, file: CsvFile, language: str) -> Iterator[Cell]:
    """Every cell of a language; a row is named by its primary key, else by its number from 1."""
    for stem in text_columns(table):
        column, english = f"{stem}_{language}", table.fields[f"{stem}_{BASE_LANGUAGE}"]
        for number, row in enumerate(file.rows if column in file.header else (), start=1):
            key = " ".join(row.cells[name] for name in table.primary_key) or str(number)
            yield Cell((file.name, key, column), row.cells, column, english)


def _place(cells: Mapping[str, str]) -> Place:
    return cells.get("file", ""), cells.get("row", ""), cells.get("column", "")


def _into_lesson(path: Path, wanted: Mapping[Place, str]) -> tuple[set[Place], int]:
    """Write the lines of a lesson that wait for a translation: the known places, how many came."""
    lines = path.read_text(encoding="utf-8").split("\n")
    places = [(f"{FOLDER}/{path.name}", str(number), "") for number in range(1, len(lines) + 1)]
    waiting = {place for place, line in zip(places, lines, strict=True) if MARK in line}
    came = waiting & wanted.keys()
    if came:
        with atomic_write(path) as file:
            pairs = zip(places, lines, strict=True)
            file.write("\n".join(wanted[place] if place in came else line for place, line in pairs))
    return set(places), len(came)
