"""A button of the page makes a file in memory and hands it over."""

import base64
import json
import re

import pytest
from fhir.resources.R4B.bundle import Bundle

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
    bundle = Bundle.model_validate_json(base64.b64decode(file["base64"]))
    questions, answers = (entry.resource for entry in bundle.entry)
    assert answers.questionnaire == f"{questions.url}|{questions.version}"
    assert answers.subject is None


def test_each_part_of_a_collection_has_its_own_full_url(handed):
    both = [json.loads(base64.b64decode(handed("fhir")[0]["base64"])) for _ in range(2)]
    named = [[entry["fullUrl"] for entry in one["entry"]] for one in both]
    assert [one["entry"][0]["resource"]["url"] for one in both] == [named[0][0], named[1][0]]
    assert all(re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", url) for one in named for url in one)
    assert len({named[0][0], named[0][1], named[1][1]}) == 3, "no two responses are called alike"


@pytest.mark.parametrize("action", ["notes", "fhir"])
def test_without_an_age_there_is_nothing_to_hand_over(handed, action):
    assert handed(action, {"language": ["en"]}) == []


def test_the_notes_as_text_are_drawn_only_when_asked_for():
    page = CheckIn()
    page.handle({"action": "change", "fields": FORM, "seen": "1"})
    assert "<textarea" not in page.html()
    page.handle({"action": "text", "fields": {**FORM, "show": ["text"]}, "seen": "2"})
    assert "<textarea" in page.html()
