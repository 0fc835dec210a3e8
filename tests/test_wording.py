"""Ids into words: one row a case, in every language."""

import re
from collections.abc import Callable, Mapping

import pytest

from otkit.age import Age
from otkit.errors import AgeError, TableError
from otkit.front.drawing import TEMPLATES
from otkit.kit.places import PLACE
from otkit.kit.tables import Tables
from otkit.kit.wording import Words
from otkit.widgets import CheckIn, Learn
from otkit.widgets.page import Page
from otkit.widgets.workshop.adapt import Adapt
from otkit.widgets.workshop.explore import Explore
from tests.every_page import say
from tests.kit import TABLES

OWN = {"en": "A choice made by this kit", "es": "Una decisión de este material"}
"""The title of the kit itself as a source."""


@pytest.fixture(params=["en", "es"])
def words(tables: Tables, request: pytest.FixtureRequest) -> Words:
    return Words(tables, request.param)


@pytest.mark.parametrize(
    ("months", "english", "spanish"),
    [
        (0, "less than 1 month", "menos de 1 mes"),
        (1, "1 month", "1 mes"),
        (2, "2 months", "2 meses"),
        (11, "11 months", "11 meses"),
        (12, "1 year", "1 año"),
        (13, "1 year and 1 month", "1 año y 1 mes"),
        (24, "2 years", "2 años"),
        (27, "2 years and 3 months", "2 años y 3 meses"),
        (71, "5 years and 11 months", "5 años y 11 meses"),
    ],
)
def test_ages(tables: Tables, months: int, english: str, spanish: str) -> None:
    assert Words(tables, "en").age(Age(months)) == Words(tables, "en").age(months) == english
    assert Words(tables, "es").age(months) == spanish


def test_the_age_in_words_is_the_actual_one(tables: Tables) -> None:
    assert Words(tables, "en").age(Age(9, weeks_early=8)) == "9 months"


@pytest.mark.parametrize(
    ("n", "english", "spanish"),
    [
        (0, "0 weeks early", "0 semanas antes"),
        (1, "1 week early", "1 semana antes"),
        (2, "2 weeks early", "2 semanas antes"),
        (21, "21 weeks early", "21 semanas antes"),
        (12000, "12,000 weeks early", "12.000 semanas antes"),
        (1000000, "1,000,000 weeks early", "1.000.000 semanas antes"),
    ],
)
def test_plurals(tables: Tables, n: int, english: str, spanish: str) -> None:
    assert Words(tables, "en").plural("age.weeks", n) == english
    assert Words(tables, "es").plural("age.weeks", n) == spanish


def test_every_message_can_be_said(tables: Tables, words: Words) -> None:
    for row in tables.rows("messages"):
        places = PLACE.findall(row["text_en"])
        said = words(row["message_id"], **dict.fromkeys(places, "◦"))
        assert said
        assert not re.search(r"[{}]", said), row["message_id"]


def test_a_message_that_does_not_exist_is_named(words: Words) -> None:
    with pytest.raises(TableError, match=r"there is no message “page\.nowhere”"):
        words("page.nowhere")


def test_a_place_without_a_value_is_named(tables: Tables) -> None:
    with pytest.raises(TableError, match=r"“age\.months-range” needs a value for max"):
        Words(tables, "en")("age.months-range")


def test_a_language_that_does_not_exist_is_named(tables: Tables) -> None:
    with pytest.raises(TableError, match="there is no row for the language “tlh”"):
        Words(tables, "tlh")


def test_values_are_filled_in_as_they_are(tables: Tables) -> None:
    said = Words(tables, "en")("age.list-for", age="<b>{age}</b> \\1 & {first}")
    assert said == "Age for this list: <b>{age}</b> \\1 & {first}."


def test_a_text_of_a_row_is_the_one_of_the_language(tables: Tables) -> None:
    row = {"title_en": "Sleep", "title_es": "Sueño"}
    assert Words(tables, "en").text(row, "title") == "Sleep"
    assert Words(tables, "es").text(row, "title") == "Sueño"


@pytest.mark.parametrize(
    ("months", "weeks_early"),
    [(72, 0), (-1, 0), (9, 18)],
)
def test_an_error_is_said_in_the_language_of_the_reader(
    words: Words, months: int, weeks_early: int
) -> None:
    with pytest.raises(AgeError) as caught:
        Age(months, weeks_early)
    said = words.error(caught.value)
    assert said == words(caught.value.message_id, max=caught.value.values["max"])


def test_broken_tables_have_a_sentence(words: Words) -> None:
    assert words.error(TableError([])) == words("tables.broken")


@pytest.mark.parametrize(("language", "title"), OWN.items())
def test_the_kits_own_choices_are_named_in_words(language: str, title: str) -> None:
    tables = TABLES
    row = next(one for one in tables.rows("sources") if one["source_id"] == "otkit")
    assert Words(tables, language).source(row) == title


PAGES: Mapping[str, Callable[[Tables], Page]] = {
    "result": lambda tables: CheckIn(
        tables, language="es", months=6, answers={"tires-at-feeds": "sometimes"}
    ),
    "sources": lambda tables: Learn(tables, language="es", lesson="sources"),
    "lesson": lambda tables: Learn(tables, language="es", lesson="who-to-call"),
    "tips": lambda tables: Explore(tables, language="es"),
    "adapt": lambda tables: Adapt("sign", tables, language="es"),
}
"""Pages that name the kit itself as a source."""


@pytest.mark.parametrize("kind", PAGES)
def test_a_spanish_page_names_the_kits_own_choice_in_spanish(tables: Tables, kind: str) -> None:
    page = PAGES[kind](tables)
    if kind == "tips":
        say(page, {"table": ["tips"], "language": ["es"]})
    html = page.html()
    assert OWN["es"] in html
    assert OWN["en"] not in html


def test_every_template_names_a_source_in_words() -> None:
    """Its row holds the title in the language of who wrote it."""
    named = {path.name: path.read_text() for path in TEMPLATES.rglob("*.j2")}
    assert [name for name, text in named.items() if "source.title" in text] == []


def test_a_list_of_ages_fits_the_sentence_in_spanish() -> None:
    words = Words(TABLES, "es")
    said = words("result.from-age", age=words.age(18))
    assert said == "La mayoría de los niños ya hace esto a esta edad: 1 año y 6 meses."


def test_words_that_differ_stand_in_place_of_the_others(tables: Tables) -> None:
    words = Words(tables, "en-gb")
    rows = {row["behaviour_id"]: row for row in tables.rows("behaviours")}
    assert words.language == "en"
    assert words.text(rows["few-wet-diapers"], "text") == "Has far fewer wet nappies than usual"
    assert words.text(rows["hops"], "text") == Words(tables, "en").text(rows["hops"], "text")
