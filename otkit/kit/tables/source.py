"""A file as people save it -> lines of text, in any encoding.

Read as they are: UTF-8 with or without a byte-order mark, UTF-16 as Excel's “Unicode text”,
Windows-1252, any line ends, and the workbooks .xlsx and .ods, a line for each of their rows. Lines
that are saved in another way than the rest of their file are named, never guessed.
"""

from __future__ import annotations

import io
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from otkit.kit.tables.cell_text import NotASheetError, SheetCells
from otkit.kit.tables.sentences import said
from otkit.kit.tables.workbook import is_workbook, read_workbook

BOM = "\ufeff"
UTF_8, WINDOWS = "utf-8", "cp1252"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
PIECE = 1 << 22
"""Bytes read at a time: little memory, and yet few pieces. No line is longer."""

IN_MEMORY = 1 << 26
"""Bytes of a stream or a workbook that are held in memory; more go to a file without a name."""

MOST_BYTES = 1 << 32
"""Bytes of a stream; one that goes on is taken for endless."""

BEYOND_ASCII = re.compile(rb"[^\n]*[\x80-\xff][^\n]*")


@dataclass(frozen=True)
class Lines:
    """Lines that follow each other; ``odd`` are the places of those saved as another encoding."""

    texts: list[str]
    odd: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Source:
    """The bytes of a file that holds lines of text, and what they are saved as.

    ``is_certain`` when more than ASCII shows the encoding: a file without it may have lost letters
    when it was saved. ``is_mixed`` when some lines are UTF-8 and some are not. ``sheet`` is the one
    that was read of a workbook, ``other_sheets`` those that were not.
    """

    file: BinaryIO
    encoding: str = UTF_8
    has_bom: bool = False
    is_certain: bool = False
    is_mixed: bool = False
    sheet: str = ""
    other_sheets: tuple[str, ...] = ()

    def blocks(self, piece: int = PIECE) -> Iterator[Lines]:
        """The lines, ``piece`` bytes at a time; a line longer than that is refused."""
        for block in _blocks(self.file, piece):
            yield self._decode(block)

    def _decode(self, block: bytes) -> Lines:
        if not self.is_mixed:
            return Lines(block.decode(self.encoding, errors="replace").split("\n"))
        lines = block.split(b"\n")
        odd = frozenset(place for place, line in enumerate(lines) if not _is_utf8(line))
        return Lines(
            [
                line.decode(WINDOWS if place in odd else UTF_8, errors="replace")
                for place, line in enumerate(lines)
            ],
            odd,
        )


@contextmanager
def open_source(path: Path | BinaryIO, sheet: str = "") -> Iterator[Source]:
    """The lines of a file or stream; of a workbook those of ``sheet``, or of its first sheet.

    Raises ``NotASheetError`` for what holds no lines of text, and ``OSError``.
    """
    with path.open("rb") if isinstance(path, Path) else path as given:
        file = given if given.seekable() else _spooled(given)
        start = file.read(4)
        file.seek(0)
        if is_workbook(file):
            cells = read_workbook(file, sheet)
            yield Source(_as_csv(cells), UTF_8, True, True, False, cells.name, cells.others)
        elif start.startswith(OLD_EXCEL):
            raise NotASheetError("old-excel", said("file.old-excel"))
        elif start.startswith(UTF_16) and start[2:4] != b"\0\0":
            yield Source(_from_utf16(file), has_bom=True, is_certain=True)
        else:
            yield survey(file)


def survey(file: BinaryIO) -> Source:
    """What the whole of ``file`` is saved as; leaves it at its first line."""
    has_bom = file.read(3) == BOM.encode()
    file.seek(3 if has_bom else 0)
    utf8 = odd = False
    for block in _blocks(file, PIECE):
        if block.isascii():
            continue
        if _is_utf8(block):
            utf8 = True
            continue
        odd = True
        utf8 = utf8 or any(_is_utf8(line) for line in BEYOND_ASCII.findall(block))
    file.seek(3 if has_bom else 0)
    is_windows = odd and not utf8 and not has_bom
    encoding = WINDOWS if is_windows else UTF_8
    return Source(file, encoding, has_bom, has_bom or utf8, odd and not is_windows)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode(UTF_8)
    except UnicodeDecodeError:
        return False
    return True


def _blocks(file: BinaryIO, piece: int) -> Iterator[bytes]:
    """Blocks of whole lines, with a line feed between two lines only."""
    rest = b""
    while data := file.read(piece):
        if b"\0" in data or len(rest) > max(piece, PIECE):
            raise NotASheetError("not-csv", said("file.no-text"))
        data = rest + data
        held = b"\r" if data.endswith(b"\r") else b""  # its line feed may come with the next read
        data = data.removesuffix(held)
        if b"\r" in data:
            data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        lines, end, rest = data.rpartition(b"\n")
        rest += held
        if end:
            yield lines
    if rest:
        yield rest.replace(b"\r\n", b"\n").replace(b"\r", b"\n").removesuffix(b"\n")


def _spool() -> BinaryIO:
    return cast(BinaryIO, tempfile.SpooledTemporaryFile(max_size=IN_MEMORY))


def _spooled(stream: BinaryIO) -> BinaryIO:
    """What a pipe or a device that can be read once holds, as a file without a name."""
    spool = _spool()
    while data := stream.read(PIECE):
        if spool.tell() > MOST_BYTES:
            raise NotASheetError("too-large", said("file.too-large"))
        spool.write(data)
    spool.seek(0)
    return spool


def _from_utf16(file: BinaryIO) -> BinaryIO:
    spool = _spool()
    try:
        text = io.TextIOWrapper(file, encoding="utf-16", newline="")
        while letters := text.read(PIECE):
            spool.write(letters.encode())
        text.detach()
    except (UnicodeError, UnicodeEncodeError):
        raise NotASheetError("not-csv", said("file.cut-off")) from None
    spool.seek(0)
    return spool


def _as_csv(sheet: SheetCells) -> BinaryIO:
    """Each row as one line, every cell in quotation marks, all as wide; an empty row is empty."""
    spool = _spool()
    widest = max(map(len, sheet.rows), default=0)
    for row in sheet.rows:
        wide = [*row, *[""] * (widest - len(row))] if row else []
        cells = ('"' + cell.replace('"', '""') + '"' for cell in wide)
        spool.write((",".join(cells) + "\n").encode())
    spool.seek(0)
    return spool
