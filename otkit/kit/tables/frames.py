"""Rows <-> pandas tables; pandas is imported where it is used, and nowhere else in the core."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from otkit.kit.tables.csv_file import CsvFile, Row
from otkit.kit.tables.descriptor import Field

if TYPE_CHECKING:
    import pandas as pd


def frame_of(rows: Sequence[Mapping[str, Any]], fields: Mapping[str, Field]) -> pd.DataFrame:
    """A new DataFrame of ``rows``: a column for each of ``fields``, typed as it says.

    Text is ``str`` and never missing, whole numbers are ``int64`` (``Int64`` where a cell may be
    empty), yes and no are ``bool``.
    """
    import pandas as pd

    return pd.DataFrame(
        {
            name: pd.Series([row[name] for row in rows], dtype=_dtype(field))
            for name, field in fields.items()
        }
    )


def _dtype(field: Field) -> Any:
    if field.type == "integer":
        return "Int64" if field.required is False else "int64"
    return bool if field.is_yes_no else "str"


def rows_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a frame as plain values: ``str``, ``int`` and ``bool``; what is missing is None.

    >>> import pandas as pd
    >>> rows_of(pd.DataFrame({"name": ["Ana"], "year": pd.array([None], dtype="Int64")}))
    [{'name': 'Ana', 'year': None}]
    """
    plain = frame.astype(object)
    records = plain.where(plain.notna(), None).to_dict("records")
    return [{str(name): value for name, value in row.items()} for row in records]


def file_of(name: str, frame: pd.DataFrame) -> CsvFile:
    """The frame as if it had been saved as the file ``name`` and read again, row by row."""
    header = tuple(map(str, frame.columns))
    rows = (
        Row(line, {column: cell_of(value) for column, value in row.items()})
        for line, row in enumerate(rows_of(frame), start=2)
    )
    return CsvFile(name, header, tuple(rows))


def cell_of(value: object) -> str:
    """A value as the cell that says it.

    >>> cell_of(None), cell_of(True), cell_of(9.0)
    ('', 'yes', '9')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():  # a column with an empty cell is of floats
        return str(int(value))
    return str(value).strip()
