"""A worksheet as nodes for paper: a note, boxes, a table with an example, lines."""

import pytest

from otkit.kit.lessons.worksheets import WORKSHEETS
from otkit.kit.wording import Words
from otkit.takeaway.worksheet import worksheet_nodes
from tests.kit import TABLES

WORDS = Words(TABLES, "en")


@pytest.mark.parametrize("worksheet", WORKSHEETS)
def test_each_column_has_a_name_and_an_example(worksheet: str) -> None:
    (table,) = [one for one in worksheet_nodes(worksheet, WORDS) if one["tag"] == "worksheet"]
    assert len(table["columns"]) == len(table["example"]) == WORKSHEETS[worksheet].columns
    assert table["rows"] == WORKSHEETS[worksheet].rows


def test_boxes_come_before_the_table_and_lines_after_it() -> None:
    tags = [one["tag"] for one in worksheet_nodes("visit", WORDS)]
    assert tags == ["p", *["box"] * 5, "worksheet", *["blank"] * 2]


def test_an_unknown_worksheet_is_refused() -> None:
    with pytest.raises(KeyError):
        worksheet_nodes("homework", WORDS)
