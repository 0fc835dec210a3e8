"""Lines of text -> records: the cells between separators and quotation marks, with their lines."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from otkit.kit.tables.cell_text import MERGED

SEPARATORS = (",", ";", "\t")
INVISIBLE_AND_SPACES = "\ufeff "
DECLARED = re.compile(r'"?sep=([,;|\t])"?[,;\t]*', re.IGNORECASE)
"""Excel's first line that only says what stands between cells."""

LONGEST = 20
"""Lines that one record may have; a quotation mark open for longer is one left open."""

INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff]"
)
"""Letters that nobody sees: joiners, marks of direction, signs that choose a picture."""

QUOTE_OPEN, QUOTE_INSIDE, OTHER_ENCODING, MERGED_CELLS = "open", "quote", "encoding", "merged"
"""What may be wrong with a record."""


class Record(NamedTuple):
    """One row: its first line and how many it has, its cells, and what is wrong, if anything."""

    line: int
    lines: int
    cells: tuple[str, ...]
    fault: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in it."""
        return not self.fault and not any(cell.strip() for cell in self.cells)


@dataclass(frozen=True)
class Heading:
    """Where the headings are: places of lines from 0. ``title`` is a line above that is none."""

    place: int
    separator: str
    title: int | None


def separator_of(lines: Sequence[str]) -> str:
    """What stands between the cells of the first record of ``lines``.

    >>> separator_of(['months;"often, a lot"']), separator_of(['"weeks', 'early";months'])
    (';', ';')
    """
    text = lines[0]
    for line in lines[1:LONGEST]:
        if text.count('"') % 2 == 0:
            break
        text += line
    bare = re.sub(r'"[^"]*"?', "", text)
    return max(SEPARATORS, key=bare.count)


def find_heading(
    lines: Sequence[str], is_heading: Callable[[tuple[str, ...]], bool]
) -> Heading | None:
    """The headings of ``lines``; None where nothing stands in any of them.

    They are the first line with something in it, unless ``is_heading`` says so only of the cells
    of a later one. Excel's first line ``sep=;`` says what stands between cells.
    """
    first: Heading | None = None
    declared = ""
    for place, line in enumerate(lines):
        if first is None and (found := DECLARED.fullmatch(line.strip(INVISIBLE_AND_SPACES))):
            declared = found[1]
            continue
        separator = declared or separator_of(lines[place : place + LONGEST])
        cells = tuple(map(visible, record_at(lines, place, separator).cells))
        if not any(cells):
            continue
        first = first or Heading(place, separator, None)
        if is_heading(cells):
            return Heading(place, separator, first.place) if place > first.place else first
        if place - first.place > LONGEST:
            break
    return first


def visible(cell: str) -> str:
    """A cell without spaces, and without what nobody sees, at its ends."""
    text = cell.strip()
    if text.isascii() or not (INVISIBLE.match(text[0]) or INVISIBLE.match(text[-1])):
        return text
    return visible(text[1:] if INVISIBLE.match(text[0]) else text[:-1])


def records(lines: Sequence[str], separator: str, first: int = 1) -> Iterator[Record]:
    """Each record of ``lines``, whose first is line ``first`` of the file, blank ones too."""
    place = 0
    while place < len(lines):
        record = record_at(lines, place, separator, first)
        yield record
        place += record.lines


def record_at(lines: Sequence[str], place: int, separator: str, first: int = 1) -> Record:
    """The record that starts at ``lines[place]``.

    A cell in quotation marks may hold line ends. A quotation mark that is never closed spoils its
    own line alone.
    """
    text, number = lines[place], first + place
    fault = MERGED_CELLS if MERGED in text else ""
    if '"' not in text:
        return Record(number, 1, tuple(text.split(separator)), fault)
    for following in range(place + 1, min(place + LONGEST, len(lines)) + 1):
        if following == place + 1 or '"' in lines[following - 1]:
            cells = cells_of("\n".join(lines[place:following]), separator)
            if isinstance(cells, tuple):
                return Record(number, following - place, cells, fault)
            if cells == QUOTE_INSIDE:
                break
    fault = QUOTE_OPEN if cells_of(text, separator) == QUOTE_OPEN else QUOTE_INSIDE
    return Record(number, 1, (text,), fault)


def cells_of(text: str, separator: str) -> tuple[str, ...] | str:
    """The cells of the text of one record, or what is wrong with it.

    >>> cells_of('9;"feeding;sleep";x', ";"), cells_of('9;"x', ";")
    (('9', 'feeding;sleep', 'x'), 'open')
    """
    if '"' not in text:
        return tuple(text.split(separator))
    reader = csv.reader([text], delimiter=separator, skipinitialspace=True, strict=True)
    try:
        return tuple(next(reader))
    except csv.Error as error:
        return QUOTE_OPEN if "end of data" in str(error) else QUOTE_INSIDE


def letter(place: int) -> str:
    """The letter of a column as spreadsheets show it; ``place`` counts from 0.

    >>> letter(0), letter(25), letter(26)
    ('A', 'Z', 'AA')
    """
    high, low = divmod(place, 26)
    return (letter(high - 1) if high else "") + chr(ord("A") + low)
