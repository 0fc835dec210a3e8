"""The cells of a sheet as text: read from any kind of workbook, written to be opened in one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from otkit.kit.tables.sentences import said

Cells = TypeVar("Cells", list[str], tuple[str, ...])

MERGED = "\ufffd merged cells \ufffd"
"""The text of a cell that is merged with another; a replacement character is never an answer."""

FORMULA = re.compile("(^|[,;|\\t\\r\\n])(\\s*)(?=[=+@＝＋＠]|-.)")
"""Where a spreadsheet may take text for a formula, with any separator."""


@dataclass(frozen=True)
class SheetCells:
    """The cells of one sheet of a workbook, row by row, its name, and those of the others."""

    rows: list[list[str]]
    name: str = ""
    others: tuple[str, ...] = ()


class NotASheetError(ValueError):
    """A file holds no lines of text.

    ``reason`` is the end of a message id (``sheet.<reason>``), ``values`` fill it; the message
    of the error itself is English.
    """

    def __init__(self, reason: str, message: str, **values: object) -> None:
        """Keep why, for a message in the reader's language."""
        super().__init__(message)
        self.reason, self.values = reason, values


def place_of(sheet: str, names: Sequence[str], hidden: Sequence[bool]) -> int:
    """The place of the sheet called ``sheet``; without a name, of the first that is not hidden.

    >>> place_of("", ["Lists", "Answers"], [True, False])
    1
    """
    if not sheet:
        return next((place for place, one in enumerate(hidden) if not one), 0)
    if sheet not in names:
        there = ", ".join(f"“{name}”" for name in names)
        message = said("file.no-sheet", sheet=sheet, sheets=there)
        raise NotASheetError("no-sheet", message, sheet=sheet, sheets=there)
    return list(names).index(sheet)


def text_of(value: object) -> str:
    """What a cell holds as a person would type it: one line, a whole number without decimals.

    >>> text_of(9.0), text_of(True), text_of("weeks\\nearly"), text_of(None)
    ('9', 'TRUE', 'weeks early', '')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(str(value).splitlines())


def trimmed(cells: Cells, least: int = 0) -> Cells:
    """The cells of a row without empty ones at its end; the first ``least`` stay.

    >>> trimmed(["9", "", "x", " ", ""]), trimmed(("9", "", ""), least=2)
    (['9', '', 'x'], ('9', ''))
    """
    end = len(cells)
    while end > least and not cells[end - 1].strip():
        end -= 1
    return cells[:end]


def no_formula(text: str) -> str:
    """A cell, typed by anyone, in which no spreadsheet finds a formula.

    >>> no_formula("=1+1"), no_formula("x;=1"), no_formula("-"), no_formula("a veces")
    ("'=1+1", "x;'=1", '-', 'a veces')
    """
    return FORMULA.sub(r"\1\2'", text)
