"""A file of answers -> a file of results and a file of refused lines, a piece at a time."""

import csv
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import BinaryIO, TextIO

from otkit.errors import OtkitError
from otkit.kit.atomic import NotOursError
from otkit.kit.tables import Tables
from otkit.kit.tables.cell_text import NotASheetError, no_formula
from otkit.kit.tables.records import letter
from otkit.kit.tables.source import Source, open_source
from otkit.kit.wording import Words
from otkit.scoring.batch.cells import column_name, vocabulary
from otkit.scoring.batch.new_file import STREAM, new_file
from otkit.scoring.batch.results import write_results
from otkit.scoring.batch.sheet import Layout, Piece, Refused, read_pieces
from otkit.scoring.batch.typed import read_typed

IGNORED = ("line", "reason")
"""The first columns of a file of refused lines; ignored, so that a corrected one can be scored."""

BETWEEN_CELLS = re.compile("[,;\t|]")

NAMED = 8
"""Columns that one sentence names; of more it says how many."""


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
            raise _error(words, "sheet.same-file", file=new)
    try:
        with ExitStack() as stack:
            with _reading(name, words):
                lines = stack.enter_context(open_source(source, sheet))
            return _score(name, lines, out, rejected, tables, words, progress)
    except NotASheetError as error:
        why = error.values | ({"why": words(w)} if (w := str(error.values.get("why", ""))) else {})
        raise _error(words, f"sheet.{error.reason}", file=name, **why) from None
    except NotOursError as error:
        raise _error(words, "sheet.not-ours", file=error.path) from None


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
        raise _error(words, "sheet.empty", file=name)
    columns = _columns(name, layout, known, words)
    with (
        new_file(out, is_ours, has_bom=layout.has_bom) as results,
        new_file(rejected, is_ours, has_bom=layout.has_bom) as rejects,
    ):
        refuse = _refuser(rejects, columns, layout, words)
        for number, piece in enumerate(_pieces(pieces, name, words)):
            typed = read_typed(piece, columns, layout, tables, words)
            write_results(results, typed, layout.separator, tables, header=number == 0)
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
        raise _error(words, "sheet.cannot-read", file=name, why=why) from None


def _pieces(pieces: Iterator[Piece], name: Path, words: Words) -> Iterator[Piece]:
    with _reading(name, words):
        yield from pieces


def _columns(
    source: Path, layout: Layout, known: Mapping[str, str], words: Words
) -> tuple[str, ...]:
    """The column of ``score_table`` that each cell of a row is; raises for what is none."""
    if layout.title:
        raise _error(words, "sheet.title", file=source, line=layout.title, headings=layout.line)
    columns = [known.get(column_name(cell)) for cell in layout.header]
    unknown = [place for place, name in enumerate(columns) if name is None]
    if unknown:
        named = [_unknown(place, layout.header[place], known, words) for place in unknown[:NAMED]]
        if more := len(unknown) - NAMED if len(unknown) > NAMED else 0:
            named.append(words.plural("sheet.more-columns", more))
        raise _error(words, "sheet.unknown-columns", file=source, columns=", ".join(named))
    names = [name for name in columns if name is not None]
    twice = [name for name, times in Counter(names).items() if times > 1]
    if twice:
        raise _error(words, "sheet.twice", file=source, columns=", ".join(twice))
    if "months" not in names:
        raise _error(words, "sheet.no-months", file=source)
    return tuple(names)


def _unknown(place: int, cell: str, known: Mapping[str, str], words: Words) -> str:
    """A column that is none of ours: its letter where it has no heading, else what it may be."""
    if not column_name(cell):
        return words("sheet.no-heading", letter=letter(place))
    close = get_close_matches(column_name(cell), known, n=1)
    return f"“{cell}”" + "".join(f" ({name}?)" for name in close)


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


def _error(words: Words, message_id: str, **values: object) -> OtkitError:
    return OtkitError(words(message_id, **values), message_id, **values)
