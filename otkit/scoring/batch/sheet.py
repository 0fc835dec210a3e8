"""A file as spreadsheets save it -> pieces of it: lines that are rows, and lines that are not.

Read as they are: UTF-8 or Windows' Latin letters, a byte-order mark, any line ends; commas,
semicolons or tabs; cells in quotation marks; empty cells past the last column; empty lines. One
line is one row: no answer holds a line end, so the number of a line is always exact, and a
quotation mark left open spoils one line and not the rest of the file.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

BOM = "\ufeff"
SEPARATORS = (",", ";", "\t")
NOT_TEXT = (b"PK\3\4", b"\xff\xfe", b"\xfe\xff", b"\xd0\xcf\x11\xe0")
"""How a spreadsheet's own formats, and UTF-16, begin."""

PIECE = 1 << 22
"""Bytes read at a time: little memory, and yet few pieces. No line is longer."""


class NotASheetError(ValueError):
    """The file does not hold lines of text."""


@dataclass(frozen=True)
class Layout:
    """How a file is laid out: the cells of its first line, and what stands between cells."""

    header: tuple[str, ...]
    separator: str
    has_bom: bool


@dataclass(frozen=True)
class Refused:
    """A line that cannot be scored: its number, why (messages with their values), its cells."""

    line: int
    reasons: tuple[tuple[str, Mapping[str, object]], ...]
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Piece:
    """Some lines of a file.

    ``rows`` have as many cells as the header and no quotation mark; ``lines`` are their numbers
    in the file, the first line being 1, and ``written`` the same rows as they stand there.
    """

    lines: tuple[int, ...]
    rows: tuple[str, ...]
    written: tuple[str, ...]
    refused: tuple[Refused, ...]


def read_pieces(file: BinaryIO, piece: int = PIECE) -> tuple[Layout | None, Iterator[Piece]]:
    """The layout of ``file``, and the lines below its header, ``piece`` bytes at a time.

    No layout when the file is empty. Raises ``NotASheetError`` for what is not text, here or
    while the pieces are read.
    """
    blocks = _blocks(file, piece)
    number = 1
    for block in blocks:
        lines = block.split("\n")
        first = next((i for i, line in enumerate(lines) if line.strip(BOM + " ")), None)
        if first is not None:
            layout = _layout(lines[first])
            number += first + 1
            return layout, _pieces(layout, number, lines[first + 1 :], blocks)
        number += len(lines)
    return None, iter(())


def cells_of(line: str, separator: str) -> tuple[str, ...]:
    """The cells of one line; raises ``csv.Error`` for a quotation mark out of place.

    >>> cells_of('9;"feeding;sleep";x', ";")
    ('9', 'feeding;sleep', 'x')
    """
    if '"' not in line:
        return tuple(line.split(separator))
    return tuple(next(csv.reader([line], delimiter=separator, strict=True)))


def _blocks(file: BinaryIO, piece: int) -> Iterator[str]:
    """The text of the file in blocks of whole lines, with a line feed between two lines only."""
    rest = file.read(4)
    if rest.startswith(NOT_TEXT):
        raise NotASheetError
    while data := file.read(piece):
        if b"\0" in data or len(rest) > piece:
            raise NotASheetError
        data = rest + data
        held = b"\r" if data.endswith(b"\r") else b""  # its line feed may come with the next read
        data = data.removesuffix(held).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        lines, end, rest = data.rpartition(b"\n")
        rest += held
        if end:
            yield _decode(lines)
    if rest:
        yield _decode(rest.replace(b"\r\n", b"\n").replace(b"\r", b"\n").removesuffix(b"\n"))


def _decode(block: bytes) -> str:
    try:
        return block.decode("utf-8")
    except UnicodeDecodeError:
        return block.decode("cp1252", errors="replace")


def _layout(line: str) -> Layout:
    text = line.removeprefix(BOM)
    separator = max(SEPARATORS, key=text.count)
    try:
        header = [cell.strip() for cell in cells_of(text, separator)]
    except csv.Error:
        raise NotASheetError from None
    while header and not header[-1]:
        header.pop()
    return Layout(tuple(header), separator, line.startswith(BOM))


def _pieces(
    layout: Layout, number: int, lines: list[str], blocks: Iterator[str]
) -> Iterator[Piece]:
    """``lines``, whose first is line ``number`` of the file, and then those of ``blocks``."""
    yield _piece(layout, number, lines)
    for block in blocks:
        number += len(lines)
        lines = block.split("\n")
        yield _piece(layout, number, lines)


def _piece(layout: Layout, number: int, lines: list[str]) -> Piece:
    numbers, rows, written, refused = [], [], [], []
    separators = len(layout.header) - 1
    nothing = layout.separator + ' \t"'
    only_wraps = _wrapped(layout.separator).fullmatch
    for line, text in enumerate(lines, start=number):
        row: str | Refused = text
        if text.count(layout.separator) != separators:
            row = _row(layout, line, text)
        elif '"' in text:
            row = text.replace('"', "") if only_wraps(text) else _row(layout, line, text)
        if isinstance(row, Refused):
            if text.strip(nothing):
                refused.append(row)
        elif row.strip(nothing):
            numbers.append(line)
            rows.append(row)
            written.append(text)
    return Piece(tuple(numbers), tuple(rows), tuple(written), tuple(refused))


def _wrapped(separator: str) -> re.Pattern[str]:
    """Lines whose quotation marks stand around whole cells and hold no separator."""
    cell = f'(?:"[^"{separator}]*+"|[^"{separator}]*+)'
    return re.compile(f"{cell}(?:{separator}{cell})*+")


def _row(layout: Layout, line: int, text: str) -> str | Refused:
    """A line with as many cells as the header, without quotation marks; or why it has not."""
    try:
        cells = list(cells_of(text, layout.separator))
    except csv.Error:
        return Refused(line, (("sheet.reason.quote", {}),), (text,))
    asked = len(layout.header)
    while len(cells) > asked and not cells[-1].strip():
        cells.pop()
    if len(cells) != asked:
        values = {"found": len(cells), "asked": asked}
        return Refused(line, (("sheet.reason.cells", values),), tuple(cells))
    between = str.maketrans({layout.separator: " ", '"': " "})
    return layout.separator.join(cell.translate(between) for cell in cells)
