"""The tables of ``data/``: read, checked against ``datapackage.json``, handed out.

``csv_file`` reads files as people save them, ``descriptor`` reads what each column must be,
``schema`` compares the two, ``folder`` does so for all tables in all languages; ``kit_rules``,
``rule_order``, ``message_rules`` and ``workshop_rules`` know what this kit asks beyond a schema.
"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar, cast

import pandas as pd

from otkit.errors import Problem, TableError
from otkit.tables.descriptor import Field
from otkit.tables.folder import data_folder, read_folder
from otkit.tables.kit_rules import check_kit_rules
from otkit.tables.schema import Sheet

__all__ = ["Problem", "Tables", "check_tables", "data_folder", "load_tables", "read_tables"]

T = TypeVar("T")


class Tables(Mapping[str, pd.DataFrame]):
    """The tables by name, one DataFrame each, in the order and with the columns of the files.

    Text is ``str`` and never missing (an empty cell is ``""``), whole numbers are ``int64``
    (``Int64`` where a cell may be empty), yes and no are ``bool``. Read them, do not change
    them: what is worked out from them is kept.

    >>> tables = load_tables()
    >>> list(tables["languages"]["language"])
    ['en', 'es']
    """

    def __init__(self, frames: Mapping[str, pd.DataFrame]) -> None:
        """Hold ``frames`` by table name; ``load_tables`` makes them from files."""
        self._frames = dict(frames)
        self._rows: dict[str, tuple[Mapping[str, Any], ...]] = {}
        self._kept: dict[Callable[[Tables], object], object] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        """The table called ``name``."""
        return self._frames[name]

    def __iter__(self) -> Iterator[str]:
        """The names of the tables, in the order of the descriptor."""
        return iter(self._frames)

    def __len__(self) -> int:
        """How many tables there are."""
        return len(self._frames)

    def rows(self, name: str) -> tuple[Mapping[str, Any], ...]:
        """The rows of a table as plain mappings of column to value, in the order of the file.

        Values are ``str``, ``int`` and ``bool``; an empty number is None. Made once and kept.

        >>> load_tables().rows("languages")[0]["name"]
        'English'
        """
        if name not in self._rows:
            frame = self[name].astype(object)
            records = frame.where(frame.notna(), None).to_dict("records")
            self._rows[name] = tuple({str(k): v for k, v in row.items()} for row in records)
        return self._rows[name]

    def keep(self, work_out: Callable[["Tables"], T]) -> T:
        """What ``work_out`` makes of these tables, worked out once and kept.

        >>> load_tables().keep(len) > 8
        True
        """
        if work_out not in self._kept:
            self._kept[work_out] = work_out(self)
        return cast(T, self._kept[work_out])


def load_tables(folder: Path | str | None = None) -> Tables:
    """The tables in ``folder``, or the kit's own; raises ``TableError`` with every problem.

    >>> load_tables()["age_groups"][["age_group_id", "from_months", "to_months"]]
      age_group_id  from_months  to_months
    0       infant            0         11
    1      toddler           12         35
    2    preschool           36         71
    """
    tables, problems = read_tables(folder)
    if problems:
        raise TableError(problems)
    return tables


def read_tables(folder: Path | str | None = None) -> tuple[Tables, list[Problem]]:
    """The tables in ``folder`` that are sound on their own, and every problem of all of them.

    >>> tables, problems = read_tables()
    >>> "signs" in tables, problems
    (True, [])
    """
    sheets, problems = _read(folder)
    sound = {name: _frame(sheet) for name, sheet in sheets.items() if sheet.is_sound}
    return Tables(sound), problems


def check_tables(folder: Path | str | None = None) -> list[Problem]:
    """Every problem of the tables in ``folder``, or of the kit's own, by file and line.

    >>> check_tables()
    []
    """
    _, problems = _read(folder)
    return problems


def _read(folder: Path | str | None) -> tuple[Mapping[str, Sheet], list[Problem]]:
    """All sheets of a folder, and all problems, sorted."""
    sheets, problems = read_folder(data_folder() if folder is None else Path(folder))
    if sheets:
        problems.extend(check_kit_rules(sheets))
    return sheets, sorted(set(problems))


def _frame(sheet: Sheet) -> pd.DataFrame:
    """The values of a sound sheet, typed as the descriptor says."""
    return pd.DataFrame(
        {
            name: _column(field, [record.values[name] for record in sheet.records])
            for name, field in sheet.table.fields.items()
        }
    )


def _column(field: Field, values: list[str | int | None]) -> "pd.Series[Any]":
    if field.type == "integer":
        series = pd.Series(values, dtype="Int64")
        return series if field.required is False else series.astype("int64")
    if field.is_yes_no:
        return pd.Series([value == "yes" for value in values], dtype=bool)
    return pd.Series([value or "" for value in values], dtype="str")
