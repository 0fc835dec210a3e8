"""A folder of tables -> sheets, in every language of ``languages.csv``."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from otkit.errors import Problem
from otkit.kit.tables.csv_file import CsvFile, read_csv
from otkit.kit.tables.descriptor import DESCRIPTOR, Table, read_descriptor
from otkit.kit.tables.frames import file_of
from otkit.kit.tables.schema import Sheet, check_foreign_keys, read_sheet
from otkit.kit.tables.sentences import said

if TYPE_CHECKING:
    import pandas as pd

LANGUAGES = "languages"
WORKBOOKS = (".xlsx", ".ods")
"""What a spreadsheet saves a table as, unless it is asked for CSV."""


def data_folder() -> Path:
    """Where the kit's own tables are: ``data/`` of the checkout, or inside the installed package.

    >>> (data_folder() / "datapackage.json").exists()
    True
    """
    package = Path(__file__).parents[2]
    inside = package / "data"
    return inside if inside.is_dir() else package.parent / "data"


def read_folder(
    folder: Path,
    frames: Mapping[str, pd.DataFrame] = MappingProxyType({}),
    hidden: Container[str] = (),
) -> tuple[dict[str, Sheet], list[Problem]]:
    """Every sheet that ``datapackage.json`` in ``folder`` describes, and all their problems.

    A table that is in ``frames`` is read from there; ``hidden`` languages are left out.

    No sheets when the descriptor itself cannot be used. A text column that is described in a
    language no longer in ``languages.csv`` may stay in a file; it is not read.
    """
    tables, problems = read_descriptor(folder)
    if problems:
        return {}, problems

    def read(name: str) -> CsvFile:
        path = folder / tables[name].path
        if name in frames:
            return file_of(path.name, frames[name])
        return read_csv(_saved_as(path), tables[name].fields)

    for table in tables.values():
        problems.extend(_beside(folder / table.path))
    for name in sorted(frames.keys() - tables.keys()):
        problems.append(Problem(DESCRIPTOR, 1, "", said("package.no-table", name=name)))
    every = _languages(tables, read)
    languages = [language for language in every if language not in hidden]
    sheets = {}
    for name, table in tables.items():
        asked = table.in_languages(languages) if languages else table
        allowed = frozenset(table.fields) | frozenset(table.in_languages(every).fields)
        sheets[name] = read_sheet(asked, read(name), allowed)
        problems.extend(sheets[name].problems)
    problems.extend(check_foreign_keys(sheets))
    if LANGUAGES in sheets:
        sheets[LANGUAGES] = _without(sheets[LANGUAGES], hidden)
    return sheets, problems


def _without(languages: Sheet, hidden: Container[str]) -> Sheet:
    """``languages.csv`` without the languages that are left out."""
    records = (one for one in languages.records if one.values.get("language") not in hidden)
    return replace(languages, records=tuple(records))


def _saved_as(path: Path) -> Path:
    """The file of a table: its own, or where that is not there, a workbook of the same name."""
    workbooks = (path.with_suffix(suffix) for suffix in WORKBOOKS)
    return path if path.exists() else next(filter(Path.exists, workbooks), path)


def _beside(path: Path) -> Iterator[Problem]:
    """A workbook with the name of a table beside it: nobody can tell which of the two is meant."""
    for other in {path.with_suffix(suffix) for suffix in WORKBOOKS} - {_saved_as(path)}:
        if other.exists():
            message = said("file.beside", file=_saved_as(path).name)
            yield Problem(other.name, 1, "", message)


def _languages(tables: Mapping[str, Table], read: Callable[[str], CsvFile]) -> list[str]:
    """The usable languages of ``languages.csv``; none when there is no such table to read."""
    if LANGUAGES not in tables:
        return []
    sheet = read_sheet(tables[LANGUAGES], read(LANGUAGES))
    codes = (record.values.get("language") for record in sheet.records)
    return [str(code) for code in dict.fromkeys(codes) if code]
