"""Columns, plural forms and lessons of a further language, written from the English ones."""

import csv
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from otkit.errors import TableError
from otkit.kit.atomic import atomic_write
from otkit.kit.languages import PLURAL_FORMS, needed_forms, plural_forms
from otkit.kit.lessons.lesson_file import FENCE, FILE_NAME, FOLDER
from otkit.kit.tables.csv_file import CsvFile, read_csv
from otkit.kit.tables.descriptor import BASE_LANGUAGE, Table, read_descriptor
from otkit.kit.tables.folder import LANGUAGES

Write = Callable[[str], str]
"""What to write in the further language for an English text."""

Cells = dict[str, str]
MESSAGES = "messages"
OTHER = ".other"
OPENING = re.compile(r"\s*(?:#+ |[-*] |\d+\. |!\[|\||:::.*)?")
"""What stands before the words of a line of Markdown; a line that opens a part has none."""


def languages_of(folder: Path) -> list[str]:
    """The codes in ``languages.csv`` of a folder of tables."""
    return [row.cells.get("language", "") for row in read_csv(folder / f"{LANGUAGES}.csv").rows]


def add_language(folder: Path, language: str, name: str, write: Write) -> None:
    """Give each table and lesson of ``folder`` the language; what is there already stays.

    Raises ``TableError`` when a table cannot be read, before anything is written.
    """
    for table, file in read_files(folder):
        rows = [row.cells for row in file.rows]
        if table.name == LANGUAGES:
            rows = [*rows, {"language": language, "name": name}]
        if table.name == MESSAGES:
            rows = with_forms(rows, language)
        columns = text_columns(table)
        header = with_columns(file.header, columns, language)
        if columns or table.name == LANGUAGES:
            save_table(
                folder / table.path,
                header,
                (_filled(row, columns, language, write) for row in rows),
            )
    for path in sorted((folder / FOLDER).glob(f"*.{BASE_LANGUAGE}.md")):
        parts = FILE_NAME.fullmatch(path.name)
        own = path.with_name(path.name.replace(f".{BASE_LANGUAGE}.md", f".{language}.md"))
        if parts and not own.exists():
            with atomic_write(own) as lesson:
                lesson.write(lesson_in(path.read_text(encoding="utf-8-sig"), write))


def read_files(folder: Path) -> list[tuple[Table, CsvFile]]:
    """Each table of a folder with its file; raises ``TableError`` when one cannot be read."""
    tables, problems = read_descriptor(folder)
    files = [(table, read_csv(folder / table.path)) for table in tables.values()]
    problems += [problem for _, file in files for problem in file.problems]
    if problems:
        raise TableError(problems)
    return files


def text_columns(table: Table) -> list[str]:
    """The columns with English text of a table, without their ``_en``."""
    return [
        name.removesuffix(f"_{BASE_LANGUAGE}")
        for name, field in table.fields.items()
        if field.language == BASE_LANGUAGE
    ]


def with_columns(header: Iterable[str], stems: Iterable[str], language: str) -> list[str]:
    """The header with a column of the language after those of the same text.

    >>> with_columns(["id", "text_en", "text_es", "url"], ["text"], "fr")
    ['id', 'text_en', 'text_es', 'text_fr', 'url']
    """
    names = list(header)
    for stem in stems:
        alike = [
            place for place, one in enumerate(names) if re.fullmatch(f"{stem}_[a-z]{{2}}", one)
        ]
        if f"{stem}_{language}" not in names and alike:
            names.insert(alike[-1] + 1, f"{stem}_{language}")
    return names


def with_forms(rows: list[Cells], language: str) -> list[Cells]:
    """The messages, with a row for each plural form that the language needs.

    A row that only the language needs has no text in any other; one that it lacks has none in it.
    """
    there = {row["message_id"] for row in rows}
    written: list[Cells] = []
    for row in rows:
        stem, _, form = row["message_id"].rpartition(".")
        own = f"text_{language}"
        is_plural = form in PLURAL_FORMS and f"{stem}{OTHER}" in there
        lacks = is_plural and form not in plural_forms(language)
        written.append({**row, own: ""} if lacks else row)
        if row["message_id"] == f"{stem}{OTHER}":
            for needed in sorted(needed_forms(language)):
                if f"{stem}.{needed}" not in there:
                    empty = dict.fromkeys(row, "")
                    english = row[f"text_{BASE_LANGUAGE}"]
                    written.append(
                        empty | {"message_id": f"{stem}.{needed}", f"{own}_from": english}
                    )
    return written


def lesson_in(text: str, write: Write) -> str:
    """A lesson with its title and each line of its text written anew."""
    head, fence, body = text.partition(f"\n{FENCE}\n")
    lines = [
        f"title: {write(line.removeprefix('title:').strip())}"
        if line.startswith("title:")
        else line
        for line in head.split("\n")
    ]
    return "\n".join(lines) + fence + "\n".join(_line(line, write) for line in body.split("\n"))


def _line(line: str, write: Write) -> str:
    """A line of Markdown written anew; what opens a heading, an item, a cell or a figure stays."""
    opening = OPENING.match(line)
    before = opening[0] if opening else ""
    parts = line[len(before) :].split("|") if "|" in before else [line[len(before) :]]
    return before + "|".join(
        write(part.strip()) if any(map(str.isalpha, part)) else part for part in parts
    )


def _filled(row: Cells, stems: list[str], language: str, write: Write) -> Cells:
    """The row with the language's cells: what is there, else what is written for the English."""
    cells = dict(row)
    for stem in stems:
        own = f"{stem}_{language}"
        english = cells.pop(f"{own}_from", cells.get(f"{stem}_{BASE_LANGUAGE}", ""))
        if own not in cells:
            cells[own] = write(english) if english else ""
    return cells


def save_table(
    path: Path,
    header: Iterable[str],
    rows: Iterable[Cells],
    separator: str = ",",
    start: str = "",
) -> None:
    """Write a table as a CSV file, as a whole or not at all; ``start`` stands before all else."""
    with atomic_write(path) as file:
        file.write(start)
        writer = csv.DictWriter(file, list(header), delimiter=separator, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
