"""A file of answers -> a file of results and a file of refused lines, a piece at a time."""

import csv
import os
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, TextIO

import numpy as np
import pandas as pd

from otkit.kit.atomic import NotOursError
from otkit.kit.tables import Tables
from otkit.kit.tables.cell_text import NotASheetError, no_formula
from otkit.kit.tables.source import Source, open_source
from otkit.kit.wording import Words
from otkit.scoring.batch.cells import column_name, vocabulary
from otkit.scoring.batch.counts import result_table
from otkit.scoring.batch.new_file import STREAM, new_file
from otkit.scoring.batch.sheet import (
    Layout,
    Piece,
    Refused,
    named_columns,
    read_pieces,
    sheet_error,
)
from otkit.scoring.batch.typed import Typed, read_typed

IGNORED = ("line", "reason")
"""The first columns of a file of refused lines; ignored, so that a corrected one can be scored."""

BETWEEN_CELLS = re.compile("[,;\t|]")


@dataclass(frozen=True)
class Outcome:
    """How many lines were scored, and how many refused.

    Of a workbook also the ``sheet`` that was read, and the ``other_sheets``, which were not.
    """

    scored: int
    rejected: int
    sheet: str = ""
    other_sheets: tuple[str, ...] = ()


def score_file(
    source: Path | BinaryIO,
    out: Path,
    rejected: Path,
    tables: Tables,
    language: str = "en",
    progress: Callable[[int], object] = lambda done: None,
    sheet: str = "",
) -> Outcome:
    """Score each line of ``source``, as people type and spreadsheets save it.

    ``source`` is a CSV file, an .xlsx or .ods workbook (its first sheet, or the one called
    ``sheet``) or a stream of either. Its columns are those of ``score_table``; ``already_seen``
    holds area ids with a space, comma or semicolon between. ``out`` gets the columns of
    ``score_table`` after ``line``, the number of the line in ``source``. ``rejected`` gets every
    line that cannot be used: its number, why, in ``language``, and its cells. Both have the
    separators of ``source``, are there once they are complete, and replace only what an earlier
    run has written. ``-`` stands for the output of the program. ``progress`` is told how many
    bytes have been read. Memory does not grow with a CSV file.

    Raises ``OtkitError`` for a file that cannot be read or replaced, and for columns it does not
    know; ``OSError``.
    """
    words = Words(tables, language)
    name = source if isinstance(source, Path) else STREAM
    for new in (out, rejected):
        taken = {os.path.realpath(rejected if new is out else out)}
        taken |= {os.path.realpath(source)} if isinstance(source, Path) else set()
        if os.path.realpath(new) in taken:
            raise sheet_error(words, "sheet.same-file", file=new)
    try:
        with ExitStack() as stack:
            with _reading(name, words):
                lines = stack.enter_context(open_source(source, sheet))
            return _score(name, lines, out, rejected, tables, words, progress)
    except NotASheetError as error:
        why = error.values | ({"why": words(w)} if (w := str(error.values.get("why", ""))) else {})
        raise sheet_error(words, f"sheet.{error.reason}", file=name, **why) from None
    except NotOursError as error:
        raise sheet_error(words, "sheet.not-ours", file=error.path) from None


def _score(
    name: Path,
    source: Source,
    out: Path,
    rejected: Path,
    tables: Tables,
    words: Words,
    progress: Callable[[int], object],
) -> Outcome:
    known = tables.keep(vocabulary).columns
    scored = refused = 0

    def is_heading(cells: tuple[str, ...]) -> bool:
        return any(column_name(cell) in known for cell in cells)

    def is_ours(first_line: str) -> bool:
        cells = BETWEEN_CELLS.split(first_line)
        columns = [known.get(column_name(cell)) for cell in cells[:2]]
        return columns in (["line", "months"], ["line", "reason"])

    with _reading(name, words):
        layout, pieces = read_pieces(source, is_heading)
    if layout is None:
        raise sheet_error(words, "sheet.empty", file=name)
    columns = named_columns(name, layout, known, words)
    with (
        new_file(out, is_ours, has_bom=layout.has_bom) as results,
        new_file(rejected, is_ours, has_bom=layout.has_bom) as rejects,
    ):
        refuse = _refuser(rejects, columns, layout, words)
        for number, piece in enumerate(_pieces(pieces, name, words)):
            typed = read_typed(piece, columns, layout, tables, words)
            _write_results(results, typed, layout.separator, tables, header=number == 0)
            for line in typed.refused:
                refuse(line)
            scored += len(typed.lines)
            refused += len(typed.refused)
            progress(source.file.tell())
        results.flush()  # so that a full disk leaves neither of the two
        rejects.flush()
    return Outcome(scored, refused, source.sheet, source.other_sheets)


@contextmanager
def _reading(name: Path, words: Words) -> Iterator[None]:
    """Raise ``OtkitError`` for what the system refuses: a stream's error names no file."""
    try:
        yield
    except OSError as error:
        why = error.strerror or str(error)
        raise sheet_error(words, "sheet.cannot-read", file=name, why=why) from None


def _pieces(pieces: Iterator[Piece], name: Path, words: Words) -> Iterator[Piece]:
    with _reading(name, words):
        yield from pieces


def _refuser(
    file: TextIO, columns: tuple[str, ...], layout: Layout, words: Words
) -> Callable[[Refused], None]:
    """A function that writes one refused line to ``file``, below a header already written."""
    writer = csv.writer(file, delimiter=layout.separator, lineterminator="\n")
    own = [place for place, name in enumerate(columns) if name not in IGNORED]
    first = [words(f"sheet.column.{name}").split(";")[0] for name in IGNORED]
    writer.writerow([*first, *(layout.header[place] for place in own)])

    def refuse(line: Refused) -> None:
        reasons = " ".join(words(message, **values) for message, values in line.reasons)
        whole = len(line.cells) == len(columns)
        cells = [line.cells[place] for place in own] if whole else line.cells
        writer.writerow([line.line, *map(no_formula, (reasons, *cells))])

    return refuse


def _write_results(
    file: TextIO, typed: Typed, separator: str, tables: Tables, *, header: bool
) -> None:
    """Score ``typed`` and write a line for each of its check-ins, below a ``header`` if asked.

    Many times as fast as a DataFrame writes itself; no cell of a result needs quotation marks.
    """
    results = result_table(typed.check_ins, tables)
    results.insert(0, "line", typed.lines)
    results.insert(list(results).index("rules") + 1, "ticks_as_often", typed.ticks)
    if header:
        file.write(separator.join(map(str, results)) + "\n")
    columns = [_texts(results[name]) for name in results]
    file.writelines(f"{separator.join(row)}\n" for row in zip(*columns, strict=True))


def _texts(column: "pd.Series[Any]") -> list[str]:
    """The cells of a column as text, each different value only once put into words."""
    places, values = pd.factorize(column)
    words = [("yes" if value else "no") for value in values] if column.dtype == bool else values
    texts: list[str] = np.array([str(word) for word in words], dtype=object)[places].tolist()
    return texts
