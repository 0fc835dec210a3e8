"""One file of a table -> rows with their lines, and what is wrong with the file.

Read as it is: what ``source`` and ``records`` read, blank lines, spaces around a cell, empty cells
past the last column. Reported, and read on as well as can be, so that one run shows every problem:
lines that are not UTF-8, quotation marks out of place, merged cells, a title above the headings,
rows of another length than these.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from otkit.errors import Problem
from otkit.kit.tables.cell_text import NotASheetError, trimmed
from otkit.kit.tables.records import (
    MERGED_CELLS,
    QUOTE_INSIDE,
    QUOTE_OPEN,
    Record,
    find_heading,
    records,
    visible,
)
from otkit.kit.tables.sentences import said
from otkit.kit.tables.source import WINDOWS, open_source

FAULTS = {
    QUOTE_OPEN: "file.quote-open",
    QUOTE_INSIDE: "file.quote-inside",
    MERGED_CELLS: "file.merged",
}
"""The sentence about each fault of a record."""


@dataclass(frozen=True)
class Row:
    """One row: the line it starts on, its cells by column, and whether its length is right.

    ``lines`` has the line of each cell, for a row whose cells hold line ends themselves.
    """

    line: int
    cells: dict[str, str]
    whole: bool = True
    lines: dict[str, int] = field(default_factory=dict)

    def line_of(self, column: str) -> int:
        """The physical line on which the cell of ``column`` starts."""
        return self.lines.get(column, self.line)


@dataclass(frozen=True)
class CsvFile:
    """One file: header, rows and problems; ``complete`` when no row of it can be missing."""

    name: str
    header: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    problems: tuple[Problem, ...] = ()
    complete: bool = True
    header_line: int = 1


def read_csv(path: Path, columns: Collection[str] = ()) -> CsvFile:
    """The file at ``path``, cells stripped of spaces around them; never raises for its content.

    ``columns`` are those that its headings may name; with them a title above these is told.
    """
    name = path.name
    try:
        with open_source(path) as source:
            blocks = list(source.blocks())
            encoding = source.encoding
    except NotASheetError as error:
        return _nothing(name, error.args[0])
    except OSError:
        return _nothing(name, said("file.missing"))
    lines: list[str] = []
    odd: set[int] = set()
    for block in blocks:
        odd |= {len(lines) + place + 1 for place in block.odd}
        lines += block.texts
    if encoding == WINDOWS:
        odd = {number for number, line in enumerate(lines, start=1) if not line.isascii()}
    heading = find_heading(
        lines, lambda cells: not columns or len({*cells} & {*columns}) * 2 > len(columns)
    )
    if heading is None:
        return _nothing(name, said("file.empty"))
    head = heading.place
    found = records(lines[head:], heading.separator, head + 1)
    below = [record for record in found if not record.is_blank]
    header = trimmed(tuple(map(visible, below[0].cells)))
    problems = [] if heading.title is None else [_title(name, heading.title, head + 1)]
    problems += _encoding_problems(name, lines, sorted(odd), encoding)
    rows = []
    for record in below:
        row, problem = _row(name, record, header)
        rows.append(row)
        problems += problem
    complete = all(one.fault not in (QUOTE_OPEN, QUOTE_INSIDE) for one in below)
    return CsvFile(name, header, tuple(rows[1:]), tuple(problems), complete, head + 1)


def _nothing(name: str, message: str) -> CsvFile:
    return CsvFile(name, problems=(Problem(name, 1, "", message),), complete=False)


def _title(name: str, above: int, head: int) -> Problem:
    message = said("file.title", line=head)
    return Problem(name, above + 1, "", message)


def _encoding_problems(
    name: str, lines: Sequence[str], odd: Sequence[int], encoding: str
) -> Iterator[Problem]:
    """Lines that are not UTF-8: each of some among others, or once where none of them is."""
    for number in odd[:1] if encoding == WINDOWS else odd:
        letter = next(letter for letter in lines[number - 1] if not letter.isascii())
        is_one_of_many = encoding == WINDOWS and odd[1:]
        more = said("file.more-lines", lines=len(odd) - 1) if is_one_of_many else ""
        message = said("file.not-utf8", letter=letter, more=more)
        yield Problem(name, number, "", message)


def _row(name: str, record: Record, header: tuple[str, ...]) -> tuple[Row, list[Problem]]:
    """A row by column; cells that are not there are empty, cells too many are left out."""
    starts = [record.line]
    for cell in record.cells[:-1]:
        starts.append(starts[-1] + cell.count("\n"))
    cells = trimmed(tuple(map(visible, record.cells)), least=len(header))
    message = said(FAULTS[record.fault]) if record.fault in FAULTS else ""
    if not message and len(cells) != len(header):
        hint = said("hint.too-many-cells" if len(cells) > len(header) else "hint.too-few-cells")
        message = said("file.cells", cells=len(cells), columns=len(header), hint=hint)
    padded = cells + ("",) * (len(header) - len(cells))
    lines = dict(zip(header, starts, strict=False)) if record.lines > 1 else {}
    row = Row(record.line, dict(zip(header, padded, strict=False)), not message, lines)
    return row, [Problem(name, record.line, "", message)] if message else []
