"""Every page in a language from right to left, half as long again: nothing cut, nothing English.

The language is what `otkit language try` makes; English beside it is written from left to right.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from otkit.kit.lessons import load_lessons
from otkit.kit.translation.columns import add_language
from otkit.kit.translation.pseudo import NAME, free_code, pseudo
from tests.own_tables import copied

from .conftest import dashboard, free_port
from .parent import LAPTOP, Visit, expect_level, look, pick_age, tick

CODE = free_code(["en", "es"])
LESSONS = sorted({lesson.lesson_id for lesson in load_lessons()})
WIDTHS = (320, 1440)

CUT = """() => [...document.querySelectorAll("form *, main.otkit *")]
    .filter((one) => one.checkVisibility() && !one.closest(".out-of-sight, .in-words, svg, option"))
    .filter((one) => {
        const box = one.getBoundingClientRect();
        const hides = getComputedStyle(one).overflowX === "hidden";
        const cut = hides && one.scrollWidth > one.clientWidth + 1;
        return cut || box.right > innerWidth + 1 || box.left < -1;
    })
    .map((one) => one.outerHTML.slice(0, 90))"""
ENGLISH = """() => {
    const examples = "[data-region=language] li";
    const names = `bdi, .brand, [name=case], [name=source_id], ${examples}`;
    const apart = `noscript, code, .code-list, [dir=ltr], [lang=en], [lang=es], ${names}`;
    const attributes = ["aria-label", "alt", "title", "placeholder"];
    const LATIN = /^\\p{Script=Latin}{2,}$/u;
    const found = [];
    const keep = (text, at) => {
        const parts = (text ?? "").replace(/\\w+[.]csv/g, "").split(/[^\\p{L}\\d]/u);
        const words = parts.filter((one) => LATIN.test(one));
        const within = at.closest(apart)?.closest("form"); // not what a notebook has around it
        if (words.length && !within) found.push(`${words.join(" ")} in ${at.tagName}`);
    };
    for (const one of document.querySelectorAll("form.otkit *")) {
        for (const name of attributes) keep(one.getAttribute(name), one);
        const texts = [...one.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
        for (const text of texts) keep(text.data, one);
    }
    return found;
}"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = copied(tmp_path_factory.mktemp("pseudo"))
    add_language(folder, CODE, NAME, pseudo)
    port = free_port()
    rooms = folder.parent / "rooms.sqlite"
    with dashboard(port, "--data", str(folder), "--room", "--rooms", str(rooms)):
        yield f"http://127.0.0.1:{port}/"


def faults(page: Page, language: str) -> list[str]:
    """What is cut or reaches beyond the window, and words left in English, one line each."""
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    found = [] if language == "en" else page.evaluate(ENGLISH)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        found += [f"{width}: {one}" for one in page.evaluate(CUT)]
    return found


def opened(visit: Visit, address: str, language: str) -> Page:
    page = visit(f"{address}{'&' if '?' in address else '?'}lang={language}", LAPTOP)
    expect(page.locator("form")).to_have_attribute("lang", language)
    return page


@pytest.mark.parametrize("language", [CODE, "en"])
def test_the_check_in_is_whole_in_it(visit: Visit, served: str, language: str) -> None:
    page = opened(visit, served, language)
    assert faults(page, language) == []
    pick_age(page, 2, 3, weeks_early=9)
    page.locator("details.area").first.wait_for()
    marked = page.locator(".seen-item[data-key]").evaluate_all("all => all.map(e => e.dataset.key)")
    for behaviour in marked[:2]:
        tick(page, behaviour)
    page.locator("[name=lost-skill]").check()
    expect_level(page, "act-now")
    assert faults(page, language) == []
    look(page, f"pseudo-check-in-{language}")


def test_the_lessons_and_the_room_are_whole_in_it(visit: Visit, served: str) -> None:
    page = opened(visit, f"{served}room", CODE)
    assert faults(page, CODE) == []
    for lesson in LESSONS:
        page.goto(f"{served}learn?lesson={lesson}&lang={CODE}")
        assert faults(page, CODE) == [], lesson
        look(page, f"pseudo-{lesson}")


def test_the_page_and_its_error_page_turn_round(visit: Visit, served: str) -> None:
    page = opened(visit, served, CODE)
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    years = page.locator("[name=years]").bounding_box()
    assert years is not None
    months = page.locator("[name=months]").bounding_box()
    assert months is not None
    assert years["x"] > months["x"]
    page.goto(f"{served}nowhere")
    expect(page.locator(f"section[lang={CODE}]")).to_have_attribute("dir", "rtl")
    assert page.evaluate(CUT) == []


def test_a_phone_number_stays_as_it_is_dialed(visit: Visit, served: str) -> None:
    page = opened(visit, f"{served}learn?lesson=who-to-call", CODE)
    links = page.locator(".contacts a[href^='tel:']")
    expect(links).not_to_have_count(0)
    assert set(links.evaluate_all("all => all.map((one) => getComputedStyle(one).direction)")) == {
        "ltr"
    }
    assert "\u20661-800-232-4636\u2069" in (page.locator(".lesson-text").text_content() or "")
