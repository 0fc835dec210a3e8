"""The emergency box on paper: lists, notes and handouts, in both languages, for each country."""

import re
from datetime import date

import pytest

from otkit import Age, score
from otkit.kit.load import load_tables
from otkit.kit.local_words import spoken
from otkit.kit.wording import Words
from otkit.scoring.countries import countries
from otkit.scoring.emergency import emergency
from otkit.takeaway import notes_pdf, notes_text
from otkit.takeaway import paper as printed
from otkit.takeaway.emergency_box import box_content
from otkit.takeaway.typesetting import Paper
from tests.pdf_reading import Pdf

TABLES = load_tables()
DAY = date(2026, 1, 31)
LANGUAGES = list(TABLES["languages"]["language"])
SPOKEN = pytest.mark.parametrize("language", LANGUAGES)
PLACES = pytest.mark.parametrize(
    ("language", "country"), [("en", "US"), ("es", "US"), ("en", "GB"), ("es", "any")]
)
"""Each language and each kind of country; what is drawn of the one is none of the other's."""
ANSWERS = {
    "act-now": {"lost-skill": True},
    "talk": {"reaches": "often"},
    "watch": {"reaches": "sometimes"},
    "not-sure": {"reaches": "not-sure"},
    "nothing-ticked": {},
}


def missing(
    told: str, language: str, country: str, *, is_list: bool = False, is_kept: bool = True
) -> list[str]:
    """What the box says and a paper does not; help for the parent stands on what a parent keeps."""
    box = emergency(TABLES, country, Words(TABLES, spoken(language, country, TABLES)))
    phones = [row["phone"] for row in box.helplines]
    stay = box.stay if is_list else box.stay_here
    flat = re.sub(r"\s+", " ", told)
    own = (box.afraid, *phones) if is_kept else ()
    return [one for one in (*box.signs, stay, *own) if one not in flat]


@PLACES
def test_every_printed_list_has_the_box_above_its_first_line(language: str, country: str) -> None:
    box = emergency(TABLES, country, Words(TABLES, spoken(language, country, TABLES)))
    for _, content in printed.checklists(TABLES, language, Paper(), DAY, country):
        pdf = Pdf(content)
        assert missing(pdf.text, language, country, is_list=True) == []
        assert box.call in pdf.text
        assert pdf.text.index(box.call) < pdf.text.index(Words(TABLES, language)("paper.age"))


@pytest.mark.parametrize("level", ANSWERS)
@PLACES
def test_the_notes_have_the_box_at_every_level(language: str, country: str, level: str) -> None:
    result = score(Age(9), ANSWERS[level], TABLES)
    assert result.level == level
    call = emergency(TABLES, country, Words(TABLES, spoken(language, country, TABLES))).call
    pdf = Pdf(notes_pdf(result, TABLES, language, DAY, country)).text
    text = notes_text(result, TABLES, language, DAY, country)
    assert missing(pdf, language, country, is_kept=False) == []
    assert call in pdf
    assert missing(text, language, country, is_kept=False) == []
    assert call.upper() in text


@PLACES
def test_the_handouts_that_touch_it_begin_with_the_box(language: str, country: str) -> None:
    with_the_box = {
        name
        for name, content in printed.handouts(TABLES, language, Paper(), DAY, None, country)
        if missing(Pdf(content).text, language, country) == []
    }
    numbers = ("04-when-to-ask", "05-what-to-do-now", "06-who-to-call", "11-try-and-note")
    assert with_the_box == {f"handout-{name}.{language}.pdf" for name in numbers}


@pytest.mark.parametrize("country", countries(TABLES))
@SPOKEN
def test_a_number_on_paper_comes_with_its_source_and_its_day(language: str, country: str) -> None:
    box = box_content(TABLES, country, Words(TABLES, spoken(language, country, TABLES)))
    if country == "any":
        assert box["source"] == ""
    else:
        assert "2026" in box["source"]
        assert box["call"]


@SPOKEN
def test_a_phone_number_is_never_broken_into_two(language: str) -> None:
    """At the end of a line Spanish prints a hyphen twice: a wrong number to dial."""
    for paper in (Paper("letter", large_print=True), Paper("a4")):
        handouts = printed.handouts(TABLES, language, paper, DAY)
        told = next(Pdf(content).text for name, content in handouts if "who-to-call" in name)
        assert "--" not in told
        assert told.count("1-800-422-4453") == 1
