"""Files as spreadsheets and editors save them: read when harmless, explained when not."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up_kit import MadeUpKit

from otkit.kit.load import load_tables
from otkit.kit.tables.csv_file import CsvFile, read_csv

SAVE_AS = "save it again as “CSV UTF-8 (comma delimited)”"


@pytest.fixture
def read(tmp_path: Path):
    """Read bytes as a file called t.csv."""

    def read_bytes(data: bytes) -> CsvFile:
        path = tmp_path / "t.csv"
        path.write_bytes(data)
        return read_csv(path)

    return read_bytes


def cells(file: CsvFile) -> list[list[str]]:
    return [list(row.cells.values()) for row in file.rows]


@pytest.mark.parametrize(
    "data",
    [
        b"a,b\n1,2\n",
        b"a,b\n1,2",
        b"\xef\xbb\xbfa,b\n1,2\n",
        b"a,b\r\n1,2\r\n",
        b"a,b\r1,2\r",
        b"a,b\n1,2\n\n\n",
        b"a,b\n\n1,2\n",
        b"\na,b\n1,2\n",
        b"a,b\n1,2\n,\n,\n",
        b"a,b,,\n1,2,,\n",
        b"a,b\n1,2,,\n",
        b" a , b\n 1 ,2  \n",
        b'"a","b"\n"1", "2"\n',
        b'\xef\xbb\xbf"a",b\r\n1,2\r\n\r\n',
        b"a;b\n1;2\n",
        b"a\tb\n1\t2\n",
        b"sep=;\r\na;b\r\n1;2\r\n",
        "a\tb\r\n1\t2\r\n".encode("utf-16"),
        "\ufeff\ufeffa,b\u200b\n\u200e1,2\ufeff\n".encode(),
    ],
    ids=[
        "plain",
        "no last line end",
        "byte-order mark",
        "Windows line ends",
        "old Mac line ends",
        "blank lines at the end",
        "blank line inside",
        "blank line first",
        "rows of empty cells",
        "empty columns at the end",
        "empty cells past the end",
        "spaces around cells",
        "everything quoted",
        "all that Excel does",
        "semicolons",
        "tabs",
        "Excel's line about its separator",
        "Excel's Unicode text",
        "letters that nobody sees",
    ],
)
def test_what_is_harmless_is_read(read, data: bytes) -> None:
    file = read(data)
    assert file.problems == ()
    assert file.header == ("a", "b")
    assert cells(file) == [["1", "2"]]


def test_line_numbers_are_right_past_blank_and_folded_lines(read) -> None:
    file = read(b'a,b\n\n"one\ntwo",x\ny,z\n')
    assert [row.line for row in file.rows] == [3, 5]


def test_a_cell_after_a_folded_cell_has_the_line_it_starts_on(read) -> None:
    (row,) = read(b'a,b,c\n"one\ntwo\nthree",x,y\n').rows
    assert [row.line_of(column) for column in "abc"] == [2, 4, 4]


def test_signs_that_other_tools_take_for_line_ends_are_text(read) -> None:
    file = read("a,b\none\u2028two\x0b,x\ny,z,\n".encode())
    assert [row.line for row in file.rows] == [2, 3]


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "t.csv:1  is empty; it needs a header line and rows"),
        (b"\xef\xbb\xbf\r\n\r\n", "t.csv:1  is empty; it needs a header line and rows"),
        (b",,\n,,\n", "t.csv:1  is empty; it needs a header line and rows"),
        (b"a\0,b\n1,2\n", "t.csv:1  holds no lines of text"),
        (b"PK\3\4 an archive", "t.csv:1  cannot be opened; save it again"),
        (b"\xd0\xcf\x11\xe0 a workbook", "t.csv:1  is an old Excel file, or has a password"),
        (
            b"a,b\n1,2\nni\xf1o,3\n",
            f"t.csv:3  “ñ” is not saved as UTF-8, which the file must be; {SAVE_AS}",
        ),
        (b"a,b\n1\n", "t.csv:2  has 1 cells, but the header has 2; fill in the missing ones"),
        (
            b"a,b\n1,2,3\n",
            "t.csv:2  has 3 cells, but the header has 2; "
            "put text that holds a comma in quotation marks",
        ),
        (
            b'a,b\n1,"two\n3,4\n',
            't.csv:2  opens a quotation mark (") that is never closed; close it, or write it twice',
        ),
        (
            b'a,b\n1,"two\n' + b"3,4\n" * 50_000,
            't.csv:2  opens a quotation mark (") that is never closed; close it, or write it twice',
        ),
        (
            b'a,b\n1,"say "two" now"\n',
            't.csv:2  has text after a closing quotation mark; inside text, write each " twice',
        ),
    ],
)
def test_what_is_wrong_with_a_file_is_said_with_its_line(read, data: bytes, problem: str) -> None:
    assert [str(found) for found in read(data).problems] == [problem]


def test_a_file_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    (problem,) = read_csv(tmp_path / "t.csv").problems
    assert str(problem) == "t.csv:1  is missing; put the file back, or copy it from the kit"


def test_each_line_that_is_not_utf8_among_others_is_told(read) -> None:
    file = read("a\nniño\n".encode() + b"ni\xf1o\nok\nma\xf1ana\n")
    assert [problem.line for problem in file.problems] == [3, 5]
    assert cells(file) == [["niño"], ["niño"], ["ok"], ["mañana"]]


def test_a_file_without_any_utf8_is_told_once(read) -> None:
    (problem,) = read(b"a\nni\xf1o\nok\nma\xf1ana\n").problems
    assert str(problem).startswith("t.csv:2  “ñ” is not saved as UTF-8, nor are 1 more lines")


def test_a_table_with_semicolons_is_read(kit: MadeUpKit) -> None:
    kit.put("signs", 3, "area_id", "nowhere")
    path = kit.path("signs")
    path.write_text(path.read_text(encoding="utf-8").replace(",", ";"), encoding="utf-8")
    assert kit.problems() == ["signs.csv:3:area_id  “nowhere” is not in areas.csv"]


def test_a_title_above_the_headings_is_told(kit: MadeUpKit) -> None:
    path = kit.path("signs")
    path.write_text("Our signs,,\n\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert kit.problems() == [
        "signs.csv:1  is a title; the headings are on line 3: take out all lines above them"
    ]


def test_a_column_without_a_heading_is_named_by_its_letter(kit: MadeUpKit) -> None:
    rows = [["x" if line else "", *row] for line, row in enumerate(kit.read("areas"))]
    kit.write("areas", rows)
    assert kit.problems() == [
        "areas.csv:1  column A has no heading; name it or take it out",
    ]


def test_a_row_of_the_wrong_length_keeps_its_references(kit: MadeUpKit) -> None:
    path = kit.path("signs")
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines[:2], lines[2] + ",more", *lines[3:]]), encoding="utf-8")
    (problem,) = kit.problems()
    assert problem.startswith("signs.csv:3  has 9 cells, but the header has 8")


def test_rows_lost_in_an_open_quotation_are_not_missing(kit: MadeUpKit) -> None:
    path = kit.path("signs")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(",words,", ',"words,', 1), encoding="utf-8")
    (problem,) = kit.problems()
    assert problem.startswith("signs.csv:2  opens a quotation mark")


def test_a_kit_as_excel_saves_it_is_read(kit: MadeUpKit) -> None:
    for path in kit.folder.glob("*.csv"):
        data = path.read_bytes().replace(b"\n", b"\r\n")
        path.write_bytes(b"\xef\xbb\xbf" + data + b"\r\n\r\n")
    assert kit.problems() == []
    assert list(load_tables(kit.folder)["languages"]["name"]) == ["English", "Español"]


@given(st.one_of(st.binary(), st.text('ab,;\t"\r\n\ufeff\0é '), st.text()))
def test_whatever_the_bytes_reading_does_not_raise(data: bytes | str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "t.csv"
        path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass"))
        file = read_csv(path)
    assert file.rows or file.header or file.problems, "nothing is empty in silence"
    assert all(list(row.cells) == list(dict.fromkeys(file.header)) for row in file.rows)
