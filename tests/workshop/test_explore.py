"""The tables explored: by age, by area, with the source and the line of the file."""

import html
import re
from pathlib import Path

import pytest

from otkit import Age, behaviours_for
from otkit.kit.tables import data_folder
from otkit.widgets.workshop.explore import TABLES, Explore


def say(page: Explore, **fields: str) -> str:
    page.handle({"action": "change", "fields": {k: [v] for k, v in fields.items()}, "seen": ""})
    return html.unescape(page.html())


@pytest.mark.parametrize("table", ["behaviours", "tips"])
def test_each_drawn_row_is_shown_with_its_drawing(table: str) -> None:
    page = Explore()
    alternatives = {row["picture_id"]: row["alt_en"] for row in page.tables.rows("pictures")}
    shown = say(page, table=table, months="27")
    drawn = [alternatives[row["picture"]] for row in page.rows() if row["picture"]]
    assert drawn
    assert re.findall(r'<img class="shown"[^>]* alt="([^"]*)"', shown) == drawn


@pytest.mark.parametrize("months", [0, 9, 27, 71])
def test_an_age_shows_what_the_check_in_asks_at_that_age(months: int) -> None:
    page = Explore()
    asked = [m for m in page.ages() if m <= months][-1]
    say(page, months=str(asked))
    expected = set(behaviours_for(Age(months), page.tables)["behaviour_id"])
    assert {row["behaviour_id"] for row in page.rows()} == expected


def test_the_ages_offered_are_those_at_which_the_list_changes() -> None:
    page = Explore()
    for months in range(72):
        before = [m for m in page.ages() if m <= months][-1]
        assert list(behaviours_for(Age(months), page.tables)["behaviour_id"]) == list(
            behaviours_for(Age(before), page.tables)["behaviour_id"]
        )


def test_an_area_shows_its_own_rows_only() -> None:
    page = Explore()
    say(page, area="sleep")
    assert {row["area_id"] for row in page.rows()} == {"sleep"}


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("language", ["en", "es"])
def test_each_row_is_shown_with_its_source(table: str, language: str) -> None:
    page = Explore(language=language)
    shown = say(page, table=table)
    assert all(row[f"text_{language}"] in shown for row in page.rows())
    sources = {row["source_id"]: row["publisher"] for row in page.tables.rows("sources")}
    assert all(sources[row["source_id"]] in shown for row in page.rows())


@pytest.mark.parametrize("table", TABLES)
def test_the_line_shown_is_the_line_of_the_file(table: str) -> None:
    page = Explore()
    say(page, table=table)
    lines = Path(data_folder() / f"{table}.csv").read_text(encoding="utf-8").splitlines()
    key = page.tables[table].columns[0]
    assert all(lines[row["line"] - 1].startswith(row[key]) for row in page.rows())


def test_tips_follow_the_age_and_the_area() -> None:
    page = Explore()
    say(page, table="tips", months="24", area="play")
    assert page.rows()
    assert {(row["age_group_id"], row["area_id"]) for row in page.rows()} == {("toddler", "play")}


def test_what_is_no_choice_of_ours_is_no_filter() -> None:
    page = Explore()
    shown = say(page, table="../secrets", months="1e9", area="<script>")
    assert len(page.rows()) == len(page.tables.rows("behaviours"))
    assert "<script" not in shown


def test_nothing_found_is_said_and_no_empty_table_is_drawn() -> None:
    page = Explore()
    shown = say(page, area="self-care", months="0")
    assert "0 lines" in shown
    assert "<table" not in shown


def test_what_cannot_wait_is_marked() -> None:
    page = Explore()
    kinds = [row["urgent"] for row in page.tables.rows("behaviours")]
    shown = say(page)
    assert len(re.findall("Call the doctor today", shown)) == kinds.count("today")
    assert len(re.findall("Call the doctor this week", shown)) == kinds.count("this-week")
