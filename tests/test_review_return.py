"""A filled sheet comes back: as spreadsheets save it, with mistakes, and nothing is lost."""

import csv
import io
import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from otkit.errors import OtkitError
from otkit.kit.reviews import readings
from otkit.kit.wording import Words
from otkit.takeaway.review_return import Returned, left_sheet, read_returned
from otkit.takeaway.review_sheet import COLUMNS, review_sheet
from otkit.takeaway.typesetting import Paper
from tests.kit import TABLES

DAY = date(2026, 11, 20)
FIRST = {"en": "yes", "es": "sí"}


@cache
def sheet_of(language: str) -> list[list[str]]:
    files = dict(review_sheet(TABLES, language, "parent", Paper(), DAY, "tips"))
    content = files[f"review-parent-tips.{language}.csv"]
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


@pytest.fixture
def returned(tmp_path: Path) -> Callable[..., Returned]:
    """Fill in some cells of the first rows, save, and read the file."""

    def fill(
        *rows: Mapping[str, str],
        language: str = "en",
        separator: str = ",",
        encoding: str = "utf-8",
        initials: str = "ab",
    ) -> Returned:
        header, *sheet = [list(row) for row in sheet_of(language)]
        for row, cells in zip(sheet, rows, strict=False):
            for column, cell in cells.items():
                row[COLUMNS.index(column)] = cell
        path = tmp_path / "sheet.csv"
        with path.open("w", encoding=encoding, newline="") as file:
            csv.writer(file, delimiter=separator).writerows([header, *sheet])
        return read_returned(path, TABLES, Words(TABLES, language), initials, DAY)

    return fill


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_sheet_is_read_as_spreadsheets_save_it(
    language: str, separator: str, encoding: str, returned: Callable[..., Returned]
) -> None:
    how = {"language": language, "separator": separator, "encoding": encoding}
    found = returned({"right": FIRST[language]}, **how)
    (row,) = found.reviews
    place = (row["table"], row["row_id"], row["language"])
    assert readings(TABLES)[place].hash == row["hash"]
    assert (row["role_id"], row["initials"], row["date"]) == ("parent", "AB", "2026-11-20")
    assert (found.left, found.unanswered) == ((), len(sheet_of(language)) - 2)


@pytest.mark.parametrize("cell", ["yes", "x", "Sí", "1", "✓", " Y "])
def test_a_yes_may_be_written_in_many_ways(cell: str, returned: Callable[..., Returned]) -> None:
    assert len(returned({"right": cell}).reviews) == 1


def test_a_wish_is_left_with_its_words(returned: Callable[..., Returned]) -> None:
    found = returned({"right": "no", "change": "Say “mat”"})
    ((line, reason, cells),) = found.left
    assert (found.reviews, found.refused) == ((), 0)
    assert (line, reason, cells["change"]) == (2, "The reviewer asks for a change.", "Say “mat”")


def test_a_yes_with_a_wish_is_both(returned: Callable[..., Returned]) -> None:
    found = returned({"right": "yes", "change": "A comma"})
    assert (len(found.reviews), len(found.left)) == (1, 1)


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"right": "perhaps"}, "Write yes or no in the column “right”. Here it is “perhaps”."),
        ({"hash": "abcdefghijklmnop"}, "These words have changed since the sheet was made."),
        ({"row_id": "gone"}, "There is no such row now: tips gone en."),
        ({"role_id": "wizard"}, "There is no role “wizard”. The roles are: pediatrician,"),
    ],
)
def test_what_cannot_be_used_is_left_with_the_reason(
    cells: Mapping[str, str], told: str, returned: Callable[..., Returned]
) -> None:
    found = returned({"right": "yes", **cells}, {"right": "yes"})
    assert (len(found.reviews), found.refused) == (1, 1)
    assert found.left[0][1].startswith(told)


@pytest.mark.parametrize("cells", [{"change": "=1+1"}, {"right": "x|=1"}, {"row_id": "@SUM(A1)"}])
def test_what_is_left_holds_no_formula(
    cells: Mapping[str, str], returned: Callable[..., Returned]
) -> None:
    found = returned({"right": "no", **cells})
    (row,) = list(csv.reader(io.StringIO(left_sheet(found, Words(TABLES, "en")).decode())))[1:]
    parts = [part.strip() for text in row for part in re.split(r"[,;\t|]", text)]
    assert not [part for part in parts if part.startswith(("=", "@"))]


def test_what_is_left_is_a_sheet_again(returned: Callable[..., Returned], tmp_path: Path) -> None:
    words = Words(TABLES, "en")
    path = tmp_path / "left.csv"
    path.write_bytes(left_sheet(returned({"right": "perhaps"}), words).replace(b"perhaps", b"yes"))
    assert len(read_returned(path, TABLES, words, "AB", DAY).reviews) == 1


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is not a sheet that we can read"),
        (b"PK\x03\x04\x00\x00", "is not a sheet"),
        (b"table,row\n", "These columns are missing: language, role, right, hash."),
    ],
)
def test_a_file_that_is_no_review_sheet_is_told(content: bytes, told: str, tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    path.write_bytes(content)
    with pytest.raises(OtkitError, match=told):
        read_returned(path, TABLES, Words(TABLES, "en"), "AB", DAY)


@pytest.mark.parametrize(("typed", "kept"), [("a. b.", "AB"), ("ñu", "ÑU")])
def test_initials_are_kept_as_letters(
    typed: str, kept: str, returned: Callable[..., Returned]
) -> None:
    assert returned({"right": "yes"}, initials=typed).reviews[0]["initials"] == kept


@pytest.mark.parametrize("initials", ["", "12", "Ana Ruiz"])
def test_a_name_is_not_taken_for_initials(initials: str, returned: Callable[..., Returned]) -> None:
    with pytest.raises(OtkitError, match="Initials are one to four letters"):
        returned({"right": "yes"}, initials=initials)
