"""A copy of the tables to change row by row, check and restore."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Mapping
from pathlib import Path

from otkit.errors import Problem, TableError
from otkit.kit.lessons import check_kit
from otkit.kit.tables import data_folder
from otkit.kit.tables.csv_file import read_csv


class TableCopy:
    """A copy in `folder` of the tables and lessons in `original` (the kit's own by default).

    >>> import tempfile
    >>> copy = TableCopy(Path(tempfile.mkdtemp()) / "copy")
    >>> copy.change("areas", "sleep", {"title_es": ""})
    >>> print(*copy.problems())
    areas.csv:5:title_es  has no text
    >>> copy.put_back("areas")
    >>> copy.problems()
    []
    """

    def __init__(self, folder: Path, original: Path | None = None) -> None:
        """Copy the tables; an existing folder is used as it is."""
        self.folder = folder
        self.original = data_folder() if original is None else original
        if not folder.exists():
            shutil.copytree(self.original, folder)

    def tables(self) -> list[str]:
        """The names of the tables: those of their files without `.csv`."""
        return sorted(path.stem for path in self.original.glob("*.csv"))

    def change(self, table: str, row_id: str, values: Mapping[str, str]) -> None:
        """Write `values` by column into the row whose first column is `row_id`.

        Raises `TableError`, and writes nothing, where a row of the file cannot be read whole.
        """
        header, rows = self._read(table)
        for row in rows:
            if row[header[0]] == row_id:
                row.update(values)
        self._write(table, header, rows)

    def add(self, table: str, values: Mapping[str, str]) -> None:
        """Add a row at the end; a column without a value stays empty."""
        header, rows = self._read(table)
        self._write(table, header, [*rows, {column: values.get(column, "") for column in header}])

    def row(self, table: str, row_id: str) -> dict[str, str]:
        """The row whose first column is `row_id`."""
        header, rows = self._read(table)
        return next(row for row in rows if row[header[0]] == row_id)

    def problems(self) -> list[Problem]:
        """The problems that `otkit check --data` reports for this folder."""
        return check_kit(self.folder)

    def languages(self) -> list[str]:
        """The codes in `languages.csv`."""
        return [row["language"] for row in self._read("languages")[1]]

    def changed(self) -> list[str]:
        """The tables that differ from the original."""
        return [name for name in self.tables() if self._differs(f"{name}.csv")]

    def put_back(self, table: str, keep_backup: bool = False) -> None:
        """Restore a table of the original; `keep_backup` keeps the changed file as `.bak`."""
        name = f"{table}.csv"
        changed = self.folder / name
        if keep_backup and changed.exists() and self._differs(name):
            shutil.copy(changed, self.folder / f"{name}.bak")
        shutil.copy(self.original / name, changed)

    def _differs(self, name: str) -> bool:
        path = self.folder / name
        return not path.exists() or path.read_bytes() != (self.original / name).read_bytes()

    def _read(self, table: str) -> tuple[list[str], list[dict[str, str]]]:
        file = read_csv(self.folder / f"{table}.csv")
        if not (file.complete and all(row.whole for row in file.rows)):
            raise TableError(file.problems)  # to write it again would lose what cannot be read
        return list(file.header), [dict(row.cells) for row in file.rows]

    def _write(self, table: str, header: list[str], rows: list[dict[str, str]]) -> None:
        path = self.folder / f"{table}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, header, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
