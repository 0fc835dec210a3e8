"""The lessons in a real browser: each at its own address, usable by everybody, linked both ways."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from otkit.lessons import load_lessons

from .parent import LAPTOP, PHONE, Visit, pick_age, tick

LESSONS = [lesson.lesson_id for lesson in load_lessons() if lesson.language == "en"]


def faults(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{fault['id']}: {fault['nodes'][0]['html'][:90]}" for fault in found]


def sideways(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("screen", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_next_leads_through_every_lesson_and_axe_finds_nothing(
    visit: Visit, served: str, screen: dict[str, int], language: str
) -> None:
    page = visit(f"{served}learn?lang={language}", screen)
    expect(page.locator("html")).to_have_attribute("lang", language)
    for number, lesson in enumerate(LESSONS, 1):
        if number > 1:  # the first is what the address without a lesson shows
            expect(page).to_have_url(re.compile(rf"lesson={lesson}&lang={language}$"))
        expect(page.locator("article")).to_contain_text(re.compile(rf"\b{number} (of|de) 13"))
        page.locator("details").evaluate_all("all => all.forEach((one) => (one.open = true))")
        assert faults(page) == [], lesson
        assert sideways(page) <= 0, lesson
        if number < len(LESSONS):
            page.locator("[rel=next]").click()
    expect(page.locator("[rel=next]")).to_have_count(0)


def test_a_lesson_opens_at_its_own_address_and_back_goes_back(visit: Visit, served: str) -> None:
    page = visit(f"{served}learn?lesson=first-visit&lang=es")
    heading = page.locator("article h2").first
    expect(heading).to_have_text("Qué pasa en la primera cita")
    page.locator("[rel=next]").click()
    expect(page).to_have_url(re.compile("lesson=the-plan"))
    expect(heading).to_be_focused()
    page.go_back()
    expect(page).to_have_url(re.compile("lesson=first-visit"))
    expect(heading).to_have_text("Qué pasa en la primera cita")


def test_the_activity_answers_at_once_and_says_why(visit: Visit, served: str) -> None:
    page = visit(f"{served}learn?lesson=ot-or-pt")
    first = page.locator(".activity").first
    first.locator("label").first.click()
    expect(first.locator(".say")).to_be_visible()


def test_the_result_leads_to_a_lesson_and_the_lesson_to_the_check_in(
    visit: Visit, served: str
) -> None:
    page = visit(served)
    pick_age(page, 2, 3)
    page.locator('a[href^="learn?lesson=first-visit"]').click()
    expect(page.locator("article h2").first).to_have_text("What happens at the first visit")
    page.goto(f"{served}learn?lesson=when-to-ask")
    page.locator('a[href="./?years=3"]').click()
    expect(page.locator("[name=years]")).to_have_value("3")
    expect(page.locator(".seen-item").first).to_be_visible()


def test_every_link_inside_resolves(visit: Visit, served: str) -> None:
    page = visit(f"{served}learn")
    for lesson in LESSONS:
        page.goto(f"{served}learn?lesson={lesson}")
        expect(page).to_have_url(re.compile(rf"lesson={lesson}"))
        inside = page.locator("article a[data-go]").evaluate_all(
            "all => all.map(a => a.dataset.go)"
        )
        assert {go.split(":")[0] for go in inside} <= {"lesson", "checkin", "source"}
        assert {go.split(":")[1] for go in inside if go.startswith("lesson:")} <= set(LESSONS)
        outside = page.locator('article a[rel~="external"]').evaluate_all(
            "all => all.map(a => a.href)"
        )
        assert all(href.startswith("https://") for href in outside)


def test_the_notes_can_be_read_as_text(visit: Visit, at_two: list[str]) -> None:
    page = visit()
    pick_age(page, 2, 3)
    tick(page, at_two[0])
    page.locator('[data-action="text"]').click()
    expect(page.locator("textarea")).to_have_value(re.compile("NOTES FOR THE VISIT"))
    assert faults(page) == []
