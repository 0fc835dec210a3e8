"""A button of the page makes a file in memory and hands it over."""

import base64
import json

import pytest

from otkit.widgets import CheckIn

FORM = {"years": ["1"], "months": ["8"], "lost-skill": ["on"]}


@pytest.fixture
def handed(monkeypatch):
    """What pressing a button hands over."""

    def press(action: str, fields=FORM):
        page = CheckIn()
        sent: list[dict] = []
        monkeypatch.setattr(page, "send", sent.append)
        page.handle({"action": action, "fields": fields, "seen": "1"})
        return [message["file"] for message in sent]

    return press


def test_the_notes_are_a_pdf_with_a_name_in_the_readers_language(handed):
    (file,) = handed("notes", {**FORM, "language": ["es"]})
    assert file["name"] == "notas-para-la-cita.pdf"
    assert base64.b64decode(file["base64"]).startswith(b"%PDF")


def test_a_clinic_gets_the_questions_with_the_answers(handed):
    (file,) = handed("fhir")
    bundle = json.loads(base64.b64decode(file["base64"]))
    questions, answers = (entry["resource"] for entry in bundle["entry"])
    assert answers["questionnaire"].startswith(questions["url"])
    assert "subject" not in answers


@pytest.mark.parametrize("action", ["notes", "fhir"])
def test_without_an_age_there_is_nothing_to_hand_over(handed, action):
    assert handed(action, {"language": ["en"]}) == []


def test_the_notes_as_text_are_drawn_only_when_asked_for():
    page = CheckIn()
    page.handle({"action": "change", "fields": FORM, "seen": "1"})
    assert "<textarea" not in page.html()
    page.handle({"action": "text", "fields": {**FORM, "show": ["text"]}, "seen": "2"})
    assert "<textarea" in page.html()
