"""Results as lines of CSV, written many times as fast as a DataFrame writes itself."""

from typing import Any, TextIO

import numpy as np
import pandas as pd

from otkit.kit.tables import Tables
from otkit.scoring.batch.check_ins import Codes
from otkit.scoring.batch.counts import result_table
from otkit.scoring.batch.typed import Typed


def write_results(file: TextIO, typed: Typed, separator: str, tables: Tables, header: bool) -> None:
    """Score ``typed`` and write a line for each of its check-ins, below a ``header`` if asked."""
    results = result_table(typed.check_ins, tables)
    results.insert(0, "line", typed.lines)
    results.insert(list(results).index("rules") + 1, "ticks_as_often", typed.ticks)
    if header:
        file.write(separator.join(map(str, results)) + "\n")
    if typed.lines:
        file.write(_lines(results, separator))


def _lines(results: pd.DataFrame, separator: str) -> str:
    """The rows as lines; no cell of a result needs quotation marks.

    Cells are laid side by side at the width of the longest of their column; what pads the
    shorter ones is then left out of all rows at once.
    """
    ends = [*[separator] * (results.shape[1] - 1), "\n"]
    parts = [_cells(results[name], end) for name, end in zip(results, ends, strict=True)]
    letters: Codes = np.hstack(parts)
    return str(letters[letters != 0].tobytes(), "ascii")


def _cells(column: "pd.Series[Any]", end: str) -> Codes:
    """The cells of a column with what follows each, as letters padded with zeros (N x width)."""
    places, values = pd.factorize(column)
    words = [("yes" if value else "no") for value in values] if column.dtype == bool else values
    texts = np.array([f"{word}{end}".encode() for word in words])[places]
    letters: Codes = texts.view(np.uint8).reshape(len(column), -1)
    return letters
