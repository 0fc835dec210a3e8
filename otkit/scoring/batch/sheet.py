"""The lines of a sheet of answers -> pieces of it: lines that are rows, and lines that are not.

The number of a line is always exact, and a quotation mark left open spoils one line and not the
rest of the file.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from otkit.errors import OtkitError
from otkit.kit.tables.cell_text import NotASheetError, trimmed
from otkit.kit.tables.records import (
    LONGEST,
    MERGED_CELLS,
    OTHER_ENCODING,
    QUOTE_INSIDE,
    QUOTE_OPEN,
    Record,
    find_heading,
    letter,
    record_at,
    visible,
)
from otkit.kit.tables.source import PIECE, Lines, Source
from otkit.kit.wording import Words
from otkit.scoring.batch.cells import column_name

FAULTS = {
    QUOTE_OPEN: "sheet.reason.quote",
    QUOTE_INSIDE: "sheet.reason.quote",
    OTHER_ENCODING: "sheet.reason.encoding",
    MERGED_CELLS: "sheet.reason.merged",
}
"""The message for each fault of a record."""

NAMED = 8
"""Columns that one sentence names; of more it says how many."""

Cells = tuple[str, ...]
Reason = tuple[str, Mapping[str, object]]
"""Why a line is refused: a message with its values."""


@dataclass(frozen=True)
class Layout:
    """How a file is laid out: its headings, what stands between cells, how it is saved.

    ``title`` is the line above the headings that is none, or 0; ``line`` that of the headings.
    """

    header: Cells
    separator: str
    has_bom: bool
    is_certain: bool
    line: int
    title: int


@dataclass(frozen=True)
class Refused:
    """A line that cannot be scored: its number, why, its cells."""

    line: int
    reasons: tuple[Reason, ...]
    cells: Cells


@dataclass(frozen=True)
class Piece:
    """Some lines of a file: rows with as many cells as the header, and lines that are refused.

    ``lines`` are the numbers of the rows in the file, the first line being 1.
    """

    lines: list[int]
    rows: list[Cells]
    refused: list[Refused]


def read_pieces(
    source: Source, is_heading: Callable[[Cells], bool], piece: int = PIECE
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
    header = tuple(" ".join(visible(cell).split()) for cell in record.cells)
    above = 0 if heading.title is None else heading.title + 1
    layout = Layout(trimmed(header), separator, source.has_bom, source.is_certain, head + 1, above)
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
    piece = Piece([], [], [])
    texts, nothing = lines.texts, layout.separator + ' \t"'
    place = 0
    while place < len(texts):
        record = record_at(texts, place, layout.separator, number)
        if record.fault == QUOTE_OPEN and not is_last and len(texts) - place < LONGEST:
            break
        if any(cell.strip(nothing) for cell in record.cells):
            cells = trimmed(record.cells, least=len(layout.header))
            if why := _fault(layout, record, cells, is_odd=place in lines.odd):
                piece.refused.append(Refused(record.line, (why,), cells))
            else:
                piece.lines.append(record.line)
                piece.rows.append(cells)
        place += record.lines
    return piece, place


def _fault(layout: Layout, record: Record, cells: Cells, *, is_odd: bool) -> Reason | None:
    """Why a record is no row; None when it is one."""
    if fault := record.fault or (OTHER_ENCODING if is_odd else ""):
        return FAULTS[fault], {}
    if len(cells) != len(layout.header):
        return "sheet.reason.cells", {"found": len(cells), "asked": len(layout.header)}
    return None


def named_columns(source: Path, layout: Layout, known: Mapping[str, str], words: Words) -> Cells:
    """The column of ``score_table`` that each cell of a row is; ``OtkitError`` for what is none."""
    if layout.title:
        raise sheet_error(
            words, "sheet.title", file=source, line=layout.title, headings=layout.line
        )
    columns = [known.get(column_name(cell)) for cell in layout.header]
    unknown = [place for place, name in enumerate(columns) if name is None]
    if unknown:
        named = [_unknown(place, layout.header[place], known, words) for place in unknown[:NAMED]]
        if more := len(unknown) - NAMED if len(unknown) > NAMED else 0:
            named.append(words.plural("sheet.more-columns", more))
        raise sheet_error(words, "sheet.unknown-columns", file=source, columns=", ".join(named))
    names = [name for name in columns if name is not None]
    twice = [name for name, times in Counter(names).items() if times > 1]
    if twice:
        raise sheet_error(words, "sheet.twice", file=source, columns=", ".join(twice))
    if "months" not in names:
        raise sheet_error(words, "sheet.no-months", file=source)
    return tuple(names)


def _unknown(place: int, cell: str, known: Mapping[str, str], words: Words) -> str:
    """A column that is none of ours: its letter where it has no heading, else what it may be."""
    if not column_name(cell):
        return words("sheet.no-heading", letter=letter(place))
    close = get_close_matches(column_name(cell), known, n=1)
    return f"“{cell}”" + "".join(f" ({name}?)" for name in close)


def sheet_error(words: Words, message_id: str, **values: object) -> OtkitError:
    """What a sheet cannot be used for, said in the language of ``words``."""
    return OtkitError(words(message_id, **values), message_id, **values)
