"""How far everything is from the front door, in taps; and the header that leads between pages."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from .parent import PHONE, Visit, choose_country, expect_level, item, look, pick_age, say, tick

MOST_TAPS = 8  # from opening to a result with one mark


class Finger:
    """Taps what is in sight, and counts."""

    def __init__(self) -> None:
        self.taps = 0

    def tap(self, target: Locator) -> None:
        target.first.tap()
        self.taps += 1

    def choose(self, page: Page, name: str, value: str) -> None:
        """A select takes two: one opens it, one chooses."""
        page.locator(f"[name={name}]").select_option(value)
        self.taps += 2


@pytest.fixture
def finger() -> Finger:
    return Finger()


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_first_screen_says_what_it_is_and_where_to_go(visit: Visit, language: str) -> None:
    page = visit(locale=language)
    header = page.locator("[data-region=header]")
    named = {"en": "Occupational therapy (OT)", "es": "terapia ocupacional"}[language]
    expect(header.locator(".lede")).to_contain_text(named)
    for way in header.locator(".front-door a, .front-more a, .ways a").all():
        box = way.bounding_box()
        assert box
        assert box["y"] + box["height"] <= PHONE["height"]
        assert min(box["width"], box["height"]) >= 44
    look(page, f"front-door-{language}")


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_first_question_stands_on_the_first_screen(visit: Visit, language: str) -> None:
    """On larger screens the whole age does."""
    page = visit(locale=language)
    expect(page.locator(".at-a-glance > .emergency-call a")).to_be_in_viewport(ratio=1)
    for name in ("years", "months"):
        expect(page.locator(f"[name={name}]")).to_be_in_viewport(ratio=1)
    for width, height in ((768, 1024), (1440, 900)):
        page.set_viewport_size({"width": width, "height": height})
        for name in ("years", "months", "weeks"):
            expect(page.locator(f"[name={name}]")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_signs_of_an_emergency_unfold_above_the_age(visit: Visit, language: str) -> None:
    page = visit(locale=language)
    folded = page.locator(".at-a-glance > .fold")
    expect(folded.locator("li").first).to_be_hidden()
    choose_country(page, "GB")
    expect(page.locator(".at-a-glance > .emergency-call a")).to_have_attribute("href", "tel:999")
    expect(folded.locator("li")).to_have_count(5)
    expect(folded.locator("li").last).to_be_visible()
    assert Axe().run(page).violations_count == 0


def test_what_ot_is_stands_one_tap_away(visit: Visit, finger: Finger) -> None:
    page = visit()
    finger.tap(page.get_by_role("link", name="What is OT?"))
    expect(page.locator("article h2").first).to_have_text("What is OT for children?")
    assert finger.taps == 1


def test_who_to_call_stands_one_tap_away(visit: Visit, finger: Finger) -> None:
    page = visit()
    finger.tap(page.get_by_role("link", name="Who to call"))
    expect(page.locator("article")).to_have_attribute("data-key", "who-to-call")
    assert finger.taps == 1


def test_every_lesson_stands_two_taps_away(visit: Visit, finger: Finger) -> None:
    page = visit()
    finger.tap(page.get_by_role("link", name="Learn about OT"))
    expect(page.locator(".contents [aria-current]")).to_be_visible()
    for lesson in ("six-benefits", "first-visit", "ot-or-pt"):
        finger.tap(page.locator(f'.contents [data-go="lesson:{lesson}"]'))
        expect(page.locator("article")).to_have_attribute("data-key", lesson)
    assert finger.taps == 1 + 3


def test_a_result_with_one_mark_takes_at_most_eight_taps(
    visit: Visit, finger: Finger, at_two: list[str]
) -> None:
    page = visit()
    finger.tap(page.get_by_role("link", name="Check my child's age"))
    expect(page.locator("[name=years]")).to_be_in_viewport()
    finger.choose(page, "years", "2")
    finger.choose(page, "months", "3")
    page.locator(".seen-item").first.wait_for()
    first = page.locator(".seen-item").first
    finger.tap(first.locator("> label"))
    finger.tap(first.locator(".how label"))
    finger.tap(page.locator(".bar a"))
    expect(page.locator(".result .headline")).to_be_in_viewport()
    assert finger.taps <= MOST_TAPS


def test_a_way_through_the_pages_and_back_loses_nothing(visit: Visit, at_two: list[str]) -> None:
    page = visit(locale="es")
    pick_age(page, 2, 3)
    tick(page, at_two[0])
    say(page, at_two[0], "sometimes")
    expect_level(page, "watch")
    page.locator(".ways a", has_text="Lecciones").click()
    expect(page.locator("article h2").first).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "es")
    page.locator('.contents [data-go="lesson:first-visit"]').click()
    expect(page.locator("article")).to_have_attribute("data-key", "first-visit")
    page.locator(".ways a", has_text="Lista").click()
    expect_level(page, "watch")
    expect(item(page, at_two[0]).locator("> label input")).to_be_checked()
    expect(page.locator("html")).to_have_attribute("lang", "es")
    assert "months" not in page.url


def test_the_page_one_is_on_is_marked_in_the_header(visit: Visit, served: str) -> None:
    page = visit(go=False)
    for path, name in (("", "Check-in"), ("learn", "Lessons")):
        page.goto(served + path)
        expect(page.locator('.ways [aria-current="page"]')).to_have_text(name)
        expect(page.locator(".ways a")).to_have_count(2)
