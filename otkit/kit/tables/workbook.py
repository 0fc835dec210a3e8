"""A workbook, .xlsx or .ods -> the cells of one of its sheets, row by row, as text.

What a cell shows and does not hold (an error, a formula never worked out, the lower part of merged
cells) is text that no table and no sheet of answers takes for something else.
"""

from __future__ import annotations

import zipfile
from typing import BinaryIO

from otkit.kit.tables import excel, open_document
from otkit.kit.tables.cell_text import NotASheetError, SheetCells
from otkit.kit.tables.sentences import said

MOST_BYTES = 1 << 29
"""Bytes of a workbook once it is unpacked; more are taken for an attack."""


def is_workbook(file: BinaryIO) -> bool:
    """Whether ``file`` is a ZIP archive, as .xlsx and .ods are; leaves it at its start."""
    start = file.read(4)
    file.seek(0)
    return start == b"PK\3\4"


def read_workbook(file: BinaryIO, sheet: str = "") -> SheetCells:
    """The cells of ``sheet``, or of the first sheet that is not hidden.

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
        if excel.WORKBOOK in names:
            return excel.read_excel(file, sheet)
    except NotASheetError:
        raise
    except Exception:  # a broken archive, or broken XML in it, raises errors of many kinds
        raise NotASheetError("broken", said("file.cannot-open-again")) from None
    raise NotASheetError("not-csv", said("file.no-workbook"))
