"""A copy of the tables to change row by row, check and restore."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from otkit.errors import Problem
from otkit.kit.lessons import check_kit
from otkit.kit.own_tables import read_whole
from otkit.kit.tables import data_folder
from otkit.kit.tables.csv_file import CsvFile
from otkit.kit.translation.columns import languages_of, save_table


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
        file = read_whole(self.folder, table)
        key = file.header[0]
        rows = [row.cells for row in file.rows]
        self._write(file, [{**row, **values} if row[key] == row_id else row for row in rows])

    def add(self, table: str, values: Mapping[str, str]) -> None:
        """Add a row at the end; a column without a value stays empty."""
        file = read_whole(self.folder, table)
        new = {column: values.get(column, "") for column in file.header}
        self._write(file, [*(row.cells for row in file.rows), new])

    def row(self, table: str, row_id: str) -> dict[str, str]:
        """The row whose first column is `row_id`."""
        file = read_whole(self.folder, table)
        rows = (row.cells for row in file.rows)
        return next(row for row in rows if row[file.header[0]] == row_id)

    def problems(self) -> list[Problem]:
        """The problems that `otkit check --data` reports for this folder."""
        return check_kit(self.folder)

    def languages(self) -> list[str]:
        """The codes in `languages.csv`."""
        return languages_of(self.folder)

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

    def _write(self, file: CsvFile, rows: Iterable[Mapping[str, str]]) -> None:
        save_table(self.folder / file.name, file.header, map(dict, rows))
