"""A folder of one's own: made on request, checked, put back table by table."""

import html
from pathlib import Path

import pytest

from otkit.widgets.workshop.own_folder import OwnFolder
from otkit.widgets.workshop.table_copy import TableCopy


@pytest.fixture
def page(tmp_path: Path) -> OwnFolder:
    return OwnFolder(folder=tmp_path / "my-tables")


def say(page: OwnFolder, action: str, **fields: str) -> str:
    page.handle({"action": action, "fields": {k: [v] for k, v in fields.items()}, "seen": ""})
    return html.unescape(page.html())


def test_nothing_is_made_until_somebody_asks(page: OwnFolder) -> None:
    assert "Make my folder" in page.html()
    assert not page.folder.exists()


def test_it_lies_in_the_home_folder_unless_said_otherwise() -> None:
    assert OwnFolder().folder == Path.home() / "otkit-tables"


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_page_says_where_it_lies_and_nothing_else(page: OwnFolder, language: str) -> None:
    page.language = language
    shown = html.unescape(page.html())
    assert f"<li>{page.folder}</li>" in shown
    assert "home folder" not in shown
    assert "carpeta personal" not in shown


def test_the_folder_is_made_in_order_and_says_how_to_use_it(page: OwnFolder) -> None:
    shown = say(page, "make")
    assert TableCopy(page.folder).problems() == []
    assert f"otkit serve --data {page.folder}" in shown
    assert "All tables are as the kit has them." in shown


def test_a_check_finds_what_was_changed_in_a_spreadsheet(page: OwnFolder) -> None:
    say(page, "make")
    assert "All in order." in say(page, "check")
    TableCopy(page.folder).change("areas", "sleep", {"title_es": ""})
    assert "areas.csv:5:title_es  has no text" in say(page, "check")


def test_a_table_is_put_back_and_ones_own_version_kept(page: OwnFolder) -> None:
    say(page, "make")
    TableCopy(page.folder).change("areas", "sleep", {"title_es": ""})
    shown = say(page, "put-back", table="areas")
    assert "Your version is in areas.csv.bak." in shown
    assert "All in order." in say(page, "check")


@pytest.mark.parametrize("table", ["../areas", "areas", "", "<script>"])
def test_only_a_table_that_was_changed_is_put_back(page: OwnFolder, table: str) -> None:
    say(page, "make")
    before = sorted(page.folder.rglob("*"))
    assert "<script" not in say(page, "put-back", table=table)
    assert sorted(page.folder.rglob("*")) == before


def test_making_it_twice_loses_nothing(page: OwnFolder) -> None:
    say(page, "make")
    TableCopy(page.folder).change("areas", "sleep", {"title_en": "Rest"})
    say(page, "make")
    assert TableCopy(page.folder).row("areas", "sleep")["title_en"] == "Rest"
