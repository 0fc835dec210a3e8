"""A folder of tables -> sheets, in every language of ``languages.csv``."""

from collections.abc import Mapping
from pathlib import Path

from otkit.errors import Problem
from otkit.tables.csv_file import read_csv
from otkit.tables.descriptor import Table, read_descriptor
from otkit.tables.schema import Sheet, check_foreign_keys, read_sheet

LANGUAGES = "languages"


def data_folder() -> Path:
    """Where the kit's own tables are: ``data/`` of the checkout, or inside the installed package.

    >>> (data_folder() / "datapackage.json").exists()
    True
    """
    package = Path(__file__).parents[1]
    inside = package / "data"
    return inside if inside.is_dir() else package.parent / "data"


def read_folder(folder: Path) -> tuple[dict[str, Sheet], list[Problem]]:
    """Every sheet that ``datapackage.json`` in ``folder`` describes, and all their problems.

    No sheets when the descriptor itself cannot be used. A text column that is described in a
    language no longer in ``languages.csv`` may stay in a file; it is not read.
    """
    tables, problems = read_descriptor(folder)
    if problems:
        return {}, problems
    languages = _languages(folder, tables)
    sheets = {}
    for name, table in tables.items():
        asked = table.in_languages(languages) if languages else table
        file = read_csv(folder / table.path)
        sheets[name] = read_sheet(asked, file, frozenset(table.fields))
        problems.extend(sheets[name].problems)
    problems.extend(check_foreign_keys(sheets))
    return sheets, problems


def _languages(folder: Path, tables: Mapping[str, Table]) -> list[str]:
    """The usable languages of ``languages.csv``; none when there is no such table to read."""
    if LANGUAGES not in tables:
        return []
    sheet = read_sheet(tables[LANGUAGES], read_csv(folder / tables[LANGUAGES].path))
    codes = (record.values.get("language") for record in sheet.records)
    return [str(code) for code in dict.fromkeys(codes) if code]
