"""A workbook, .xlsx or .ods -> the cells of one of its sheets, row by row, as text.

What a cell shows and does not hold (an error, a formula never worked out, the lower part of merged
cells) is text that no table and no sheet of answers takes for something else.
"""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterator
from typing import Any, BinaryIO

from otkit.kit.tables import open_document
from otkit.kit.tables.cell_text import (
    MERGED,
    NotASheetError,
    SheetCells,
    place_of,
    text_of,
    trimmed,
)
from otkit.kit.tables.sentences import said

MOST_BYTES = 1 << 29
"""Bytes of a workbook once it is unpacked; more are taken for an attack."""

EXCEL = "xl/workbook.xml"
FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")


def is_workbook(file: BinaryIO) -> bool:
    """Whether ``file`` is a ZIP archive, as .xlsx and .ods are; leaves it at its start."""
    start = file.read(4)
    file.seek(0)
    return start == b"PK\3\4"


def read_workbook(file: BinaryIO, sheet: str = "") -> SheetCells:
    """The cells of ``sheet``, or of the first sheet that is not hidden, as text from its first row.

    A formula that no spreadsheet has worked out is its own text; an error is its name.
    Raises ``NotASheetError`` for an archive that is no workbook, and for a sheet it does not have.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
            if sum(member.file_size for member in archive.infolist()) > MOST_BYTES:
                raise NotASheetError("too-large", said("file.too-large-csv"))
            if open_document.CONTENT in names:
                content = archive.read(open_document.CONTENT)
                return open_document.read_document(content, sheet)
        if EXCEL in names:
            return _read_excel(file, sheet)
    except NotASheetError:
        raise
    except Exception:  # a broken archive, or broken XML in it, raises errors of many kinds
        raise NotASheetError("broken", said("file.cannot-open-again")) from None
    raise NotASheetError("not-csv", said("file.no-workbook"))


def _read_excel(file: BinaryIO, sheet: str = "") -> SheetCells:
    sheets, place = _sheets(file, sheet, values=True)
    formulas = _sheets(file, sheet, values=False)[0][place] if _has_formulas(file) else None
    others = tuple(one.title for one in sheets if one is not sheets[place])
    return SheetCells(list(_rows(sheets[place], formulas)), sheets[place].title, others)


def _rows(worksheet: Any, formulas: Any) -> Iterator[list[str]]:
    covered = {
        (row, column)
        for area in worksheet.merged_cells.ranges
        for row, column in area.cells
        if (row, column) != (area.min_row, area.min_col)
    }
    for number, row in enumerate(worksheet.iter_rows(), start=1):
        own = formulas[number] if formulas else row
        cells = []
        for place, cell in enumerate(row):
            text = MERGED if (number, place + 1) in covered else text_of(cell.value)
            if not text and cell.data_type == "n" and own[place].data_type == "f":
                text = f"={str(own[place].value).removeprefix('=')}"
            cells.append(text)
        yield trimmed(cells)


def _sheets(file: BinaryIO, sheet: str, *, values: bool) -> tuple[Any, int]:
    """The sheets of a workbook, with values or with formulas, and the place of the one asked."""
    from openpyxl import load_workbook

    file.seek(0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of decorations that it would not write again
        book = load_workbook(file, data_only=values, keep_links=False)
    sheets = book.worksheets
    hidden = [one.sheet_state != "visible" for one in sheets]
    return sheets, place_of(sheet, [one.title for one in sheets], hidden)


def _has_formulas(file: BinaryIO) -> bool:
    file.seek(0)
    with zipfile.ZipFile(file) as archive:
        return any(
            FORMULA.search(archive.read(name))
            for name in archive.namelist()
            if name.startswith("xl/worksheets/") and name.endswith(".xml")
        )
