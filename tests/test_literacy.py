"""How every text a parent reads, reads: grade, length, spelling, which words."""

import re
from pathlib import Path

import pytest

from otkit.kit.country import rows_of
from otkit.kit.lessons import Lesson, load_lessons
from otkit.scoring.countries import countries
from tests.kit import TABLES
from tests.reading import (
    LANGUAGES,
    Text,
    cells,
    ease,
    grouped,
    lessons,
    sentences,
    term_of,
    worst_first,
)

HARDEST_GRADE = 6
"""Flesch-Kincaid grade of English text: what a sixth grader reads (AMA)."""

LOWEST_EASE = 70
"""Fernández-Huerta ease of Spanish text: from 70 on, fairly easy."""

LONGEST_SENTENCE = 20
LONGEST_LIST = 7
SHORTEST_LESSON, LONGEST_LESSON = 240, 330
"""Words of a lesson; with its pictures and what is shown below, about two minutes."""

FEWEST_TO_MEASURE = 7
"""Words a single cell must have to be measured alone; below, the formulas say nothing."""

CLINICAL = "clinical_term"
"""The name that professionals use, beside the sign in plain words; it cannot be simpler."""

ROOT = Path(__file__).parents[1]
BRITISH = {
    "analyse": "analyze", "behaviour": "behavior", "catalogue": "catalog", "centre": "center",
    "colour": "color", "cosy": "cozy", "favour": "favor", "favourite": "favorite",
    "fibre": "fiber", "flavour": "flavor", "fulfil": "fulfill", "grey": "gray",
    "honour": "honor", "humour": "humor", "judgement": "judgment", "labelled": "labeled",
    "learnt": "learned", "licence": "license", "litre": "liter", "metre": "meter",
    "mum": "mom", "nappies": "diapers", "nappy": "diaper", "neighbour": "neighbor",
    "organise": "organize", "paediatric": "pediatric", "paediatrician": "pediatrician",
    "practise": "practice", "pram": "stroller", "programme": "program", "pyjamas": "pajamas",
    "realise": "realize", "recognise": "recognize", "spoilt": "spoiled", "theatre": "theater",
    "towards": "toward", "travelled": "traveled", "trousers": "pants", "whilst": "while",
}  # fmt: skip
BRITISH_WORD = re.compile(rf"\b({'|'.join(BRITISH)})(s|d|r|ed|ing|al)?\b", re.IGNORECASE)
GENDERED = {
    "en": re.compile(r"\b(he|she|him|her|his|hers|himself|herself)\b", re.IGNORECASE),
    "es": re.compile(r"\b(él|ella)\b", re.IGNORECASE),
}
NAMED = re.compile(
    r"\b(autis\w*|adhd|tdah|d[iy]spraxia|disorder\w*|trastorno\w*|syndrome|síndrome"
    r"|cerebral palsy|parálisis|no problem|ningún problema|sin problema)\b",
    re.IGNORECASE,
)


def hard(text: Text) -> bool:
    measured = ease(text.words, text.language)
    return measured < LOWEST_EASE if text.language == "es" else measured > HARDEST_GRADE


def every_text(language: str) -> list[Text]:
    return [text for text in (*lessons(), *cells()) if text.language == language]


def worst(texts: list[Text]) -> str:
    return "\n".join(f"{rate:6.1f}  {text.place}" for rate, text in worst_first(texts)[:10])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_lesson_and_every_group_is_easy_to_read(
    language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = list(grouped(language))
    with capsys.disabled():
        print(f"\nThe ten hardest texts in {language}:\n{worst(texts)}")
    assert [text.place for text in texts if hard(text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_single_text_is_easy_to_read(language: str) -> None:
    texts = [
        text
        for text in cells()
        if text.language == language
        and len(text.words.split()) >= FEWEST_TO_MEASURE
        and CLINICAL not in text.place
    ]
    assert [(text.place, text.words) for text in texts if hard(text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_longer_than_20_words(language: str) -> None:
    long = [
        (text.place, sentence)
        for text in every_text(language)
        for sentence in sentences(text)
        if len(sentence.split()) > LONGEST_SENTENCE
    ]
    assert long == []


@pytest.mark.parametrize("text", lessons(), ids=lambda text: text.place)
def test_a_lesson_takes_two_minutes(text: Text) -> None:
    assert SHORTEST_LESSON <= len(text.words.split()) <= LONGEST_LESSON


@pytest.mark.parametrize("lesson", load_lessons(), ids=lambda one: f"{one.order}-{one.language}")
def test_no_list_has_more_than_seven_points(lesson: Lesson) -> None:
    lists = re.findall(r"<[uo]l>.*?</[uo]l>", lesson.html, re.DOTALL)
    assert all(one.count("<li>") <= LONGEST_LIST for one in lists)


@pytest.mark.parametrize(
    ("level", "rule"),
    sorted({(r["level"], r["rule_id"]) for r in TABLES.rows("guidance") if r["part"] == "step"}),
)
@pytest.mark.parametrize("months", [0, 11, 12, 30, 31, 35, 36, 71])
def test_a_level_gives_three_to_five_steps(level: str, rule: str, months: int) -> None:
    """And so does a rule that has steps of its own, wherever the reader lives."""
    steps = [
        row
        for row in TABLES.rows("guidance")
        if (row["level"], row["rule_id"], row["part"]) == (level, rule, "step")
        and row["from_months"] <= months <= row["to_months"]
    ]
    for country in countries(TABLES):
        assert 3 <= len(rows_of(steps, country, key=lambda row: row["order"])) <= 5


def test_english_is_spelled_as_in_america() -> None:
    british = [
        (text.place, found[0])
        for text in every_text("en")
        for found in BRITISH_WORD.finditer(text.words)
    ]
    assert british == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_child_is_neither_he_nor_she(language: str) -> None:
    assert [t.place for t in every_text(language) if GENDERED[language].search(t.words)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_condition_is_named_and_none_ruled_out(language: str) -> None:
    assert [text.place for text in every_text(language) if NAMED.search(text.words)] == []


EXEMPT = TABLES.rows("exempt_words")


@pytest.mark.parametrize("row", EXEMPT, ids=lambda row: row["exempt_id"])
def test_an_exempt_word_is_explained_where_it_is_first_used(row: dict[str, str]) -> None:
    own = [text for text in lessons() if text.language == row["language"]]
    longer = [
        term_of(other["term"])
        for other in EXEMPT
        if other["language"] == row["language"]
        and row["term"] in other["term"]
        and row["term"] != other["term"]
    ]

    def uses(text: Text) -> bool:
        words = text.words
        for term in longer:
            words = term.sub("", words)
        return bool(term_of(row["term"]).search(words))

    first = next(text for text in own if uses(text))
    assert first.place == f"lessons/{row['lesson']}.{row['language']}"
    assert row["explanation"] in first.words


@pytest.mark.parametrize("row", EXEMPT, ids=lambda row: row["exempt_id"])
def test_a_stand_in_is_shorter_than_its_term(row: dict[str, str]) -> None:
    assert len(row["stand_in"]) < len(row["term"])


def test_every_sentence_quoted_on_literacy_is_in_the_kit() -> None:
    page = (ROOT / "docs" / "literacy.md").read_text(encoding="utf-8")
    quoted = {" ".join(words.split()) for words in re.findall(r"“([^”]+)”", page)}
    said = "\n".join(text.words for text in every_text("en")).lower()
    assert len(quoted) > 9
    assert {words for words in quoted if words.lower().rstrip(".") not in said} == set()
