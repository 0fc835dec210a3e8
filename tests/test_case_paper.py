"""The cases on paper: the stories for the tables, and apart from them what the kit says.

`test_paper.py` holds them on every paper to what all that is printed is held to.
"""

from datetime import date

import pytest

from otkit.takeaway.case_paper import case_files
from otkit.takeaway.typesetting import Paper
from otkit.workshop.cases import cases
from tests.kit import TABLES
from tests.pdf_reading import Pdf

TODAY = date(2026, 1, 31)
LANGUAGES = list(TABLES["languages"]["language"])


@pytest.fixture(scope="module", params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def files(language: str) -> dict[str, bytes]:
    return dict(case_files(TABLES, language, Paper(), TODAY))


def text_of(pdf: bytes) -> str:
    return " ".join(Pdf(pdf).text.split())


def test_there_is_a_copy_for_the_groups_and_for_the_facilitator(
    files: dict[str, bytes], language: str
) -> None:
    assert list(files) == [f"cases.{language}.pdf", f"cases-facilitator.{language}.pdf"]


def test_every_story_is_on_the_copy_for_the_tables(files: dict[str, bytes], language: str) -> None:
    shown = text_of(files[f"cases.{language}.pdf"])
    assert [c.case_id for c in cases(TABLES) if c.row[f"story_{language}"] not in shown] == []


def test_no_answer_is_on_the_copy_for_the_tables(files: dict[str, bytes], language: str) -> None:
    shown = text_of(files[f"cases.{language}.pdf"])
    for case in cases(TABLES):
        assert case.row[f"teaching_{language}"] not in shown
        assert case.row[f"facilitator_{language}"] not in shown


def test_the_facilitators_copy_has_teaching_point_and_questions(
    files: dict[str, bytes], language: str
) -> None:
    shown = text_of(files[f"cases-facilitator.{language}.pdf"])
    for case in cases(TABLES):
        assert case.row[f"teaching_{language}"] in shown
        assert case.row[f"facilitator_{language}"] in shown


def test_the_facilitators_copy_draws_what_is_marked(files: dict[str, bytes], language: str) -> None:
    rows = {row["behaviour_id"]: row for row in TABLES.rows("behaviours")}
    alternatives = {row["picture_id"]: row[f"alt_{language}"] for row in TABLES.rows("pictures")}
    expected = []
    for case in cases(TABLES):
        marked = [rows[name]["picture"] for name in case.result(TABLES).answers if name in rows]
        expected += sorted({alternatives[name] for name in marked if name})
    pdf = Pdf(files[f"cases-facilitator.{language}.pdf"])
    shown = [one.alt for one in pdf.document.every("/Figure")]
    assert len(expected) > 5
    assert sorted(shown) == sorted(expected)
