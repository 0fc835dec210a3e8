"""A part of the page is read aloud, by a stand-in: a browser without a screen has no voice."""

from __future__ import annotations

import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from .parent import LAPTOP, Visit, pick_age, tick

OWN = [["en-US", True], ["es-MX", True]]
STAND_IN = """
const spoken = window.spoken = [];
const voices = VOICES.map(([lang, localService]) => ({ lang, localService, name: lang }));
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
const stand = new EventTarget();
let now = null;
Object.assign(stand, {
  getVoices: () => voices,
  speak: (one) => { now = one; spoken.push([one.text, one.voice?.lang, one.lang]); },
  cancel: () => { now = null; sessionStorage.setItem("cancelled", spoken.length); },
});
window.endSentence = () => { const one = now; now = null; one?.onend(); return Boolean(one); };
window.isSpeaking = () => now !== null;
Object.defineProperty(window, "speechSynthesis", { value: stand });
"""
READING = """[...(CSS.highlights.get("otkit-reading") ?? [])]
    .map((one) => one.toString().replace(/\\s+/g, " "))"""


def voices(*found: list[object]) -> str:
    return STAND_IN.replace("VOICES", json.dumps(found))


def opened(visit: Visit, served: str, path: str = "", *found: list[object], **options: str) -> Page:
    """A page whose device has these voices."""
    page = visit(go=False, **options)
    page.add_init_script(voices(*(found or OWN)))
    page.goto(f"{served}{path}")
    if "lesson=" in path:
        expect(page.locator("article")).to_have_attribute("data-key", path[13:].split("&")[0])
    return page


def said(page: Page) -> list[str]:
    return [text for text, *_ in page.evaluate("spoken")]


def to_the_end(page: Page) -> None:
    for _ in range(400):
        if not page.evaluate("endSentence()"):
            return
    raise AssertionError("it reads for ever")


def listen(part: Locator) -> Locator:
    return part.locator("[data-listen]").first


@pytest.mark.parametrize(("language", "voice"), [("en", "en-US"), ("es", "es-MX")])
def test_a_lesson_is_read_sentence_by_sentence(
    visit: Visit, served: str, language: str, voice: str
) -> None:
    page = opened(visit, served, f"learn?lesson=first-visit&lang={language}")
    asked: list[str] = []
    expect(page.locator("html")).to_have_attribute("lang", language)
    page.on("request", lambda request: asked.append(request.url))
    listen(page.locator("article")).click()
    assert page.evaluate(READING) == said(page)
    to_the_end(page)
    heading = page.locator("article h2").first.inner_text()
    paragraph = page.locator(".lesson-text p").first.inner_text()
    assert heading in said(page)
    assert paragraph in " ".join(said(page))
    assert {tuple(one[1:]) for one in page.evaluate("spoken")} == {(voice, voice)}
    assert page.evaluate(READING) == []
    assert asked == [], "nothing goes to anybody"


def test_what_is_out_of_sight_is_not_read(visit: Visit, served: str) -> None:
    page = opened(visit, served)
    pick_age(page, 2, 3)
    area = page.locator("details.area").first
    listen(area).click()
    to_the_end(page)
    read = " ".join(said(page))
    rows = area.locator(".seen-item > label > span").all()
    assert all(" ".join(row.text_content().split())[:40] in read for row in rows)
    assert "How often" not in read
    assert "Listen" not in read


def test_the_button_stops_what_it_began(visit: Visit, served: str) -> None:
    page = opened(visit, served, "learn?lesson=first-visit")
    button = listen(page.locator("article"))
    button.click()
    expect(button).to_have_text("Stop")
    button.click()
    expect(button).to_have_text("Listen")
    assert not page.evaluate("isSpeaking()")
    assert page.evaluate(READING) == []


def test_a_mark_stops_the_voice(visit: Visit, served: str, at_two: list[str]) -> None:
    page = opened(visit, served)
    pick_age(page, 2, 3)
    listen(page.locator("details.area").first).click()
    assert page.evaluate("isSpeaking()")
    tick(page, at_two[0])
    assert not page.evaluate("isSpeaking()")


def test_another_part_takes_the_voice(visit: Visit, served: str) -> None:
    page = opened(visit, served)
    pick_age(page, 2, 3)
    page.locator("[name=open-all]").check()
    first, second = page.locator("details.area").all()[:2]
    listen(first).click()
    listen(second).click()
    expect(listen(first)).to_have_text("Listen")
    expect(listen(second)).to_have_text("Stop")
    assert said(page)[-1] in " ".join(second.text_content().split())


def test_leaving_the_page_stops_the_voice(visit: Visit, served: str) -> None:
    page = opened(visit, served, "learn?lesson=first-visit")
    listen(page.locator("article")).click()
    page.evaluate("sessionStorage.removeItem('cancelled')")
    page.goto(f"{served}learn?lesson=the-plan")
    assert page.evaluate("sessionStorage.getItem('cancelled')") == "1"


@pytest.mark.parametrize(
    "found", [[["fr-FR", True]], [["en-US", False]]], ids=["another-language", "not-on-the-device"]
)
def test_without_a_voice_of_its_own_nothing_is_offered(
    visit: Visit, served: str, found: list[list[object]]
) -> None:
    page = opened(visit, served, "learn?lesson=first-visit", *found)
    expect(page.locator("article h2").first).to_be_visible()
    expect(listen(page.locator("article"))).to_be_hidden()


def test_a_voice_that_comes_late_is_offered(visit: Visit, served: str) -> None:
    page = opened(visit, served, "learn?lesson=first-visit", ["fr-FR", True])
    expect(listen(page.locator("article"))).to_be_hidden()
    page.evaluate("""() => {
        speechSynthesis.getVoices = () => [{ lang: "en_GB", localService: true }];
        speechSynthesis.dispatchEvent(new Event("voiceschanged"));
    }""")
    expect(listen(page.locator("article"))).to_be_visible()


def test_a_browser_without_highlights_marks_the_block(visit: Visit, served: str) -> None:
    page = visit(go=False, screen=LAPTOP)
    page.add_init_script(voices(*OWN) + "delete window.Highlight;")
    page.goto(f"{served}learn?lesson=first-visit")
    listen(page.locator("article")).click()
    expect(page.locator("[data-otkit-reading]")).to_have_count(1)
    to_the_end(page)
    expect(page.locator("[data-otkit-reading]")).to_have_count(0)


def test_axe_finds_nothing_while_it_reads(visit: Visit, served: str) -> None:
    page = opened(visit, served)
    pick_age(page, 2, 3)
    listen(page.locator("details.area").first).click()
    assert Axe().run(page).response["violations"] == []


def test_a_part_that_is_drawn_anew_is_read_no_more(visit: Visit, served: str) -> None:
    page = opened(visit, served, "learn?lesson=first-visit")
    page.locator("[rel=next]").click()
    expect(page.locator("article")).to_have_attribute("data-key", "the-plan")
    listen(page.locator("article")).click()
    page.go_back()
    expect(page.locator("article")).to_have_attribute("data-key", "first-visit")
    assert not page.evaluate("isSpeaking()")
    expect(listen(page.locator("article"))).to_have_text("Listen")
