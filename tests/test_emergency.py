"""The emergency box: on every page, paper and result, with the number of the reader's country."""

import html
import re
from datetime import date

import pytest

from otkit import Age, score
from otkit.kit.country import country_of
from otkit.kit.local_words import spoken
from otkit.kit.tables import Tables
from otkit.kit.wording import Words
from otkit.scoring.countries import countries
from otkit.scoring.emergency import emergency, emergency_row, helplines, numbers_by_country
from otkit.scoring.score import behaviours_asked
from otkit.widgets import CheckIn, Learn
from tests.kit import TABLES
from tests.plain_rows import is_plain

LANGUAGES = list(TABLES["languages"]["language"])
COUNTRIES = countries(TABLES)
NUMBERS = {
    "US": "911", "CA": "911", "MX": "911", "GB": "999", "IE": "112", "AU": "000", "NZ": "111",
    "ES": "112", "IN": "112", "any": "", "FR": "",
}  # fmt: skip
WITH_THE_BOX = ("when-to-ask", "what-to-do-now", "who-to-call", "try-and-note")
EVERY = pytest.mark.parametrize("country", COUNTRIES)
SPOKEN = pytest.mark.parametrize("language", LANGUAGES)
FIRST_AID = {
    "en": re.compile(r"\b(back blows?|thrusts?|cpr|compress\w*|rescue breath\w*|heimlich)\b", re.I),
    "es": re.compile(r"\b(golpes? en la espalda|rcp|compresi\w+|maniobra\w*)\b", re.I),
}


def read(drawn: str) -> str:
    """What a person reads in a piece of HTML."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", drawn)).split())


def region(page: CheckIn, name: str) -> str:
    return str(getattr(page, f"region_{name}"))


def answers_by_level(tables: Tables, months: int) -> dict[str, dict[str, object]]:
    """Answers that lead to each level at an age."""
    rows = behaviours_asked(Age(months), tables)
    name = next(row["behaviour_id"] for row in rows if is_plain(row))
    return {
        "act-now": {"lost-skill": True},
        "talk": {name: "often"},
        "watch": {name: "sometimes"},
        "not-sure": {name: "not-sure"},
        "nothing-ticked": {},
    }


@pytest.mark.parametrize("country", NUMBERS)
def test_a_phone_dials_the_number_of_the_country(country: str, tables: Tables) -> None:
    box = emergency(tables, country, Words(tables, "en"))
    assert box.phone == NUMBERS[country]
    assert box.phone in box.call


@SPOKEN
def test_a_country_without_a_number_gets_not_just_the_us_one(language: str) -> None:
    box = emergency(TABLES, "FR", Words(TABLES, language))
    wanted = {
        "en": "your emergency number (911 in the US)",
        "es": "número de emergencias de su país (911 en los Estados Unidos)",
    }
    assert wanted[language] in box.call
    assert wanted[language] in box.line


@EVERY
@SPOKEN
def test_the_box_names_every_sign(language: str, country: str) -> None:
    said = " ".join(emergency(TABLES, country, Words(TABLES, language)).signs)
    wanted = {
        "en": "cough|lips, tongue or gums|blue, gray or white|stops breathing|limp|wake|seizure",
        "es": "toser|labios, la lengua o las encías|azul|gris o blanco|respirar|flojo|convulsión",
    }
    assert [one for one in wanted[language].split("|") if one not in said] == []


@SPOKEN
def test_it_says_to_stay_on_the_line_and_not_to_fill_in_the_list(language: str) -> None:
    box = emergency(TABLES, "US", Words(TABLES, language))
    wanted = {
        "en": ("Stay on the line: they tell you what to do.", "Do not fill in this list."),
        "es": ("No cuelgue: le dicen qué hacer.", "No llene esta lista."),
    }
    stay, no_list = wanted[language]
    assert stay in box.stay
    assert no_list in box.stay
    assert stay in box.stay_here
    assert no_list not in box.stay_here


@pytest.mark.parametrize("country", [one for one in COUNTRIES if one != "IE"])
def test_a_first_seizure_that_is_over_is_a_reason_to_call(country: str) -> None:
    assert "even a first one that is over" in emergency_row(TABLES, country)["seizure_en"]
    assert "aunque sea la primera y ya haya pasado" in emergency_row(TABLES, country)["seizure_es"]


def test_ireland_has_the_seizure_row_of_its_health_service() -> None:
    row = emergency_row(TABLES, "IE")
    assert row["seizure_source_id"] == "hse-urgent"
    assert "a first one" not in row["seizure_en"]


def test_every_number_has_a_source_and_the_day_it_was_seen() -> None:
    sources = set(TABLES["sources"]["source_id"])
    for name in ("emergency", "helplines"):
        for row in TABLES.rows(name):
            assert row["source_id"] in sources
            assert date.fromisoformat(row["seen"]) <= date.today()


@pytest.mark.parametrize("country", COUNTRIES)
def test_a_helpline_is_named_only_where_a_source_names_one(country: str) -> None:
    found = [row["phone"] for row in helplines(TABLES, country)]
    wanted = {"US": ["1-800-422-4453", "1-833-852-6262"], "CA": ["1-800-422-4453"]}
    assert found == wanted.get(country_of(country), [])


def test_every_helpline_says_that_it_is_not_for_emergencies() -> None:
    for row in TABLES.rows("helplines"):
        assert "not for emergencies" in row["about_en"]
        assert "No es para emergencias" in row["about_es"]


@SPOKEN
def test_a_parent_in_fear_puts_the_child_down_and_calls(language: str) -> None:
    afraid = emergency(TABLES, "GB", Words(TABLES, language)).afraid
    wanted = {
        "en": ("on the back in a safe place", "Step away", "call somebody", "Never shake"),
        "es": ("boca arriba en un lugar seguro", "Aléjese", "llame a alguien", "Nunca sacuda"),
    }
    assert [one for one in wanted[language] if one not in afraid] == []


def test_the_numbers_of_all_countries_stand_in_one_sentence(tables: Tables) -> None:
    said = numbers_by_country(tables, Words(tables, "en"))
    assert said.startswith("Emergency numbers: United States 911, Australia 000,")
    assert "United Kingdom 999" in said
    assert "Another country" not in said


@EVERY
@SPOKEN
def test_the_box_stands_above_the_first_question(language: str, country: str) -> None:
    page = CheckIn(language=language, country=country)
    box = emergency(TABLES, country, Words(TABLES, spoken(language, country, TABLES)))
    shown = read(page.html())
    assert all(sign in shown for sign in box.signs)
    assert shown.index(box.call) < shown.index(Words(TABLES, language)("age.heading"))
    assert box.stay in read(region(page, "emergency"))


@EVERY
@SPOKEN
def test_above_the_questions_the_box_is_one_line(language: str, country: str) -> None:
    page = CheckIn(language=language, country=country, months=9)
    box = emergency(TABLES, country, Words(TABLES, spoken(language, country, TABLES)))
    shown = read(region(page, "intro"))
    assert shown.startswith(box.line)
    assert box.signs[0] not in shown
    assert (f'href="tel:{box.phone}"' in region(page, "intro")) == bool(box.phone)
    assert box.line not in read(region(CheckIn(language=language, country=country), "intro"))


def test_the_box_stays_as_it_is_when_an_age_is_chosen() -> None:
    """What shrinks above a reader's eyes takes away the field that is being filled in."""
    page = CheckIn(country="GB")
    before = region(page, "emergency")
    page.months = 9
    page.answers = {"lost-skill": True}
    assert region(page, "emergency") == before


@pytest.mark.parametrize("months", [None, 9])
def test_where_the_reader_lives_is_asked_beside_the_number(months: int | None) -> None:
    page = CheckIn(months=months)
    assert 'select name="country"' in region(page, "emergency")
    assert page.html().count('name="country"') == 1


@pytest.mark.parametrize("months", [1, 20, 50])
@pytest.mark.parametrize("country", ["US", "GB", "any"])
@SPOKEN
def test_every_level_of_result_has_the_box(language: str, country: str, months: int) -> None:
    box = emergency(TABLES, country, Words(TABLES, spoken(language, country, TABLES)))
    for level, answers in answers_by_level(TABLES, months).items():
        page = CheckIn(months=months, language=language, country=country, answers=answers)
        assert page.result.level == level
        shown = read(region(page, "result"))
        for part in (box.call, *box.signs, box.stay_here, box.afraid):
            assert part in shown, level
        message = read(re.search(r"<h2.*?</h2>", region(page, "result"), re.DOTALL)[0])
        assert shown.index(message) < shown.index(box.call)
        assert box.line in read(region(page, "intro"))
        if level == "act-now":
            assert shown.index(box.line) < shown.index(message)
        assert shown.index(Words(TABLES, language)("result.call")) < shown.index(box.call)
        assert shown.index(box.call) < shown.index(box.afraid)


@pytest.mark.parametrize("lesson", WITH_THE_BOX)
@EVERY
@SPOKEN
def test_the_lessons_that_touch_it_begin_with_the_box(
    language: str, country: str, lesson: str
) -> None:
    page = Learn(lesson=lesson, language=language)
    form = {"lesson": [lesson], "language": [language], "country": [country]}
    page.handle({"action": "go", "fields": form, "seen": ""})
    box = emergency(TABLES, country, Words(TABLES, spoken(language, country, TABLES)))
    shown = read(page.region_lesson)
    for part in (box.call, *box.signs, box.stay_here, box.afraid):
        assert part in shown
    assert page.region_lesson.count('name="country"') == 1
    assert page.region_lesson.index('class="emergency"') < page.region_lesson.index("<p>", 900)


def test_a_link_to_a_lesson_takes_the_country_along() -> None:
    assert "lesson=who-to-call&lang=en&country=GB" in html.unescape(
        region(CheckIn(months=9, country="GB"), "result")
    )


@pytest.mark.parametrize(("country", "source"), [("GB", "nhs-hackney"), ("US", "childhelp")])
def test_where_a_number_comes_from_is_named_with_it(country: str, source: str) -> None:
    url = next(row["url"] for row in TABLES.rows("sources") if row["source_id"] == source)
    page = CheckIn(months=9, country=country, answers={"lost-skill": True})
    assert region(page, "result").count(f'href="{url}"') == 1
    lesson = Learn(lesson="when-to-ask")
    form = {"lesson": ["when-to-ask"], "country": [country]}
    lesson.handle({"action": "go", "fields": form, "seen": ""})
    assert lesson.region_lesson.count(f'href="{url}"') == 1


@pytest.mark.parametrize("country", COUNTRIES)
@SPOKEN
def test_without_javascript_box_and_numbers_are_there(language: str, country: str) -> None:
    page = CheckIn(country=country)
    words = Words(TABLES, spoken(language, country, TABLES))
    shown = read(page.without_script(page.state()))
    box = emergency(TABLES, country, words)
    for part in (box.call, *box.signs, box.stay, numbers_by_country(TABLES, words)):
        assert part in shown
    first = next(row for row in TABLES.rows("age_groups"))[f"title_{language}"]
    assert shown.index(box.call) < shown.index(first)
    assert page.html().index('class="emergency') < page.html().index("<noscript data-list>")


@SPOKEN
def test_no_first_aid_is_printed(language: str) -> None:
    """What to do while waiting is for the one on the line to say."""
    said = [
        str(value)
        for name in TABLES
        for row in TABLES.rows(name)
        for column, value in row.items()
        if column.endswith(f"_{language}")
    ]
    assert [text for text in said if FIRST_AID[language].search(text)] == []


@SPOKEN
def test_the_result_scores_as_before_whatever_the_country(language: str) -> None:
    result = score(Age(9), {"reaches": "often"}, TABLES)
    pages = {
        CheckIn(months=9, language=language, country=one, answers={"reaches": "often"}).result
        for one in COUNTRIES
    }
    assert pages == {result}
