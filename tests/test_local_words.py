"""Words that differ by place, put into texts, pages and lessons."""

from datetime import date

import pytest

from otkit.kit.country import country_of
from otkit.kit.lessons import load_lessons
from otkit.kit.local_words import (
    in_html,
    in_markdown,
    replacing,
    spoken,
    words_by_place,
    words_of_folder,
)
from otkit.kit.tables import Tables
from otkit.kit.tables.folder import data_folder
from otkit.kit.wording import Words
from otkit.scoring.countries import countries

WORDS = {"crib": "cot", "hot dogs": "sausages", "soft crib": "big cot", "pie": "foot"}


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("A crib.", "A cot."),
        ("Crib and hot dogs", "Cot and sausages"),
        ("Hot dogs, hot dog", "Sausages, hot dog"),
        ("a soft crib", "a big cot"),
        ("describe cribs", "describe cribs"),
        ("{crib}, {my-crib} and crib", "{crib}, {my-crib} and cot"),
        ("pié, pie", "pié, foot"),
    ],
)
def test_whole_words_alone_are_put_in_the_longest_first(text: str, local: str) -> None:
    assert replacing(WORDS)(text) == local


def test_what_stands_in_a_tag_is_not_a_word() -> None:
    html = '<a href="crib" title="crib">crib</a> crib'
    assert in_html(f"<p>{html}</p>", WORDS) == '<p><a href="crib" title="crib">cot</a> cot</p>'
    assert in_html(html, {}) == html


def test_markdown_has_the_words_with_asterisks_alone() -> None:
    words = {"crib": "cot", "a crib (*bed*)": "a cot"}
    assert in_markdown("a crib (*bed*) [crib](crib)", words) == "a cot [crib](crib)"


def test_each_country_has_its_own_words(tables: Tables) -> None:
    fever = next(row for row in tables.rows("behaviours") if row["behaviour_id"] == "fever")
    said = {
        place: Words(tables, spoken("en", place, tables)).text(fever, "text")
        for place in ("US", "GB-SCT", "ES-CT", "CA-ON", "MX", "any")
    }
    assert said == {
        "US": "Has a fever: 100.4 °F (38 °C) or more",
        "GB-SCT": "Has a fever: 38 °C or more",
        "ES-CT": "Has a fever: 38 °C or more",
        "CA-ON": "Has a fever: 38 °C (100.4 °F) or more",
        "MX": "Has a fever: 38 °C (100.4 °F) or more",
        "any": "Has a fever: 38 °C (100.4 °F) or more",
    }


def test_a_date_is_written_as_in_the_place(tables: Tables) -> None:
    said = [
        Words(tables, spoken("en", place, tables)).date(date(2026, 11, 30))
        for place in ("US", "IE", "MX", "any")
    ]
    day_first = "30 November 2026"
    assert said == ["November 30, 2026", day_first, day_first, "November 30, 2026"]


def test_every_word_is_that_of_a_place_on_the_list_and_is_in_use(tables: Tables) -> None:
    known = {country_of(place) for place in countries(tables)}
    texts = [str(text) for name in tables for row in tables.rows(name) for text in row.values()]
    lessons = "\n".join(path.read_text() for path in (data_folder() / "lessons").glob("*.md"))
    every = "\n".join([*texts, lessons]).lower()
    for row in tables.rows("local_words"):
        assert {place.strip() for place in row["places"].split(";")} <= known, row["word_id"]
        assert every.count(row["word"].lower()) > 1, row["word_id"]


def test_tables_and_lessons_read_the_same_words(tables: Tables) -> None:
    assert words_by_place(tables)["en", "GB"]["crib"] == "cot"
    assert words_of_folder(data_folder(), "en", "GB-ENG") == words_by_place(tables)["en", "GB"]


def test_a_lesson_is_in_the_words_of_the_place() -> None:
    title = {
        place: next(one.title for one in load_lessons(country=place) if one.order == 10)
        for place in ("US", "IE")
    }
    assert title == {"US": "OT or physical therapy?", "IE": "OT or physiotherapy?"}
