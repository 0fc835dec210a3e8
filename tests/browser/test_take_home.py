"""What a parent takes home, by the buttons of the page: files, the clipboard, a phone's share."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from fhir.resources.R4B.bundle import Bundle
from icalendar import Calendar
from playwright.sync_api import Locator, Page, expect

from otkit.kit.tables import Tables
from tests.pdf_reading import Pdf, faults

from .parent import Visit, choose_language, expect_level, pick_age, tick, unfold_result

OVER_HTTP = """window.clipboard = navigator.clipboard;
delete Navigator.prototype.clipboard;
delete Navigator.prototype.share;"""
"""Takes from a page what browsers give to HTTPS alone: so it is on a workshop's own network."""

SHARES = """navigator.share = async (data) => { window.shared = data; };"""
"""This machine shares nothing: keeps what a phone would hand to another app."""

REFUSES = "document.execCommand = () => false;"

Notes = Callable[..., tuple[Page, str]]


@pytest.fixture
def notes(visit: Visit, served: str, at_two: list[str]) -> Notes:
    """The notes as text on a page where `scripts` ran first, and that text."""

    def notes(*scripts: str) -> tuple[Page, str]:
        page = visit(go=False, permissions=["clipboard-read", "clipboard-write"])
        for script in scripts:
            page.add_init_script(script)
        page.goto(served)
        pick_age(page, 2, 3)
        tick(page, at_two[0])
        expect_level(page, "talk")
        unfold_result(page)
        page.locator('[data-action="text"]').click()
        expect(page.locator("textarea")).to_be_visible()
        return page, page.locator("textarea").input_value()

    return notes


def copied(page: Page) -> Locator:
    return page.locator('[data-action="copy"] + [role="status"]')


def test_the_notes_are_in_sight_and_copy_says_that_it_copied(notes: Notes) -> None:
    page, text = notes()
    expect(page.locator("textarea")).to_be_focused()
    expect(page.locator("textarea")).to_be_in_viewport(ratio=0.5)
    expect(page.locator("label:has(textarea) > span")).to_be_in_viewport(ratio=1)
    expect(copied(page)).to_be_hidden()
    page.locator('[data-action="copy"]').click()
    expect(copied(page)).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == text


def test_over_http_copy_works_and_share_is_not_offered(notes: Notes) -> None:
    page, text = notes(OVER_HTTP)
    expect(page.locator('[data-action="share"]')).to_be_hidden()
    page.locator('[data-action="copy"]').click()
    expect(copied(page)).to_be_visible()
    expect(page.locator('[data-action="copy"]')).to_be_focused()
    assert page.evaluate("clipboard.readText()") == text


def test_a_failed_copy_is_selected_and_not_called_copied(notes: Notes) -> None:
    page, text = notes(OVER_HTTP, REFUSES)
    page.locator('[data-action="copy"]').click()
    expect(page.locator("textarea")).to_be_focused()
    assert page.evaluate("getSelection().toString()") == text
    expect(copied(page)).to_be_hidden()


def test_share_hands_over_the_notes(notes: Notes) -> None:
    page, text = notes(SHARES)
    page.locator('[data-action="share"]').click()
    assert page.evaluate("shared") == {"text": text}


# ---------------------------------------------------------------- files


def download(page: Page, form: Locator, action: str) -> tuple[str, bytes]:
    """The name and the bytes of the file that a button hands over."""
    with page.expect_download() as waiting:
        form.locator(".result").wait_for()
        form.evaluate("form => form.querySelectorAll('.fold').forEach((one) => (one.open = true))")
        form.locator(f'[data-action="{action}"]').click()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


def holds(page: Page, form: Locator, row: dict[str, Any], language: str, title: str) -> None:
    """The two files tell of the behaviour `row`, in this language."""
    name, data = download(page, form, "notes")
    assert name == title.lower().replace(" ", "-") + ".pdf"
    pdf = Pdf(data)
    assert row[f"text_{language}"] in pdf.text
    assert faults(pdf, title, language) == []
    _, data = download(page, form, "fhir")
    Bundle.model_validate_json(data)
    response = json.loads(data)["entry"][1]["resource"]
    (question,) = response["item"][1]["item"]
    assert (question["linkId"], question["text"]) == (
        row["behaviour_id"],
        row[f"text_{language}"],
    )


@pytest.fixture
def behaviour(tables: Tables, at_two: list[str]) -> dict[str, Any]:
    """The row of what is ticked."""
    return next(dict(r) for r in tables.rows("behaviours") if r["behaviour_id"] == at_two[0])


def test_the_files_of_the_light_page_tell_what_was_ticked(
    visit: Visit, behaviour: dict[str, Any]
) -> None:
    page = visit()
    choose_language(page, "es")
    pick_age(page, 2, 3)
    tick(page, behaviour["behaviour_id"])
    expect_level(page, "talk")
    holds(page, page.locator("form.otkit"), behaviour, "es", "Notas para la cita")


def test_reminders_are_for_the_day_of_the_phone(visit: Visit) -> None:
    zone = "Pacific/Kiritimati"  # fourteen hours before UTC
    page = visit(timezone_id=zone)
    pick_age(page, 2, 3)
    page.locator("[name=lost-skill]").check()
    expect_level(page, "act-now")
    name, data = download(page, page.locator("form.otkit"), "reminders")
    assert name == "reminders.ics"
    call = Calendar.from_ical(data).walk("VEVENT")[0]
    now = datetime.now(ZoneInfo(zone)).replace(tzinfo=None)
    assert timedelta(minutes=55) < call.decoded("dtstart") - now <= timedelta(hours=1)
    assert "now" not in page.evaluate("sessionStorage['otkit:/']")
