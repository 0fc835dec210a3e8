"""The tables of ``data/``: read and checked against ``datapackage.json``.

``csv_file`` reads files as people save them, ``descriptor`` reads what each column must be,
``schema`` compares the two, ``folder`` does so for all tables in all languages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar, cast

from otkit.kit.tables.descriptor import Field
from otkit.kit.tables.folder import data_folder
from otkit.kit.tables.frames import frame_of, rows_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Row", "Tables", "data_folder"]

T = TypeVar("T")
Row = Mapping[str, Any]
"""A row of a table by column."""

Rows = Sequence[Row]


class Tables(Mapping[str, "pd.DataFrame"]):
    """The tables by name: as rows that nobody can change, and as pandas tables on request.

    ``tables["signs"]`` is a new DataFrame each time, in the order and with the columns of the file;
    what is done to it changes nothing here. Text is ``str`` and never missing (an empty cell is
    ``""``), whole numbers are ``int64`` (``Int64`` where a cell may be empty), yes and no are
    ``bool``. ``load_tables(frames=...)`` makes tables of changed ones.

    >>> from otkit import load_tables
    >>> tables = load_tables()
    >>> list(tables["languages"]["language"])
    ['en', 'es']
    """

    def __init__(
        self,
        tables: Mapping[str, Rows | pd.DataFrame],
        fields: Mapping[str, Mapping[str, Field]] = MappingProxyType({}),
        folder: Path | None = None,
    ) -> None:
        """Hold ``tables`` by name, unchecked: rows, whose columns ``fields`` describes, or frames.

        ``load_tables`` makes them from files and checks them; ``folder`` is where those stand, with
        the drawings beside them (None: the kit's own).
        """
        self.folder = data_folder() if folder is None else folder
        self._fields = fields
        self._frames = {
            name: table.copy() for name, table in tables.items() if not isinstance(table, Sequence)
        }
        self._rows = {
            name: _read_only(table if isinstance(table, Sequence) else rows_of(table))
            for name, table in tables.items()
        }
        self._by_id: dict[str, Mapping[str, Row]] = {}
        self._kept: dict[Callable[[Tables], object], object] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        """The table called ``name`` as a DataFrame of one's own."""
        if name in self._frames:
            return self._frames[name].copy()
        return frame_of(self._rows[name], self._fields[name])

    def __iter__(self) -> Iterator[str]:
        """The names of the tables, in the order of the descriptor."""
        return iter(self._rows)

    def __len__(self) -> int:
        """How many tables there are."""
        return len(self._rows)

    def __contains__(self, name: object) -> bool:
        """Whether there is a table called ``name``."""
        return name in self._rows

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel to another process as plain rows; what was worked out is worked out there."""
        tables = {
            name: self._frames.get(name, [dict(row) for row in rows])
            for name, rows in self._rows.items()
        }
        own = None if self.folder == data_folder() else self.folder  # elsewhere it stands elsewhere
        return Tables, (tables, dict(self._fields), own)

    def rows(self, name: str) -> tuple[Row, ...]:
        """The rows of a table as read-only mappings of column to value, in the order of the file.

        Values are ``str``, ``int`` and ``bool``; an empty number is None.

        >>> from otkit import load_tables
        >>> load_tables().rows("languages")[0]["name"]
        'English'
        """
        return self._rows[name]

    def by_id(self, name: str) -> Mapping[str, Row]:
        """The rows of a table by the first column, which is their id; made once and kept.

        >>> from otkit import load_tables
        >>> load_tables().by_id("languages")["es"]["name"]
        'Español'
        """
        if name not in self._by_id:
            self._by_id[name] = {next(iter(row.values())): row for row in self.rows(name)}
        return self._by_id[name]

    @property
    def languages(self) -> tuple[str, ...]:
        """The codes of the languages, in the order of the table; the first is the default.

        >>> from otkit import load_tables
        >>> load_tables().languages
        ('en', 'es')
        """
        return tuple(str(row["language"]) for row in self.rows("languages"))

    def keep(self, work_out: Callable[[Tables], T]) -> T:
        """What ``work_out`` makes of these tables, worked out once and kept.

        >>> from otkit import load_tables
        >>> load_tables().keep(len) > 8
        True
        """
        if work_out not in self._kept:
            self._kept[work_out] = work_out(self)
        return cast(T, self._kept[work_out])


def _read_only(rows: Rows) -> tuple[Row, ...]:
    return tuple(MappingProxyType(dict(row)) for row in rows)
