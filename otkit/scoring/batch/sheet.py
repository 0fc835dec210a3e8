"""The lines of a sheet of answers -> pieces of it: lines that are rows, and lines that are not.

``otkit.kit.tables`` reads the file and takes quotation marks apart; what is here is quick for the
many lines that need none of that. The number of a line is always exact, and a quotation mark left
open spoils one line and not the rest of the file.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from otkit.kit.tables.cell_text import MERGED, NotASheetError
from otkit.kit.tables.records import (
    LONGEST,
    MERGED_CELLS,
    OTHER_ENCODING,
    QUOTE_INSIDE,
    QUOTE_OPEN,
    Record,
    find_heading,
    record_at,
    visible,
)
from otkit.kit.tables.source import PIECE, UNUSED, Lines, Source

INSIDE = UNUSED.decode()
"""Stands for a separator inside a cell."""

FAULTS = {
    QUOTE_OPEN: "sheet.reason.quote",
    QUOTE_INSIDE: "sheet.reason.quote",
    OTHER_ENCODING: "sheet.reason.encoding",
    MERGED_CELLS: "sheet.reason.merged",
}
"""The message for each fault of a record."""


@dataclass(frozen=True)
class Layout:
    """How a file is laid out: its headings, what stands between cells, how it is saved.

    ``title`` is the line above the headings that is none, or 0; ``line`` that of the headings.
    """

    header: tuple[str, ...]
    separator: str
    has_bom: bool
    is_certain: bool
    line: int
    title: int
    is_workbook: bool


@dataclass(frozen=True)
class Refused:
    """A line that cannot be scored: its number, why (messages with their values), its cells."""

    line: int
    reasons: tuple[tuple[str, Mapping[str, object]], ...]
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Piece:
    """Some lines of a file.

    ``rows`` have as many cells as the header and no quotation mark around them; a separator inside
    a cell is ``INSIDE``. ``lines`` are their numbers in the file, the first line being 1, and
    ``written`` the same rows as they stand there.
    """

    lines: tuple[int, ...]
    rows: tuple[str, ...]
    written: tuple[str, ...]
    refused: tuple[Refused, ...]


def read_pieces(
    source: Source, is_heading: Callable[[tuple[str, ...]], bool], piece: int = PIECE
) -> tuple[Layout | None, Iterator[Piece]]:
    """The layout of ``source``, and the lines below its header, ``piece`` bytes at a time.

    No layout when the file is empty. Raises ``NotASheetError`` for what is not text, here or
    while the pieces are read.
    """
    blocks = source.blocks(piece)
    start = Lines([])
    for block in blocks:
        start = _joined(start, block)
        if sum(1 for text in start.texts if text.strip()) > 2 * LONGEST:
            break
    heading = find_heading(start.texts, is_heading)
    if heading is None:
        return None, iter(())
    head, separator = heading.place, heading.separator
    record = record_at(start.texts, head, separator)
    if record.fault or head in start.odd:
        fault = FAULTS[record.fault or OTHER_ENCODING]
        raise NotASheetError(
            "headings", "has headings that cannot be read", line=head + 1, why=fault
        )
    header = [" ".join(visible(cell).split()) for cell in record.cells]
    while header and not header[-1]:
        header.pop()
    above = 0 if heading.title is None else heading.title + 1
    layout = Layout(
        tuple(header),
        separator,
        source.has_bom,
        source.is_certain,
        head + 1,
        above,
        bool(source.sheet),
    )
    below = head + record.lines
    return layout, _pieces(layout, below + 1, _from(start, below), blocks)


def _joined(first: Lines, then: Lines) -> Lines:
    many = len(first.texts)
    return Lines(first.texts + then.texts, first.odd | {many + place for place in then.odd})


def _from(lines: Lines, place: int) -> Lines:
    return Lines(lines.texts[place:], frozenset(odd - place for odd in lines.odd if odd >= place))


def _pieces(layout: Layout, number: int, lines: Lines, blocks: Iterator[Lines]) -> Iterator[Piece]:
    """``lines``, whose first is line ``number`` of the file, and then those of ``blocks``."""
    for block in blocks:
        piece, done = _piece(layout, number, lines, is_last=False)
        yield piece
        number += done
        lines = _joined(_from(lines, done), block) if done < len(lines.texts) else block
    yield _piece(layout, number, lines, is_last=True)[0]


def _piece(layout: Layout, number: int, lines: Lines, *, is_last: bool) -> tuple[Piece, int]:
    """The rows of ``lines``, and how many of these it read: not what may go on in the next."""
    numbers, rows, written, refused = [], [], [], []
    texts, separator = lines.texts, layout.separator
    separators = len(layout.header) - 1
    nothing = separator + ' \t"'
    only_wraps = _wrapped(separator).fullmatch
    done = 0
    for place, text in enumerate(texts):
        if place < done:
            continue
        done = place + 1
        row: str | Refused = text
        odd = place in lines.odd or (layout.is_workbook and MERGED in text)
        if odd or text.count(separator) != separators or ('"' in text and not only_wraps(text)):
            record = record_at(texts, place, separator, number)
            if record.fault == QUOTE_OPEN and not is_last and len(texts) - place < LONGEST:
                done = place
                break
            done = place + record.lines
            text = "\n".join(texts[place:done])
            row = _row(layout, record, place in lines.odd)
        elif '"' in text:
            row = text.replace('"', "")
        if isinstance(row, Refused):
            if text.strip(nothing):
                refused.append(row)
        elif row.strip(nothing):
            numbers.append(number + place)
            rows.append(row)
            written.append(text)
    return Piece(tuple(numbers), tuple(rows), tuple(written), tuple(refused)), done


def _wrapped(separator: str) -> re.Pattern[str]:
    """Lines whose quotation marks stand around whole cells and hold no separator."""
    cell = f'(?:"[^"{separator}]*+"|[^"{separator}]*+)'
    return re.compile(f"{cell}(?:{separator}{cell})*+")


def _row(layout: Layout, record: Record, is_odd: bool) -> str | Refused:
    """A record with as many cells as the header, without quotation marks; or why it has not."""
    cells = list(record.cells)
    asked = len(layout.header)
    while len(cells) > asked and not cells[-1].strip():
        cells.pop()
    fault = record.fault or (OTHER_ENCODING if is_odd else "")
    if fault:
        return Refused(record.line, ((FAULTS[fault], {}),), tuple(cells))
    if len(cells) != asked:
        values = {"found": len(cells), "asked": asked}
        return Refused(record.line, (("sheet.reason.cells", values),), tuple(cells))
    plain = str.maketrans({layout.separator: INSIDE, "\n": " "})
    return layout.separator.join(cell.translate(plain) for cell in cells)
