"""A file of answers -> a file of results and a file of refused lines, a piece at a time."""

import csv
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TextIO

from otkit.errors import OtkitError
from otkit.kit.tables import Tables
from otkit.kit.wording import Words
from otkit.scoring.batch.cells import heading, vocabulary
from otkit.scoring.batch.results import write_results
from otkit.scoring.batch.sheet import BOM, Layout, NotASheetError, Refused, read_pieces
from otkit.scoring.batch.typed import read_typed

IGNORED = ("line", "reason")
"""The first columns of a file of refused lines; ignored, so that a mended one can be scored."""


@dataclass(frozen=True)
class Outcome:
    """How many lines were scored, and how many refused."""

    scored: int
    rejected: int


def score_file(
    source: Path,
    out: Path,
    rejected: Path,
    tables: Tables,
    language: str = "en",
    progress: Callable[[int], object] = lambda done: None,
) -> Outcome:
    """Score each line of the CSV file ``source``, as people type and spreadsheets save it.

    The columns of ``source`` are those of ``score_table``; ``already_seen`` holds area ids with a
    space, comma or semicolon between. ``out`` gets the columns of ``score_table`` after ``line``,
    the number of the line in ``source``. ``rejected`` gets every line that cannot be used: its
    number, why, in ``language``, and its cells. Both have the separators of ``source``, and are
    there once they are complete. ``progress`` is told how many bytes have been read. Memory does
    not grow with the file.

    Raises ``OtkitError`` for a file that is no CSV file, and for columns it does not know.
    """
    words = Words(tables, language)
    for new in (out, rejected):
        if new.resolve() in (source.resolve(), (rejected if new is out else out).resolve()):
            raise _error(words, "sheet.same-file", file=new)
    scored = refused = 0
    try:
        with source.open("rb") as file:
            layout, pieces = read_pieces(file)
            if layout is None:
                raise _error(words, "sheet.empty", file=source)
            columns = _columns(source, layout, tables, words)
            with _new_file(out, layout) as results, _new_file(rejected, layout) as rejects:
                refuse = _refuser(rejects, columns, layout, words)
                for number, piece in enumerate(pieces):
                    typed = read_typed(piece, columns, layout, tables)
                    write_results(results, typed, layout.separator, tables, header=number == 0)
                    for line in typed.refused:
                        refuse(line)
                    scored += len(typed.lines)
                    refused += len(typed.refused)
                    progress(file.tell())
    except NotASheetError:
        raise _error(words, "sheet.not-csv", file=source) from None
    return Outcome(scored, refused)


def _columns(source: Path, layout: Layout, tables: Tables, words: Words) -> tuple[str, ...]:
    """The column of ``score_table`` that each cell of a row is; raises for what is none."""
    known = tables.keep(vocabulary).columns
    columns = [known.get(heading(cell)) for cell in layout.header]
    unknown = [
        f"“{cell}”" + "".join(f" ({n}?)" for n in get_close_matches(heading(cell), known, n=1))
        for cell, name in zip(layout.header, columns, strict=True)
        if name is None
    ]
    if unknown:
        raise _error(words, "sheet.unknown-columns", file=source, columns=", ".join(unknown))
    names = [name for name in columns if name is not None]
    twice = [name for name, times in Counter(names).items() if times > 1]
    if twice:
        raise _error(words, "sheet.twice", file=source, columns=", ".join(twice))
    if "months" not in names:
        raise _error(words, "sheet.no-months", file=source)
    return tuple(names)


@contextmanager
def _new_file(path: Path, layout: Layout) -> Iterator[TextIO]:
    """A file to write that takes the place of ``path`` once it is complete."""
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            file.write(BOM if layout.has_bom else "")
            yield file
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


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
        writer.writerow([line.line, reasons, *cells])

    return refuse


def _error(words: Words, message_id: str, **values: object) -> OtkitError:
    return OtkitError(words(message_id, **values), message_id, **values)
