"""Every phone: 280 to 1,920 px, text twice as large, iOS 15, networks that close websockets."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from otkit.kit.lessons import load_lessons
from otkit.kit.tables import Tables, data_folder

from .line import HEARD, Line
from .parent import (
    Visit,
    box,
    choose_language,
    expect_level,
    look,
    open_area,
    pick_age,
    print_twice_as_large,
    tick,
)

SMALL = {"width": 320, "height": 640}
WIDTHS = (280, 321, 353, 481, 641, 768, 1920)
"""The narrowest window of each layout in style.css, and a wide one, in pixels."""
OVER = """() => [...document.querySelectorAll("form *")]
    .filter((one) => one.checkVisibility() && !one.closest(".out-of-sight, .in-words, svg, option"))
    .filter((one) => {
        const hides = getComputedStyle(one).overflowX === "hidden";
        const cut = hides && one.scrollWidth > one.clientWidth + 1;
        return cut || one.getBoundingClientRect().right > innerWidth + 1;
    })
    .map((one) => one.outerHTML.slice(0, 90))"""
OLD_SAFARI = """delete AbortSignal.timeout; delete Array.prototype.at; delete String.prototype.at;
delete Object.hasOwn; delete crypto.randomUUID; delete Array.prototype.findLast;"""
BLOCKED = "This network does not let our page answer you."
LESSONS = sorted({lesson.lesson_id for lesson in load_lessons(data_folder(), lambda *_: "")})


def too_wide(page: Page, widths: tuple[int, ...]) -> list[str]:
    """What reaches beyond the window at one of these widths, one line each."""
    found = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"{width}: the page")
        found += [f"{width}: {one}" for one in page.evaluate(OVER)]
    return found


def unfold(page: Page) -> None:
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")


def check_in_is_as_wide_as_the_window(page: Page, widths: tuple[int, ...], at: list[str]) -> None:
    assert too_wide(page, widths) == []
    pick_age(page, 2, 3)
    assert too_wide(page, widths) == []
    open_area(page, at[0])
    box(page, at[0]).check()
    expect(page.locator(".result.how-often")).to_be_visible()
    assert too_wide(page, widths) == []
    box(page, at[0]).uncheck()
    for behaviour in at:
        tick(page, behaviour)
    page.locator("[name=lost-skill]").check()
    expect_level(page, "act-now")
    unfold(page)
    assert too_wide(page, widths) == []


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_check_in_fits_every_width(visit: Visit, at_two: list[str], language: str) -> None:
    check_in_is_as_wide_as_the_window(visit(locale=language), WIDTHS, at_two)


CUT_OFF = """() => [...document.querySelectorAll("select")].filter((one) => one.checkVisibility())
    .flatMap((one) => {
        const style = getComputedStyle(one);
        const pen = document.createElement("canvas").getContext("2d");
        pen.font = style.font;
        const arrow = 20; // pixels
        const padding = parseFloat(style.paddingLeft) + parseFloat(style.paddingRight);
        const room = one.clientWidth - padding;
        return [...one.options].map((option) => option.text.trim())
            .filter((text) => pen.measureText(text).width > room - arrow);
    })"""


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_choice_is_cut_off_on_a_small_phone(visit: Visit, language: str) -> None:
    page = visit(locale=language, screen=SMALL)
    unfold(page)
    assert page.evaluate(CUT_OFF) == []


# A word is whole when all its letters stand in one line.
PARTED = """() => [...document.querySelectorAll(".lesson table")].flatMap((table) => {
    const walker = document.createTreeWalker(table, NodeFilter.SHOW_TEXT);
    const parted = [];
    while (walker.nextNode()) {
        for (const { index, 0: word } of walker.currentNode.data.matchAll(/\\p{L}+/gu)) {
            const range = document.createRange();
            range.setStart(walker.currentNode, index);
            range.setEnd(walker.currentNode, index + word.length);
            const lines = new Set([...range.getClientRects()].map((one) => one.top));
            if (lines.size > 1) parted.push(word);
        }
    }
    return parted;
})"""


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_lessons_fit_every_width_and_part_no_word_of_a_table(
    visit: Visit, served: str, language: str
) -> None:
    page = visit(go=False)
    for lesson in LESSONS:
        page.goto(f"{served}learn?lesson={lesson}&lang={language}")
        unfold(page)
        assert too_wide(page, WIDTHS) == [], lesson
        page.set_viewport_size(SMALL)
        assert page.evaluate(PARTED) == [], lesson
        look(page, f"lesson-{lesson}-{language}")


NUMBERS = """() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const lines = {};
    while (walker.nextNode()) {
        for (const { index, 0: phone } of walker.currentNode.data.matchAll(/\\d+([ -]\\d+){2,}/g)) {
            const range = document.createRange();
            range.setStart(walker.currentNode, index);
            range.setEnd(walker.currentNode, index + phone.length);
            const tops = [...range.getClientRects()].map((one) => one.top);
            lines[phone] = Math.max(lines[phone] ?? 0, new Set(tops).size);
        }
    }
    return lines;
}"""
"""On how many lines each phone number of a page stands, in links and in sentences."""


@pytest.mark.parametrize(
    ("country", "phones"),
    [
        ("US", {"1-800-232-4636", "1-800-422-4453", "1-833-852-6262"}),
        ("AU", {"1800 800 110", "1800 882 436", "1800 022 222"}),
    ],
)
def test_numbers_and_addresses_fit_every_width(
    visit: Visit, served: str, country: str, phones: set[str]
) -> None:
    page = visit(go=False)
    found: dict[str, int] = {}
    for lesson in ("when-to-ask", "who-to-call", "while-you-wait"):
        page.goto(f"{served}learn?lesson={lesson}&country={country}")
        unfold(page)
        assert too_wide(page, (280, 320, 390)) == []
        for width in range(280, 400, 8):
            page.set_viewport_size({"width": width, "height": 800})
            on_page: dict[str, int] = page.evaluate(NUMBERS)
            found |= {phone: max(n, found.get(phone, 0)) for phone, n in on_page.items()}
    assert found.items() >= dict.fromkeys(phones, 1).items()


def test_text_twice_as_large_fits_small_phones(
    visit: Visit, served: str, at_two: list[str]
) -> None:
    """In Spanish, which is longer."""
    page = visit(locale="es")
    print_twice_as_large(page)
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
    widths = (280, 320, 360, 390)
    check_in_is_as_wide_as_the_window(page, widths, at_two)
    for lesson in LESSONS:
        page.goto(f"{served}learn?lesson={lesson}&lang=es")
        unfold(page)
        assert too_wide(page, widths) == [], lesson


# ---------------------------------------------------------------- what a network lets through


def test_an_old_iphone_comes_back_after_an_outage(
    visit: Visit, line: Line, at_two: list[str]
) -> None:
    page = visit(go=False)
    page.add_init_script(OLD_SAFARI)
    page.goto(line.address)
    pick_age(page, 2, 3)
    tick(page, at_two[0])
    expect(page.locator(".result")).to_be_visible()
    line.cut()
    expect(page.locator("[data-link]")).to_contain_text("lost")
    page.locator("[name=lost-skill]").check()
    line.mend()
    expect(page.locator("[data-link]")).to_contain_text("back")
    expect_level(page, "act-now")


def test_without_websockets_list_and_lessons_are_offered(
    visit: Visit, line: Line, tables: Tables
) -> None:
    line.close_websockets()
    page = visit(line.address)
    expect(page.locator("[data-link]")).to_contain_text(BLOCKED)
    instead = page.locator("[data-instead]")
    expect(instead.get_by_role("link", name="Lessons")).to_be_visible()
    assert Axe().run(page).violations_count == 0
    look(page, "blocked")
    instead.get_by_role("button").click()
    listed = page.locator(".printed section[lang=en] .paper li")
    expect(listed).to_have_count(len(tables.rows("behaviours")) + 1)  # and a lost skill, at any age
    expect(listed.first).to_contain_text("lost a skill")
    expect(listed.first).to_be_visible()


def test_without_websockets_lessons_open_in_both_languages(visit: Visit, line: Line) -> None:
    line.close_websockets()
    page = visit(f"{line.address}learn")
    expect(page.locator("[data-link]")).to_contain_text(BLOCKED)
    page.locator('.contents [data-go="lesson:first-visit"]').click()
    expect(page.locator("article")).to_have_attribute("data-key", "first-visit")
    expect(page.locator("[data-link]")).to_contain_text(BLOCKED)
    choose_language(page, "es")
    expect(page.locator("article")).to_have_attribute("data-key", "first-visit")
    expect(page.locator("h1")).to_have_text("Conozca la terapia ocupacional")


def test_without_websockets_pages_are_asked_for_ever_more_seldom(visit: Visit, line: Line) -> None:
    """Each is a place in a kernel that somebody else could use."""
    line.close_websockets()
    page = visit(go=False, alone=True)
    page.clock.install()
    page.add_init_script(HEARD)
    page.goto(line.address)
    tries: list[str] = []
    page.on("request", lambda one: tries.append(one.method))
    for _ in range(100):  # five minutes
        page.clock.run_for(3000)
        page.wait_for_timeout(20)
        page.select_option("[name=weeks]", str(4 + len(tries) % 9))
    assert 5 <= tries.count("HEAD") <= 20
    assert 1 <= tries.count("GET") <= 6
    line.mend()
    for _ in range(120):
        page.clock.run_for(1000)
        page.wait_for_timeout(300)  # for an answer, which is late after eight seconds of that clock
        if page.evaluate("heard").count("The connection is back. Nothing was lost."):
            break
    assert "The connection is back. Nothing was lost." in page.evaluate("heard")


def test_what_browsers_ask_for_by_name_is_there(visit: Visit, served: str) -> None:
    page = visit()
    for selector in ("link[rel=icon]", "link[rel=apple-touch-icon]", "link[rel=manifest]"):
        address = page.locator(selector).evaluate("one => one.href")
        assert page.request.get(address).ok, selector
    assert page.request.get(f"{served}robots.txt").ok
