"""Sheets as people save them, by hand, by openpyxl and by LibreOffice: read, or asked about.

Each file says what comes of each of its lines: a level, or why it is refused. Whatever a file
looks like, no line of it is ever scored as something that was not typed.
"""

from __future__ import annotations

import csv
import io
import re
import tracemalloc
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from otkit.errors import OtkitError
from otkit.kit.tables import Tables, open_document
from otkit.kit.wording import Words
from otkit.scoring.batch import Outcome, score_file
from tests.kit import TABLES

SHEETS = Path(__file__).parent / "sheets" / "libre_office"
MESSAGES = {row["message_id"]: row for row in TABLES.rows("messages")}
URGENT = "chokes-toddler-meals"

Result = dict[int, str]
"""What came of each line: its level, or the reason it was refused for."""


class Sheet:
    """Bytes scored as a file, and what came of it."""

    def __init__(self, folder: Path, tables: Tables) -> None:
        self.folder, self.tables = folder, tables

    def score(self, data: bytes, name: str = "sheet.csv", sheet: str = "") -> Outcome:
        source = self.folder / name
        source.write_bytes(data)
        out, rejected = self.folder / "results.csv", self.folder / "rejected.csv"
        return score_file(source, out, rejected, self.tables, sheet=sheet)

    def result(self, data: bytes, name: str = "sheet.csv", sheet: str = "") -> Result:
        self.score(data, name, sheet)
        levels = {int(row["line"]): row["level"] for row in self._rows("results.csv")}
        refused = {int(row["line"]): _reason(row["reason"]) for row in self._rows("rejected.csv")}
        return dict(sorted((levels | refused).items()))

    def _rows(self, name: str) -> list[dict[str, str]]:
        text = (self.folder / name).read_text(encoding="utf-8-sig")
        separator = max(",;\t|", key=text.partition("\n")[0].count)
        return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=separator))


def _reason(sentence: str) -> str:
    """The id of the message that a reason in English begins with."""
    ids = [name for name in MESSAGES if name.startswith("sheet.reason.")]
    places = {
        sentence.find(part): name.removeprefix("sheet.reason.")
        for name in ids
        if (part := max(re.split(r"\{\w+\}", str(MESSAGES[name]["text_en"])), key=len)) in sentence
    }
    return places[min(places)]


@pytest.fixture
def sheet(tmp_path: Path, tables: Tables) -> Sheet:
    return Sheet(tmp_path, tables)


def lines(*rows: str, end: str = "\n") -> str:
    return "".join(row + end for row in rows)


HAND = f"months,reaches,{URGENT}"
BY_HAND: dict[str, tuple[bytes, Result]] = {
    "semicolons": (b"months;reaches\n9;often\n", {2: "talk"}),
    "tabs": (b"months\treaches\n9\toften\n", {2: "talk"}),
    "sep semicolon": (b"sep=;\nmonths;reaches\n9;sometimes\n", {3: "watch"}),
    "sep comma": (b"sep=,\r\nmonths,reaches\r\n9,sometimes\r\n", {3: "watch"}),
    "sep tab": (b"sep=\t\nmonths\treaches\n9\tsometimes\n", {3: "watch"}),
    "sep bar": (b"SEP=|\nmonths|reaches\n9|sometimes\n", {3: "watch"}),
    "sep after a mark": ("\ufeffsep=;\nmonths;reaches\n9;x\n".encode(), {3: "talk"}),
    "sep quoted": (b'"sep=;"\nmonths;reaches\n9;x\n', {3: "talk"}),
    "heading on two lines": (b'months,"weeks\nearly",reaches\n9,,sometimes\n', {3: "watch"}),
    "heading on two lines, Windows": (b'"weeks\r\nearly";months\r\n;9\r\n', {3: "nothing-ticked"}),
    "Google Sheets in Spanish": (
        b'meses,semanas antes,hand-to-hand\r\n"9,0","0,0",a veces\r\n',
        {2: "watch"},
    ),
    "two decimals": (b'months,reaches\n"9,00",x\n"9.00",x\n', {2: "talk", 3: "talk"}),
    "thousands": (b'months,reaches\n"9,000",x\n"9.000",x\n', {2: "months", 3: "months"}),
    "ticks": ("months,reaches\n9,✓\n9,✔\n9,☑\n9,☒\n".encode(), dict.fromkeys(range(2, 6), "talk")),
    "boxes left empty": (
        "months,lost_skill,reaches\n9,☐,☐\n9,☑,☐\n".encode(),
        {2: "nothing-ticked", 3: "act-now"},
    ),
    "ticks from a phone": (
        "months,reaches\n9,✔\ufe0f\n9,☑\ufe0f\n".encode(),
        {2: "talk", 3: "talk"},
    ),
    "letters that nobody sees": (
        "mon\u200bths,\u200ereaches\n\u200b9\ufeff,some\u00adtimes\n9\u00a0,\u2060x\n".encode(),
        {2: "watch", 3: "talk"},
    ),
    "cells with nothing to see": ("months,reaches\n9,\u200b\n".encode(), {2: "nothing-ticked"}),
    "two marks": ("\ufeff\ufeffmonths,reaches\n9,x\n".encode(), {2: "talk"}),
    "Unicode text": ("months\treaches\r\n9\ta veces\r\n".encode("utf-16"), {2: "watch"}),
    "Unicode text, big end first": (
        b"\xfe\xff" + "months;reaches\n9;✓\n".encode("utf-16-be"),
        {2: "talk"},
    ),
    "Windows letters": (
        "months,reaches\n9,sí\n9,no sé\n".encode("cp1252"),
        {2: "talk", 3: "not-sure"},
    ),
    "ticks that Windows lost": (
        f"{HAND}\n27,,✓\n9,✔,\n9,sí,\n".encode("cp1252", errors="replace"),
        {2: "question", 3: "question", 4: "talk"},
    ),
    "ticks lost, nothing but ASCII left": (
        f"{HAND}\n27,,✓\n9,✔,\n".encode("ascii", errors="replace"),
        {2: "question", 3: "question"},
    ),
    "lost skill lost": (b"months,lost_skill\n9,?\n", {2: "question"}),
    "a question mark in UTF-8": (
        "months,reaches\n9,?\n9,sí\n".encode(),
        {2: "not-sure", 3: "talk"},
    ),
    "a question mark below a byte-order mark": (
        b"\xef\xbb\xbfmonths,reaches\n9,?\n",
        {2: "not-sure"},
    ),
    "a replacement character": (
        "months,reaches\n9,\ufffd\n9,s\ufffd\n".encode(),
        {2: "answer", 3: "answer"},
    ),
    "bytes that are no letter": (b"months,reaches\n9,\x81\n", {2: "answer"}),
    "one Windows line in UTF-8": (
        "months,reaches\n9,sí\n".encode() + "9,sí\n".encode("cp1252") + b"9,x\n",
        {2: "talk", 3: "encoding", 4: "talk"},
    ),
    "one Windows line below a mark": (
        b"\xef\xbb\xbfmonths,reaches\n" + "9,sí\n".encode("cp1252") + b"9,x\n",
        {2: "encoding", 3: "talk"},
    ),
    "twice encoded": ("months,reaches\n9,sÃ\xad\n9,âœ“\n".encode(), {2: "answer", 3: "answer"}),
    "a quoted cell with a separator": (
        b'months,already_seen,reaches\n9,"feeding, sleep",x\n',
        {2: "talk"},
    ),
    "an answer on two lines": (b'months,reaches\n9,"a\nveces"\n9,x\n', {2: "watch", 4: "talk"}),
    "a quotation mark left open": (b'months,reaches\n9,"x\n9,x\n', {2: "quote", 3: "talk"}),
    "a quotation mark inside": (b'months,reaches\n9,x"\n9,"x"y\n', {2: "answer", 3: "quote"}),
    "rows shorter and longer": (
        b"months,reaches,\n9\n9,x,,\n9,x,y\n",
        {2: "cells", 3: "talk", 4: "cells"},
    ),
    "a total below": (b"months,reaches\n9,x\nTotal,1\n,\n", {2: "talk", 3: "months"}),
    "dates and sums": (
        b"months,reaches\n03-Apr,x\n1E+01,x\n9.5,x\n",
        dict.fromkeys((2, 3, 4), "months"),
    ),
    "formulas": (
        b'months,reaches\n9,=1+1\n9,"=cmd|A1"\n9,@x\n',
        dict.fromkeys((2, 3, 4), "answer"),
    ),
}


@pytest.mark.parametrize("name", BY_HAND)
def test_a_file_made_by_hand(sheet: Sheet, name: str) -> None:
    data, expected = BY_HAND[name]
    assert sheet.result(data) == expected


@pytest.mark.parametrize("separator", [",", ";"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_the_printed_words_are_read_in_quotes(sheet: Sheet, language: str, separator: str) -> None:
    label = Words(TABLES, language)("how.often")
    data = f'months{separator}reaches\n9{separator}"{label}"\n'.encode()
    assert sheet.result(data) == {2: "talk"}


def excel(fill: Callable[[Workbook], None]) -> bytes:
    book, file = Workbook(), io.BytesIO()
    fill(book)
    book.save(file)
    return file.getvalue()


def rows(*cells: list[Any]) -> Callable[[Workbook], None]:
    def fill(book: Workbook) -> None:
        for row in cells:
            book.active.append(row)

    return fill


def with_merged(book: Workbook) -> None:
    rows(["months", "reaches"], [9, "x"], [9, None], [9, "x"])(book)
    book.active.merge_cells("B2:B3")


def with_percent(book: Workbook) -> None:
    rows(["months", "reaches"], [27, None], [0.27, None])(book)
    for cell in book.active["A"]:
        cell.number_format = "0%"


def with_a_hidden_first(book: Workbook) -> None:
    rows(["lists"], ["often"])(book)
    book.active.sheet_state = "hidden"
    answers = book.create_sheet("answers")
    for row in (["months", "reaches"], [9, "x"]):
        answers.append(row)


BY_OPENPYXL: dict[str, tuple[Callable[[Workbook], None], Result]] = {
    "numbers and words": (
        rows(["months", "weeks early", "reaches"], [9, 0.0, "sometimes"], [9.5, None, None]),
        {2: "watch", 3: "months"},
    ),
    "yes and no": (
        rows(["months", "lost_skill", "reaches"], [9, False, True], [9, True, None]),
        {2: "talk", 3: "act-now"},
    ),
    "true is no age": (rows(["months"], [True]), {2: "months"}),
    "a question mark": (rows(["months", "reaches"], [9, "?"]), {2: "not-sure"}),
    "ticks and boxes": (
        rows(["months", "reaches"], [9, "✓"], [9, "☐"]),
        {2: "talk", 3: "nothing-ticked"},
    ),
    "heading on two lines": (rows(["months", "weeks\nearly"], [9, 3]), {2: "nothing-ticked"}),
    "a cell on two lines": (rows(["months", "reaches"], [9, "a\nveces"]), {2: "watch"}),
    "dates and hours": (
        rows(["months"], [date(2026, 4, 3)], [time(9)]),
        {2: "months", 3: "months"},
    ),
    "an error": (rows(["months", "reaches"], [9, "#N/A"]), {2: "answer"}),
    "a formula never worked out": (
        rows(["months", "reaches"], [9, '=IF(1,"often","")'], ["=9", None]),
        {2: "answer", 3: "months"},
    ),
    "merged cells": (with_merged, {2: "talk", 3: "merged", 4: "talk"}),
    "percent": (with_percent, {2: "nothing-ticked", 3: "months"}),
    "a hidden sheet first": (with_a_hidden_first, {2: "talk"}),
    "rows left empty": (
        rows([], ["months"], [], [9], [], [80]),
        {4: "nothing-ticked", 6: "months"},
    ),
    "a separator in a cell": (
        rows(["months", "already_seen"], [9, 'feeding, "sleep"']),
        {2: "already_seen"},
    ),
}


@pytest.mark.parametrize("name", BY_OPENPYXL)
def test_a_workbook_made_by_openpyxl(sheet: Sheet, name: str) -> None:
    fill, expected = BY_OPENPYXL[name]
    assert sheet.result(excel(fill), "sheet.xlsx") == expected


def test_a_sheet_of_a_workbook_is_chosen_by_name(sheet: Sheet) -> None:
    def two(book: Workbook) -> None:
        rows(["months"], [9])(book)
        other = book.create_sheet("Tuesday")
        other.append(["months", "reaches"])
        other.append([9, "x"])

    assert sheet.result(excel(two), "sheet.xlsx", "Tuesday") == {2: "talk"}
    assert sheet.score(excel(two), "sheet.xlsx").other_sheets == ("Tuesday",)


ROWS = ["talk", "watch", "act-now", "act-now", "months", "talk", "answer", "not-sure"]
"""What comes of the rows of `answers.fods`."""

LOST = ["question", "watch", "question", "act-now", "months", "talk", "answer", "not-sure"]
"""The same where ticks could not be saved."""

MADE_WITH = {
    ".ods": (2, ROWS),
    ".xlsx": (2, ROWS),
    "_comma.csv": (3, ROWS),
    "_semicolon_quoted.csv": (3, ROWS),
    "_unicode_text.csv": (3, ROWS),
    "_windows.csv": (3, LOST),
}
"""The line of the first row, below headings of one line or two, and what comes of the rows."""


@pytest.mark.parametrize("ending", MADE_WITH)
@pytest.mark.parametrize("language", ["en", "es", "de"])
def test_a_file_made_by_libre_office(sheet: Sheet, language: str, ending: str) -> None:
    """`answers.fods` as LibreOffice 7.4 saves it where English, Spanish or German is spoken."""
    path = SHEETS / f"{language}{ending}"
    first, expected = MADE_WITH[ending]
    assert sheet.result(path.read_bytes(), path.name) == dict(enumerate(expected, start=first))


def document(rows: str, top: str = "", encoding: str = "utf-8") -> bytes:
    """An .ods workbook of one sheet with these rows."""
    names = " ".join(f'xmlns:{name}="{uri}"' for name, uri in open_document.NAMES.items())
    path = ("office:document-content", "office:body", "office:spreadsheet", "table:table")
    start = "".join(f"<{name}>" for name in path).replace(">", f" {names}>", 1)
    ends = "".join(f"</{name}>" for name in reversed(path))
    xml = f'<?xml version="1.0" encoding="{encoding}"?>{top}{start}{rows}{ends}'
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("content.xml", xml.encode(encoding))
    return archive.getvalue()


ENTITY = '<!DOCTYPE a [<!ENTITY b "9">]>'


def ods_row(*cells: str, row: str = "", cell: str = "") -> str:
    """A row of texts, with attributes of its own and of its cells."""
    texts = (f"<table:table-cell {cell}><text:p>{one}</text:p></table:table-cell>" for one in cells)
    return f"<table:table-row {row}>{''.join(texts)}</table:table-row>"


HEADINGS = ods_row("months", "reaches")


@pytest.mark.parametrize("count", ["-5", "0", "+2", "2.0", "x", "9" * 5000, "٣"])
@pytest.mark.parametrize("what", ["rows", "columns", "spaces"])
def test_a_count_that_no_spreadsheet_writes_is_refused(sheet: Sheet, what: str, count: str) -> None:
    """Else a row would vanish without a word."""
    times = f'table:number-{what}-repeated="{count}"'
    last = {
        "rows": ods_row("9", "x", row=times),
        "columns": ods_row("9", "x", cell=times),
        "spaces": ods_row("9", f'<text:s text:c="{count}"/>x'),
    }
    with pytest.raises(OtkitError) as refused:
        sheet.score(document(HEADINGS + last[what]), "sheet.ods")
    assert refused.value.message_id == "sheet.broken"


@pytest.mark.parametrize("element", ["s", "tab", "line-break"])
def test_spaces_that_are_counted_fill_no_memory(sheet: Sheet, element: str) -> None:
    """Neither in one cell nor in very many."""
    spaces = f'<text:{element} text:c="9999999999"/>'
    fewer = f'<text:{element} text:c="30000"/>'
    tracemalloc.start()
    try:
        for rows in (ods_row("9", spaces + "x"), ods_row("9", fewer + "x") * 1000):
            with pytest.raises(OtkitError) as refused:
                sheet.score(document(HEADINGS + rows), "sheet.ods")
            assert refused.value.message_id == "sheet.too-large"
        assert tracemalloc.get_traced_memory()[1] < 50_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_a_document_type_is_refused_in_any_encoding(sheet: Sheet, encoding: str) -> None:
    rows = HEADINGS + ods_row("&b;", "x")
    with pytest.raises(OtkitError) as refused:
        sheet.score(document(rows, ENTITY, encoding), "sheet.ods")
    assert refused.value.message_id == "sheet.broken"
    plain = document(HEADINGS + ods_row("9", "x"), "", encoding)
    assert sheet.result(plain, "sheet.ods") == {2: "talk"}


def unreadable() -> dict[str, tuple[str, bytes]]:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("word/document.xml", "<a/>")
    entities = io.BytesIO()
    with zipfile.ZipFile(entities, "w") as file:
        file.writestr("content.xml", '<!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>')
    return {
        "a title above": ("sheet.title", b"Answers of May,,\n\nmonths,reaches\n9,x\n"),
        "a title with semicolons below": ("sheet.title", b"Answers\nmonths;reaches\n9;x\n"),
        "a column without heading": ("sheet.unknown-columns", b"months,,reaches\n9,,x\n"),
        "no headings": ("sheet.unknown-columns", b"9,x\n9,x\n"),
        "headings with an open quotation mark": ("sheet.headings", b'months,"reaches\n9,x\n'),
        "a document of another kind": ("sheet.not-csv", archive.getvalue()),
        "a document that names entities": ("sheet.broken", entities.getvalue()),
        "a workbook cut short": ("sheet.broken", excel(rows(["months"], [9]))[:-400]),
        "an empty workbook": ("sheet.empty", excel(rows())),
        "old Excel": ("sheet.old-excel", b"\xd0\xcf\x11\xe0 an .xls file"),
        "a picture": ("sheet.not-csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
    }


@pytest.mark.parametrize("name", unreadable())
@pytest.mark.parametrize("language", ["en", "es"])
def test_a_file_that_cannot_be_read_is_a_sentence(sheet: Sheet, name: str, language: str) -> None:
    message, data = unreadable()[name]
    with pytest.raises(OtkitError) as refused:
        sheet.score(data)
    assert refused.value.message_id == message
    assert Words(TABLES, language).error(refused.value)


def test_a_sheet_that_is_not_there_is_told_with_those_that_are(sheet: Sheet) -> None:
    with pytest.raises(OtkitError, match="“Sheet”"):
        sheet.score(excel(rows(["months"], [9])), sheet="Tuesday")


def test_a_column_without_heading_is_named_by_its_letter(sheet: Sheet) -> None:
    with pytest.raises(OtkitError, match="column B without a heading"):
        sheet.score(b"months,,reaches\n9,,x\n")


def test_very_many_unknown_columns_are_counted(sheet: Sheet) -> None:
    headings = ",".join(f"unknown{number}" for number in range(100_000))
    with pytest.raises(OtkitError, match="and 99,992 more") as refused:
        sheet.score(f"months,{headings}\n".encode())
    assert len(str(refused.value)) < 500


ANSWERS = {
    "often": ["often", "x", "✓", "☑", "1", "sí", "TRUE"],
    "sometimes": ["sometimes", "a veces"],
    "not-sure": ["not sure", "?", "no sé"],
    "": ["", "no", "0", "☐", "-"],
}
LEVELS = {"often": "talk", "sometimes": "watch", "not-sure": "not-sure", "": "nothing-ticked"}
TYPED = st.sampled_from([(answer, cell) for answer, cells in ANSWERS.items() for cell in cells])


@st.composite
def saved(draw: st.DrawFn) -> tuple[bytes, list[str]]:
    """A sheet saved in some way, with letters lost where it cannot hold them; and its levels."""
    typed = draw(st.lists(TYPED, min_size=1, max_size=6))
    file = io.StringIO(newline="")
    writer = csv.writer(
        file,
        delimiter=draw(st.sampled_from(",;\t")),
        lineterminator=draw(st.sampled_from(["\n", "\r\n"])),
        quoting=draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])),
    )
    writer.writerow(["months", draw(st.sampled_from(["weeks early", "weeks\nearly"])), "reaches"])
    for _, cell in typed:
        writer.writerow([draw(st.sampled_from(["9", "9.0", "9,00", " 9"])), "", cell])
    encodings = ["utf-8", "utf-8-sig", "utf-16", "cp1252", "ascii", "mac-roman", "cp850"]
    data = file.getvalue().encode(draw(st.sampled_from(encodings)), errors="replace")
    return data, [LEVELS[answer] for answer, _ in typed]


@pytest.fixture(scope="module")
def same_folder(tmp_path_factory: pytest.TempPathFactory) -> Sheet:
    """One folder for many examples: each writes over the files of the one before."""
    return Sheet(tmp_path_factory.mktemp("sheets"), TABLES)


@given(saved())
def test_a_line_is_scored_as_typed_or_refused(
    same_folder: Sheet, given: tuple[bytes, list[str]]
) -> None:
    data, typed = given
    result = list(same_folder.result(data).values())
    assert len(result) == len(typed), "no line is lost"
    assert all(
        found == level or found not in LEVELS.values()
        for found, level in zip(result, typed, strict=True)
    )


@given(st.binary(max_size=200), st.sampled_from(["", "months,reaches\n9,", '\ufeffmonths;"']))
def test_whatever_the_bytes_the_answer_is_a_sentence(
    same_folder: Sheet, data: bytes, start: str
) -> None:
    with suppress(OtkitError):
        outcome = same_folder.score(start.encode() + data)
        assert outcome.scored + outcome.rejected <= data.count(b"\n") + data.count(b"\r") + 1
