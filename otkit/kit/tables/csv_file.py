"""One CSV file as people save it -> rows with their lines, and what is wrong with the file.

Read as they are: a byte-order mark, Windows or old Mac line ends, blank lines, spaces around
a cell, empty cells past the last column. Reported, and read on as well as can be, so that one
run shows every problem: bytes that are not UTF-8, semicolons or tabs between cells, quotation
marks out of place, rows of another length than the header.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from otkit.errors import Problem

SAVE_AS = "save it again as “CSV UTF-8 (comma delimited)”"
SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
NEVER_CLOSED = 'opens a quotation mark (") that is never closed; close it, or write it twice'
END = "\x1e"  # a last record of our own: when it does not arrive, a quotation mark is open


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


def read_csv(path: Path) -> CsvFile:
    """The file at ``path``, cells stripped of spaces around them; never raises for its content."""
    name = path.name
    try:
        data = path.read_bytes()
    except OSError:
        return _nothing(name, "is missing; put the file back, or copy it from the kit")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _nothing(name, f"is saved as Unicode text (UTF-16); {SAVE_AS}")
    lines, problems = _decode(name, data.removeprefix(b"\xef\xbb\xbf"))
    text = "\n".join(lines).replace("\r\n", "\n").replace("\r", "\n")
    separator = _separator(text.lstrip("\n").partition("\n")[0])
    if separator != ",":
        message = f"has {SEPARATORS[separator]} between its cells, not commas; {SAVE_AS}"
        problems.append(Problem(name, 1, "", message))
    records = list(_records(text, separator))
    if not records:
        return _nothing(name, "is empty; it needs a header line and rows")
    complete = all(record.message is None for record in records)
    header = records[0].cells
    rows = []
    for record in records:
        if record.message is not None:
            problems.append(Problem(name, record.line, "", record.message))
        elif len(record.cells) != len(header):
            problems.append(Problem(name, record.line, "", _length(record, header)))
        rows.append(_row(record, header))
    return CsvFile(name, header, tuple(rows[1:]), tuple(problems), complete)


@dataclass(frozen=True)
class _Record:
    line: int
    cells: tuple[str, ...]
    lines: tuple[int, ...]
    message: str | None


def _nothing(name: str, message: str) -> CsvFile:
    return CsvFile(name, problems=(Problem(name, 1, "", message),), complete=False)


def _decode(name: str, data: bytes) -> tuple[list[str], list[Problem]]:
    """The lines; one that is not UTF-8 is reported, and read as Western Windows text."""
    lines, problems = [], []
    for number, line in enumerate(data.split(b"\n"), start=1):
        try:
            lines.append(line.decode("utf-8"))
        except UnicodeDecodeError as error:
            lines.append(line.decode("cp1252", errors="replace"))
            letter = line[error.start : error.start + 1].decode("cp1252", errors="replace")
            message = f"“{letter}” is not saved as UTF-8, which the file must be; {SAVE_AS}"
            problems.append(Problem(name, number, "", message))
    return lines, problems


def _separator(header: str) -> str:
    """The sign between the cells: the comma, unless the header has only another one."""
    found = (separator for separator in SEPARATORS if separator in header)
    return next(found, ",")


def _records(text: str, separator: str) -> Iterator[_Record]:
    """Each record that is not blank, with what is wrong with its quotation marks."""
    lines = [*io.StringIO(text if text.endswith("\n") else text + "\n", newline="\n"), END]
    reader = csv.reader(lines, delimiter=separator, skipinitialspace=True)
    line, width = 1, 0
    while True:
        try:
            cells = next(reader, [END])
        except csv.Error:  # one cell longer than 131072 characters: a quotation mark is open
            yield _Record(line, ("",), (line,), NEVER_CLOSED)
            return
        following = reader.line_num + 1
        if cells == [END] and reader.line_num == len(lines):
            return
        if any(cell.strip() for cell in cells):
            message = _quotation(lines[line - 1 : following - 1], separator)
            while len(cells) > width and not cells[-1].strip():
                cells.pop()
            width = width or len(cells)
            starts = [line]
            for cell in cells[:-1]:
                starts.append(starts[-1] + cell.count("\n"))
            yield _Record(line, tuple(map(str.strip, cells)), tuple(starts), message)
        line = following


def _quotation(lines: list[str], separator: str) -> str | None:
    """What is wrong with the quotation marks of one record, if anything."""
    if not any('"' in line for line in lines):
        return None
    if lines[-1] == END:
        return NEVER_CLOSED
    try:
        list(csv.reader(lines, delimiter=separator, skipinitialspace=True, strict=True))
    except csv.Error:
        return 'has text after a closing quotation mark; inside text, write each " twice'
    return None


def _length(record: _Record, header: tuple[str, ...]) -> str:
    many = len(record.cells) > len(header)
    hint = "put text that holds a comma in quotation marks" if many else "fill in the missing ones"
    return f"has {len(record.cells)} cells, but the header has {len(header)}; {hint}"


def _row(record: _Record, header: tuple[str, ...]) -> Row:
    """A row by column; cells that are not there are empty, cells too many are left out."""
    cells = record.cells + ("",) * (len(header) - len(record.cells))
    lines = dict(zip(header, record.lines, strict=False)) if record.lines[-1] > record.line else {}
    whole = len(record.cells) == len(header) and record.message is None
    return Row(record.line, dict(zip(header, cells, strict=False)), whole, lines)
