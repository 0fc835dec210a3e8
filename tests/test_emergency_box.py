"""The emergency box on paper: lists, notes and handouts, in both languages, for each country."""

import json
import re
from datetime import date
from itertools import cycle

import pytest

from otkit import Age, score
from otkit.kit.lessons import load_lessons
from otkit.kit.local_words import spoken
from otkit.kit.wording import Words
from otkit.scoring.countries import countries
from otkit.scoring.emergency import emergency
from otkit.takeaway import notes_pdf, notes_text
from otkit.takeaway import paper as printed
from otkit.takeaway.emergency_box import box_content
from otkit.takeaway.handout import handout_nodes
from otkit.takeaway.pages import pages
from otkit.takeaway.typesetting import Paper
from tests.kit import TABLES
from tests.pdf_reading import Pdf

DAY = date(2026, 1, 31)
LANGUAGES = list(TABLES["languages"]["language"])
SPOKEN = pytest.mark.parametrize("language", LANGUAGES)
EACH = [("en", "US"), ("es", "US"), ("en", "GB"), ("es", "any")]
PLACES = pytest.mark.parametrize(("language", "country"), EACH)
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


GROUPS = cycle(row["age_group_id"] for row in TABLES.rows("age_groups"))


@pytest.mark.parametrize(("language", "country", "group"), [(*one, next(GROUPS)) for one in EACH])
def test_every_printed_list_has_the_box_above_its_first_line(
    language: str, country: str, group: str
) -> None:
    box = emergency(TABLES, country, Words(TABLES, spoken(language, country, TABLES)))
    for _, content in printed.checklists(TABLES, language, Paper(), DAY, country, group):
        pdf = Pdf(content)
        assert missing(pdf.text, language, country, is_list=True) == []
        assert box.call in pdf.text
        assert pdf.text.index(box.call) < pdf.text.index(Words(TABLES, language)("paper.age"))


@pytest.mark.parametrize(
    ("language", "country", "level"),
    [*(("en", "US", level) for level in ANSWERS), *((*one, "talk") for one in EACH[1:])],
)
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
    words = Words(TABLES, spoken(language, country, TABLES))
    nodes = {
        lesson.lesson_id: handout_nodes(lesson, TABLES, words, country)
        for lesson in load_lessons(title_level=1, country=country)
        if lesson.language == language
    }
    with_the_box = {
        name
        for name, each in nodes.items()
        if missing(json.dumps(each, ensure_ascii=False), language, country) == []
    }
    assert with_the_box == {"when-to-ask", "what-to-do-now", "who-to-call", "try-and-note"}
    pdf = Pdf(pages("A handout", nodes["when-to-ask"], TABLES, words, Paper(), DAY))
    assert missing(pdf.text, language, country) == []


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
    lessons = {(one.lesson_id, one.language): one for one in load_lessons(title_level=1)}
    lesson, words = lessons["who-to-call", language], Words(TABLES, language)
    nodes = handout_nodes(lesson, TABLES, words, "US")
    for paper in (Paper("letter", large_print=True), Paper("a4")):
        told = Pdf(pages(lesson.title, nodes, TABLES, words, paper, DAY)).text
        assert "--" not in told
        assert told.count("1-800-422-4453") == 1
