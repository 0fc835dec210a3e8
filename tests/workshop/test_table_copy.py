"""A copy of the tables: changed, checked, put back; the kit's own stay as they are."""

import csv
from pathlib import Path

import pytest

from otkit.errors import TableError
from otkit.kit.load import load_tables
from otkit.kit.tables import data_folder
from otkit.widgets.workshop.table_copy import TableCopy
from tests.kit import TABLES


@pytest.fixture
def copy(tmp_path: Path) -> TableCopy:
    return TableCopy(tmp_path / "tables")


def test_a_fresh_copy_is_in_order_and_the_same(copy: TableCopy) -> None:
    assert copy.problems() == []
    assert copy.changed() == []


def test_a_change_is_made_in_the_copy_and_nowhere_else(copy: TableCopy) -> None:
    before = (data_folder() / "guidance.csv").read_bytes()
    copy.change("guidance", "talk-message", {"text_en": "Call soon."})
    assert copy.row("guidance", "talk-message")["text_en"] == "Call soon."
    assert copy.changed() == ["guidance"]
    assert (data_folder() / "guidance.csv").read_bytes() == before


def test_a_change_touches_one_line_of_the_file(copy: TableCopy) -> None:
    copy.change("guidance", "talk-message", {"text_en": "Call soon, “today”, or\nlater."})
    copy.change("guidance", "talk-message", copy.row("guidance", "talk-message"))
    rows = load_tables(copy.folder).rows("guidance")
    assert len(rows) == len(TABLES.rows("guidance"))
    assert sum(a != b for a, b in zip(rows, TABLES.rows("guidance"), strict=True)) == 1


def test_a_table_is_put_back_byte_for_byte(copy: TableCopy) -> None:
    copy.change("guidance", "talk-message", {"text_en": ""})
    assert copy.problems()
    copy.put_back("guidance")
    assert copy.changed() == []


def test_ones_own_version_is_kept_when_asked(copy: TableCopy) -> None:
    copy.change("guidance", "talk-message", {"text_en": "Mine."})
    copy.put_back("guidance", keep_backup=True)
    copy.put_back("guidance", keep_backup=True)
    assert "Mine." in (copy.folder / "guidance.csv.bak").read_text(encoding="utf-8")
    assert copy.problems() == []


def test_a_table_that_is_gone_counts_as_changed_and_comes_back(copy: TableCopy) -> None:
    (copy.folder / "tips.csv").unlink()
    assert copy.changed() == ["tips"]
    copy.put_back("tips", keep_backup=True)
    assert copy.changed() == []


def test_a_folder_that_is_there_is_used_as_it_is(copy: TableCopy) -> None:
    copy.change("guidance", "talk-message", {"text_en": "Mine."})
    assert TableCopy(copy.folder).row("guidance", "talk-message")["text_en"] == "Mine."


def test_a_table_saved_with_semicolons_is_changed_too(copy: TableCopy) -> None:
    """As a spreadsheet saves it where the comma is decimal."""
    path = copy.folder / "areas.csv"
    rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)
    copy.change("areas", "sleep", {"title_en": "Rest"})
    assert copy.row("areas", "sleep")["title_en"] == "Rest"
    assert len(load_tables(copy.folder).rows("areas")) == len(TABLES.rows("areas"))


def test_a_table_that_cannot_be_read_whole_is_left_as_it_is(copy: TableCopy) -> None:
    path = copy.folder / "areas.csv"
    path.write_text(path.read_text(encoding="utf-8") + 'more,"open\n', encoding="utf-8")
    before = path.read_bytes()
    with pytest.raises(TableError, match="quotation mark"):
        copy.change("areas", "sleep", {"title_en": "Rest"})
    assert path.read_bytes() == before
