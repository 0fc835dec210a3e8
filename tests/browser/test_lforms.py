"""The downloaded file in a real renderer: LHC-Forms draws it, a person fills it, it answers."""

import functools
import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page

from otkit.age import Age
from otkit.kit.tables import Tables
from otkit.kit.wording import Words
from otkit.scoring.answers import choices
from otkit.scoring.score import score
from otkit.takeaway import questionnaire_response
from otkit.widgets.downloads import fhir
from otkit.widgets.form import CheckInState

from .lforms import lforms_folder

DRAW = """async form => {
  await LForms.Util.addFormToPage(form, "form", {fhirVersion: "R4"});
  return LForms.lformsVersion;
}"""
READ = 'LForms.Util.getFormFHIRData("QuestionnaireResponse", "R4")'


class Quiet(SimpleHTTPRequestHandler):
    """A file server on this machine that does not write down each request."""

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Where LHC-Forms is served, on this machine alone."""
    handler = functools.partial(Quiet, directory=str(lforms_folder()))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def downloaded(tables: Tables, months: int, **answers: Any) -> list[Any]:
    """The questionnaire and the response, out of the very file that a parent downloads."""
    given = {name.replace("_", "-"): answer for name, answer in answers.items()}
    state = CheckInState(age=Age(months), country="US")
    _, _, data = fhir(score(Age(months), given, tables), state, tables, Words(tables, "en"))
    return [entry["resource"] for entry in json.loads(data)["entry"]]


@pytest.fixture(scope="module")
def loaded(browser: Browser, address: str) -> Iterator[Page]:
    """A page with LHC-Forms and nothing that it draws."""
    page = browser.new_page()
    page.goto(address)
    page.wait_for_function("window.LForms && LForms.FHIR && LForms.FHIR.R4")
    yield page
    page.close()


@pytest.fixture
def page(loaded: Page, tables: Tables) -> Page:
    """The kit's questionnaire as LHC-Forms draws it."""
    loaded.evaluate("document.getElementById('form').replaceChildren()")
    loaded.evaluate(DRAW, downloaded(tables, 9)[0])
    loaded.wait_for_selector('[id="months/1/1"]')
    return loaded


def question(page: Page, link_id: str) -> Locator:
    return page.locator(f'[id="item-{link_id}/1/1"]')


def type_in(page: Page, link_id: str, text: str) -> None:
    field = page.locator(f'[id="{link_id}/1/1"]')
    field.fill(text)
    field.blur()


def test_every_question_is_drawn_with_its_words(page: Page, tables: Tables) -> None:
    for row in tables.rows("behaviours"):
        label = page.locator(f'[id="label-{row["behaviour_id"]}/1/1"]')
        assert label.inner_text().strip() == row["text_en"]


def test_answers_that_come_back_are_the_ones_we_write(page: Page, tables: Tables) -> None:
    words = Words(tables, "en")
    areas = {row["area_id"]: words.text(row, "title") for row in tables.rows("areas")}
    answers: dict[str, Any] = {
        "reaches": "often",
        "only-smooth-food": "sometimes",
        "upset-by-touch": "not-sure",
        "lost-skill": True,
        "already-seen": ("feeding", "sleep"),
    }
    result = score(Age(11, 6), answers, tables)
    type_in(page, "months", "11")
    type_in(page, "weeks-early", "6")
    type_in(page, "corrected-months", str(result.age.corrected_months))
    question(page, "lost-skill").get_by_text("Yes", exact=True).click()
    for area in answers["already-seen"]:
        question(page, "already-seen").get_by_text(areas[area], exact=True).click()
    asked = {row["behaviour_id"]: row for row in tables.rows("behaviours")}
    for behaviour in ("reaches", "only-smooth-food", "upset-by-touch"):
        how = dict(choices(asked[behaviour]["asked"], asked[behaviour]["kind"]))[answers[behaviour]]
        question(page, behaviour).get_by_text(words(how), exact=True).click()
    back = page.evaluate(READ)
    ours = questionnaire_response(result, tables, "en", datetime.now(UTC))
    assert back["item"] == ours["item"]
    assert back["questionnaire"] == ours["questionnaire"]


def test_our_response_fills_the_form_again(page: Page, tables: Tables) -> None:
    form, ours = downloaded(tables, 9, reaches="often", already_seen=("play",))
    merge = """([form, response]) => LForms.Util.addFormToPage(
        LForms.Util.mergeFHIRDataIntoLForms("QuestionnaireResponse", response,
            LForms.Util.convertFHIRQuestionnaireToLForms(form, "R4"), "R4"), "form")"""
    page.evaluate(merge, [form, ours])
    page.wait_for_function(f"{READ}.item.length === {len(ours['item'])}")
    assert page.evaluate(READ)["item"] == ours["item"]
