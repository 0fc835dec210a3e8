"""Everybody can use the page: checked by axe, and asked plainly where axe does not look."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from .axe import faults_but_contrast, faults_in_any_light
from .parent import (
    LAPTOP,
    PHONE,
    Visit,
    choose_language,
    expect_level,
    item,
    pick_age,
    print_twice_as_large,
    say,
    tick,
    unfold_result,
)

SCREENS = (PHONE, LAPTOP)
TARGET = 44  # CSS pixels: what a thumb needs


def answer(page: Page, behaviours: list[str]) -> None:
    """A check-in with a bit of everything in it."""
    pick_age(page, 2, 3)
    page.get_by_role("checkbox", name=re.compile("^(Show all areas|Mostrar todas)")).check()
    for behaviour, how in zip(behaviours, ("often", "sometimes", "not-sure"), strict=True):
        tick(page, behaviour)
        say(page, behaviour, how)
    page.locator("[name=already-seen]").last.check()
    expect_level(page, "talk")
    unfold_result(page)


@pytest.fixture(scope="module", params=["en", "es"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def answered(stay: Visit, language: str, at_two: list[str]) -> Page:
    """A page that was answered, for tests that only look."""
    page = stay(locale=language)
    answer(page, at_two)
    return page


@pytest.fixture
def page(answered: Page) -> Iterator[Page]:
    """The answered page on a phone, in the light."""
    yield answered
    answered.set_viewport_size(PHONE)
    answered.emulate_media(media="screen", color_scheme="light", forced_colors="none")


@pytest.mark.parametrize(("language", "screen"), [("en", PHONE), ("es", LAPTOP)])
def test_axe_finds_nothing_before_during_and_after_ticking(
    visit: Visit, at_two: list[str], screen: dict[str, int], language: str
) -> None:
    """The colors, which are those of the style in any language, in one language."""
    look = faults_in_any_light if language == "en" else faults_but_contrast
    page = visit(screen=screen)
    choose_language(page, language)
    found = look(page)
    pick_age(page, 1, 3, weeks_early=8)
    expect_level(page, "nothing-ticked")
    found += look(page)
    answer(page, at_two)
    found += look(page)
    page.locator("[name=lost-skill]").check()
    expect_level(page, "act-now")
    found += look(page)
    page.locator("label:has([name=age-by][value=birth])").click()
    page.fill("[name=birth]", "1931-05-05")
    page.locator("[name=birth]").blur()
    expect(page.locator(".problem")).to_be_visible()
    found += look(page)
    assert found == []


def test_pages_have_a_title_one_main_and_ordered_headings(page: Page, language: str) -> None:
    asked = page.locator("h1").inner_text()
    spanish = "¿Cómo va el desarrollo de su hijo o hija?"
    assert asked == {"en": "How is your child doing?", "es": spanish}[language]
    assert page.title().startswith(asked)
    assert page.locator("main").count() == 1
    levels = page.locator("h1, h2, h3, h4, h5, h6").evaluate_all(
        "all => all.filter(one => one.checkVisibility()).map(one => Number(one.localName[1]))"
    )
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_every_field_has_a_name_and_radio_groups_a_legend(page: Page) -> None:
    fields = page.locator("input:not([type=hidden]), select")
    names = fields.evaluate_all("all => all.map(one => one.labels[0]?.textContent.trim())")
    assert len(names) > 30
    assert all(names)
    legends = page.locator("[type=radio]").evaluate_all(
        "all => all.map((one) => one.closest('fieldset')?.querySelector('legend')?.textContent)"
    )
    assert all(legends)
    groups = page.locator("[type=radio]").evaluate_all("all => all.map(one => one.name)")
    pairs = set(zip(groups, legends, strict=True))
    assert len(pairs) == len(set(groups)), "one legend names one group"
    assert len({legend for _, legend in pairs}) == len(pairs), "and no two groups alike"


# What is focused, and what shows it: the thing itself or the label or card around it.
OUTLINE = """() => {
    const one = document.activeElement;
    if (one === document.body) return null;
    const around = [one, one.closest("label"), one.closest("li, .seen-item")].filter(Boolean);
    const widths = around.map((el) => getComputedStyle(el))
        .map((style) => style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth));
    const box = one.getClientRects()[0]; // of a link over two lines, the first
    const x = box.left + box.width / 2, y = box.top + box.height / 2;
    const top = document.elementFromPoint(x, y);
    const hit = top && (one.contains(top) || around.some((el) => el.contains(top)));
    return { who: one.outerHTML.slice(0, 90), width: Math.max(...widths), hit };
}"""


@pytest.mark.parametrize(("screen", "scheme"), [(PHONE, "light"), (LAPTOP, "dark")])
def test_the_focus_is_seen_on_everything_a_key_reaches(
    visit: Visit, at_two: list[str], screen: dict[str, int], scheme: str
) -> None:
    page = visit(screen=screen, color_scheme=scheme)
    answer(page, at_two)
    page.locator(".skip").focus()
    reached: list[dict[str, Any]] = []
    for _ in range(80):
        page.keyboard.press("Tab")
        focus = page.evaluate(OUTLINE)
        if focus is None:
            break
        reached.append(focus)
    assert len(reached) > 30
    assert [focus["who"] for focus in reached if focus["width"] < 2] == []
    assert [focus["who"] for focus in reached if not focus["hit"]] == [], "nothing covers it"


TARGETS = """all => all.filter((one) => one.checkVisibility({ visibilityProperty: true }))
    .map((one) => one.labels?.[0]?.contains(one) && one.localName === "input" ? one.labels[0] : one)
    .map((one) => ({ who: one.outerHTML.slice(0, 90), ...one.getBoundingClientRect().toJSON() }))
    .filter(({ width, height }) => Math.min(width, height) < LEAST)"""


def test_everything_to_tap_is_big_enough_for_a_thumb(page: Page) -> None:
    everything = page.locator(
        "form :is(input, select, button, summary, .button, .reach a, .only-served a)"
    )
    least = "one => parseFloat(getComputedStyle(one, '::file-selector-button').minHeight)"
    for screen in SCREENS:
        page.set_viewport_size(screen)
        assert everything.evaluate_all(TARGETS.replace("LEAST", str(TARGET))) == []
        assert page.locator("[type=file]").evaluate(least) >= TARGET


def sideways(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


@pytest.mark.parametrize("zoom", [200, 400])
def test_zoomed_in_nothing_has_to_be_scrolled_sideways(page: Page, zoom: int) -> None:
    page.set_viewport_size({side: size * 100 // zoom for side, size in LAPTOP.items()})
    assert sideways(page) <= 0
    cut = page.locator("form *").evaluate_all(
        """all => all.filter((one) => one.checkVisibility())
        .filter((one) => !one.closest(".out-of-sight, svg, option"))
        .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
        .map((one) => one.outerHTML.slice(0, 90))"""
    )
    assert cut == []


def test_zoomed_in_the_bar_leaves_the_window_to_the_questions(visit: Visit) -> None:
    page = visit(screen={"width": 320, "height": 200})
    pick_age(page, 2)
    page.locator("details.area").first.scroll_into_view_if_needed()
    expect(page.locator(".bar")).to_be_visible()
    expect(page.locator(".bar")).not_to_be_in_viewport()


def font_sizes(page: Page) -> list[float]:
    texts = page.locator("h1, p, label, legend, select, button, .bar span, li, summary")
    sizes = "all => all.map((one) => parseFloat(getComputedStyle(one).fontSize))"
    return [float(size) for size in texts.evaluate_all(sizes)]


@pytest.mark.parametrize("language", ["es"], indirect=True, scope="module")
def test_all_text_grows_with_the_browsers_own_font_size(
    visit: Visit, page: Page, language: str, at_two: list[str]
) -> None:
    """In Spanish, which is longer."""
    large = visit(locale=language)
    print_twice_as_large(large)
    answer(large, at_two)
    assert sideways(large) <= 0
    twice = [2 * size for size in font_sizes(page)]
    assert font_sizes(large) == pytest.approx(twice, rel=0.01)


BRIGHTNESS = """one => {
    const [r, g, b] = getComputedStyle(one).backgroundColor.match(/[\\d.]+/g).map(Number);
    return (r + g + b) / 765;
}"""


def test_the_page_follows_the_phone_into_the_dark(page: Page) -> None:
    for scheme, is_dark in (("light", False), ("dark", True)):
        page.emulate_media(color_scheme=scheme)
        for place in ("body", "form", ".card", ".seen-item", "select", ".bar"):
            brightness = page.locator(place).first.evaluate(BRIGHTNESS)
            assert (brightness < 0.3) == is_dark, (scheme, place, brightness)


def test_nothing_moves_for_whoever_asked_for_calm(page: Page) -> None:
    moving = page.locator("form *").evaluate_all(
        """all => all.filter((one) => {
            const style = getComputedStyle(one);
            return parseFloat(style.transitionDuration) || style.animationName !== "none";
        }).length"""
    )
    assert moving == 0
    page.evaluate("scrollTo(0, 0)")
    at_once = page.locator(".bar a").evaluate("link => (link.click(), scrollY)")
    assert at_once > 1000


def test_forced_colours_still_show_what_is_chosen_and_focused(
    page: Page, at_two: list[str]
) -> None:
    page.emulate_media(forced_colors="active")
    width = "one => parseFloat(getComputedStyle(one).borderTopWidth)"
    chosen = item(page, at_two[0]).evaluate(width)
    assert chosen > page.locator(".seen-item").last.evaluate(width)
    expect(item(page, at_two[0]).get_by_role("radio", checked=True)).to_be_visible()
    page.keyboard.press("Tab")
    assert page.evaluate(OUTLINE)["width"] >= 2


def test_paper_shows_result_and_marks_and_no_button(page: Page, at_two: list[str]) -> None:
    marked = [item(page, each).locator("> label span").first.inner_text() for each in at_two]
    page.emulate_media(media="print", color_scheme="dark")
    expect(page.locator(".headline")).to_be_visible()
    pressed = page.locator("form :is(input, select, button, .button)")
    assert pressed.evaluate_all("all => all.filter((one) => one.checkVisibility()).length") == 0
    for kept in ("h1", ".promise", ".steps", ".contacts", ".picture"):
        expect(page.locator(kept).first).to_be_visible()
    for text in marked:
        expect(page.locator(".result")).to_contain_text(text.splitlines()[0])
    assert page.locator("body").evaluate(BRIGHTNESS) == 1
