"""The lessons in a real browser: each at its own address, usable by everybody, linked both ways."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from otkit.kit.lessons import load_lessons
from otkit.kit.lessons.links import INTERNAL
from otkit.widgets.learn import CHECK_IN_AT

from .axe import faults, faults_but_contrast
from .line import Line
from .parent import (
    LAPTOP,
    PHONE,
    Visit,
    choose_country,
    expect_level,
    pick_age,
    port_of,
    tick,
    unfold_result,
)
from .windows import MOVING

KIT = {(lesson.lesson_id, lesson.language): lesson for lesson in load_lessons()}
TITLES = {key: lesson.title for key, lesson in KIT.items()}
LESSONS = [lesson for lesson, language in KIT if language == "en"]


@pytest.mark.parametrize(("language", "screen"), [("en", PHONE), ("es", LAPTOP)])
def test_next_leads_through_every_lesson_and_axe_finds_nothing(
    visit: Visit, served: str, screen: dict[str, int], language: str
) -> None:
    """Each screen, and each language, once; the colors in one language."""
    look = faults if language == "en" else faults_but_contrast
    page = visit(f"{served}learn?lang={language}", screen)
    expect(page.locator("html")).to_have_attribute("lang", language)
    for number, lesson in enumerate(LESSONS, 1):
        if number > 1:  # the first is what the address without a lesson shows
            expect(page).to_have_url(re.compile(rf"lesson={lesson}&lang={language}$"))
        expect(page.locator("article")).to_contain_text(
            re.compile(rf"\b{number} (of|de) {len(LESSONS)}")
        )
        page.locator("details").evaluate_all("all => all.forEach((one) => (one.open = true))")
        assert look(page) == [], lesson
        if number < len(LESSONS):
            page.locator("[rel=next]").click()
    expect(page.locator("[rel=next]")).to_have_count(0)


def test_a_lesson_opens_at_its_own_address_and_back_goes_back(visit: Visit, served: str) -> None:
    page = visit(f"{served}learn?lesson=first-visit&lang=es", **MOVING)
    heading = page.locator("article h2").first
    expect(heading).to_have_text("Qué pasa en la primera cita")
    page.locator("[rel=next]").click()
    expect(page).to_have_url(re.compile("lesson=the-plan"))
    expect(heading).to_be_focused()
    page.go_back()
    expect(page).to_have_url(re.compile("lesson=first-visit"))
    expect(heading).to_have_text("Qué pasa en la primera cita")


def test_a_lesson_requested_offline_comes_once_online(visit: Visit, served: str) -> None:
    with Line(port_of(served)) as line:
        page = visit(f"{line.address}learn?lesson=first-visit&lang=en")
        heading = page.locator("article h2").first
        expect(heading).to_have_text(TITLES["first-visit", "en"])
        line.cut()
        page.locator("[rel=next]").click()
        line.mend()
        expect(heading).to_have_text(TITLES["the-plan", "en"])
        page.goto("about:blank")


def test_the_activity_answers_at_once_and_says_why(visit: Visit, served: str) -> None:
    page = visit(f"{served}learn?lesson=ot-or-pt")
    first = page.locator(".activity").first
    first.locator("label").first.click()
    expect(first.locator(".say")).to_be_visible()


def test_the_result_leads_to_the_lessons_on_what_it_says(visit: Visit, served: str) -> None:
    page = visit(f"{served}?months=24&lang=es")
    expect_level(page, "nothing-ticked")
    for lesson in ("who-to-call", "first-visit", "what-we-know"):
        unfold_result(page)
        page.locator(f'.result a[href^="learn?lesson={lesson}"]').click()
        expect(page.locator("article h2").first).to_have_text(TITLES[lesson, "es"])
        page.go_back()
        expect_level(page, "nothing-ticked")


def test_the_number_follows_from_check_in_to_lesson_and_back(visit: Visit, served: str) -> None:
    page = visit(f"{served}?months=24")
    choose_country(page, "GB")
    expect(page.locator("[data-region=emergency] .alarm")).to_have_attribute("href", "tel:999")
    unfold_result(page)
    page.locator('.result a[href^="learn?lesson=who-to-call"]').click()
    expect(page.locator("article .emergency-call")).to_have_text("Call 999 now if your child:")
    page.get_by_role("link", name="Check-in").click()
    expect(page.locator("[data-region=emergency] .alarm")).to_have_attribute("href", "tel:999")


@pytest.mark.parametrize("kind", INTERNAL)
def test_a_link_of_a_lesson_leads_where_it_says(visit: Visit, served: str, kind: str) -> None:
    """One of each kind, in Spanish on a phone in English; tests/test_learn.py has all of them."""
    lesson, target = next(
        (key, link.target) for key in LESSONS for link in KIT[key, "es"].links if link.kind == kind
    )
    page = visit(f"{served}learn?lesson={lesson}&lang=es", locale="en-US")
    page.locator(f'article a[data-go="{kind}:{target}"]').first.click()
    if kind == "checkin":
        expect(page.locator("[name=years]")).to_have_value(CHECK_IN_AT[target])
        expect(page.locator("[name=months]")).to_have_value("")
        title = "¿Cómo va el desarrollo de su hijo o hija?"
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        page.select_option("[name=months]", "3")
        expect(page.locator(".seen-item").first).to_be_visible()
    else:
        shown = "sources" if kind == "source" else target
        expect(page.locator("article h2").first).to_have_text(TITLES[shown, "es"])
    if kind == "source":
        expect(page.locator(f'article li[data-key="{target}"]')).to_be_focused()
    expect(page.locator("html")).to_have_attribute("lang", "es")


def test_without_javascript_lessons_read_in_every_language(visit: Visit, served: str) -> None:
    page = visit(f"{served}learn", java_script_enabled=False)
    expect(page.locator("article h2").first).to_have_text(TITLES[LESSONS[0], "en"])
    page.locator("[rel=next]").click()
    expect(page.locator("article h2").first).to_have_text(TITLES[LESSONS[1], "en"])
    page.get_by_role("link", name="Español").click()
    expect(page.locator("html")).to_have_attribute("lang", "es")
    page.locator(f'.contents [data-go="lesson:{LESSONS[-1]}"]').click()
    expect(page.locator("article h2").first).to_have_text(TITLES[LESSONS[-1], "es"])


def test_the_notes_can_be_read_as_text(visit: Visit, at_two: list[str]) -> None:
    page = visit()
    pick_age(page, 2, 3)
    tick(page, at_two[0])
    expect_level(page, "talk")
    unfold_result(page)
    page.locator('[data-action="text"]').click()
    expect(page.locator("textarea")).to_have_value(re.compile("NOTES FOR THE VISIT"))
    assert faults(page) == []
