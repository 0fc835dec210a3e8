"""Words that the texts for parents do without, and English words that a parent has to say."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from otkit.kit.lessons import Lesson, load_lessons
from otkit.kit.tables import Tables
from otkit.kit.wording import Words
from tests.kit import TABLES
from tests.reading import LANGUAGES, cells, lessons
from tests.test_terms import results

DOCS = Path(__file__).parents[1] / "docs"

AVOIDED = {
    "en": {
        r"\bwhom\b": "who",
        r"\bticks?\b": "marks, as on the screen",
        r"\b(an?|the|long|big|strong) upsets?\b|\bupsets (most|that)\b": "tantrum, long crying",
        r"\bdo(es)? up\b|\bundo any\b": "button, unbutton",
        r"\bof mash\b": "mashed food",
        r"\bstart a talk\b": "start talking",
        r"\bworth a note\b": "most children do this by",
        r"\bFHIR\b": "file for the clinic's computer",
        r"\bpass or fail\b": "there are no grades",
        r"\byou lose little\b|\bfine to wait\b|\bwaiting until now\b": "what asking costs",
        r"\bdoes not mean that nothing is wrong\b": "may still need help",
        r"\bfirm ground\b|\btrust in oneself\b|\bwill dare\b|\bsurer\b": "what we know, confidence",
        r"\bno clinician\b": "doctor or therapist",
    },
    "es": {
        r"\bremisi(ón|ones)\b": "derivación",
        r"\b(una|la|las|sin) orden(es)?\b(?! médica)": "nota médica",
        r"\bcarta del médico\b": "nota médica",
        r"\bevaluación del desarrollo\b|\bevaluar su desarrollo\b": "prueba de detección",
        r"\b(el|al|del|un|los) (pediatra|terapeuta)\b": "su pediatra, la terapia",
        r"\b(el|al|del|los) terapeutas? ocupacional": "la terapia ocupacional",
        r"\bla enfermera\b|\b(la|a) maestra\b|\buna amiga\b": "the clinic, the school, somebody",
        r"\bdespiertos?\b": "cuando no duerme",
        r"\blos padres\b|\ba los padres\b": "las familias, madres y padres",
        r"\blo tiene que enviar\b|\bllamarle antes\b|\bnada le calma\b|\ble altera\b": "no leísmo",
        r"\barcadas\b": "ganas de vomitar",
        r"\bsonajero\b(?! o una sonaja)(?<!sonaja o un sonajero)": "sonajero o sonaja",
        r"\btobog(án|anes)\b(?! o resbaladilla)": "tobogán o resbaladilla",
        r"\bplátano\b|\bbocadillo\b|\bbañera\b|\bpasto\b|\brondas?\b": "words of one region",
        r"\bpide brazos\b|\bcortafuegos\b|\bpegatinas?\b|\bcelulares\b": "words of one region",
        r"\bsuccion": "chupar o mamar",
        r"\bVale la pena anotarlo\b|\bObsérvelo\b|\bsin certeza\b": "fíjese, no sé",
        r"\bcasi todas las edades\b|\bCasi nunca atrapa\b": "what is true",
        r"\blos tira\b|\bla suciedad\b": "what is meant",
        r"\bmi pedido\b|\balcanzan a los demás\b": "mi solicitud, se ponen al día",
    },
}
"""What is avoided (a pattern), and what is said in its place."""

ENGLISH = {
    "terapia ocupacional": "OT",
    "derivación": "referral",
    "prueba de detección": "screening",
    "intervención temprana": "early intervention",
    "evaluación": "evaluation",
    "orden médica": "prescription",
    "terapia física": "PT",
}
"""The Spanish name of each service, and what it is called on the phone in the US."""


def said(language: str) -> Iterator[tuple[str, str]]:
    """Every text with its place; a page for the one who leads a workshop counts too."""
    yield from ((text.place, text.words) for text in lessons() if text.language == language)
    for text in cells():
        if text.language == language:
            yield text.place, text.words
    page = "facilitator.md" if language == "en" else f"facilitator.{language}.md"
    yield page, (DOCS / page).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("language", "pattern"), [(one, each) for one in LANGUAGES for each in AVOIDED[one]]
)
def test_a_word_that_misleads_is_not_used(language: str, pattern: str) -> None:
    avoided = re.compile(pattern, re.IGNORECASE)
    found = {place: match[0] for place, words in said(language) if (match := avoided.search(words))}
    assert found == {}, f"say: {AVOIDED[language][pattern]}"


def spanish(lesson_id: str) -> Lesson:
    return next(o for o in load_lessons() if (o.lesson_id, o.language) == (lesson_id, "es"))


@pytest.mark.parametrize("term", ENGLISH)
def test_a_service_has_its_english_name_where_it_is_explained(term: str) -> None:
    (row,) = [r for r in TABLES.rows("exempt_words") if (r["language"], r["term"]) == ("es", term)]
    assert f"<em>{ENGLISH[term]}</em>" in spanish(row["lesson"]).html


@pytest.mark.parametrize("lesson", load_lessons(), ids=lambda one: f"{one.order}-{one.language}")
def test_an_english_name_stands_at_most_twice_in_a_lesson(lesson: Lesson) -> None:
    counts = {word: lesson.html.count(f"<em>{word}</em>") for word in ENGLISH.values()}
    assert max(counts.values()) <= (2 if lesson.language == "es" else 0)


@pytest.mark.parametrize(
    ("months", "needed"),
    [
        (27, {"OT", "screening", "early intervention", "evaluation"}),
        (48, {"OT", "screening", "evaluation"}),
    ],
)
def test_a_spanish_result_has_the_words_to_say_on_the_phone(
    tables: Tables, months: int, needed: set[str]
) -> None:
    shown = results(tables, "es", months)["talk", "US"]
    assert {word for word in needed if f"“{word}”" not in shown} == set()


def test_an_english_result_has_no_quoted_service_words(tables: Tables) -> None:
    shown = results(tables, "en", 27)["talk", "US"]
    assert [word for word in ENGLISH.values() if f"“{word}”" in shown] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("answer", ["sometimes", "not-sure"])
def test_the_chart_names_an_answer_as_the_list_does(
    tables: Tables, answer: str, language: str
) -> None:
    words = Words(tables, language)
    assert words(f"picture.legend.{answer}") == words(f"how.{answer}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_that_names_an_answer_names_one_that_is_offered(
    tables: Tables, language: str
) -> None:
    """“I am not sure” in a step or an example is what the list offers, word for word."""
    not_sure = Words(tables, language)("how.not-sure")
    for name, row_id in (("guidance", "how-often-not-said-step-pick"), ("behaviours", "fever")):
        row = next(row for row in tables.rows(name) if next(iter(row.values())) == row_id)
        said = f"{row[f'text_{language}']} {row.get(f'example_{language}', '')}"
        assert f"“{not_sure}”" in said
