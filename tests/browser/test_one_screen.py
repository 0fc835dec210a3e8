"""A list one can finish, one area at a time; and a result that says what to do in one screen."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from otkit.front.drawing import TEMPLATES
from otkit.kit.tables import Tables
from otkit.kit.wording import Words
from otkit.widgets import CheckIn
from tests.test_situations import SITUATIONS

from .axe import faults_but_contrast, faults_in_any_light
from .parent import PHONE, Visit, expect_level, item, look, mark, pick_age, say, tick, ticked
from .windows import CALM, MOVING

STYLE = TEMPLATES.parent / "voila/templates/otkit/static/style.css"
AREAS = "all => all.map((one) => one.dataset.area)"
LEVELS = ("nothing-ticked", "not-sure", "watch", "talk", "act-now")
OPEN = "is => { for (const one of document.querySelectorAll('details:not(.area)')) one.open = is; }"
BOTTOM = """name => {
    const box = document.querySelector(`.result ${name}`).getBoundingClientRect();
    return box.bottom - document.querySelector(".result").getBoundingClientRect().top;
}"""

BOTTOMS = f"""results => {{
    const region = document.querySelector("[data-region=result]");
    const told = {{}};
    for (const [name, html] of Object.entries(results)) {{
        region.innerHTML = html;
        const notes = '[data-action="notes"]';
        if (region.querySelector(`.result ${{notes}}`)) told[name] = ({BOTTOM})(notes);
    }}
    return told;
}}"""
"""How far down the notes stand in each result that offers them, in pixels."""


def open_areas(page: Page) -> list[str]:
    return page.locator("details.area[open]").evaluate_all(
        "all => all.map((one) => one.dataset.area)"
    )


def names(page: Page) -> list[str]:
    return page.locator("details.area").evaluate_all(AREAS)


def at_two_years(page: Page) -> Page:
    pick_age(page, 2, 3)
    page.locator("details.area").first.wait_for()
    return page


def test_one_area_is_open_at_a_time(visit: Visit) -> None:
    page = at_two_years(visit())
    areas = names(page)
    assert open_areas(page) == areas[:1]
    page.locator("details.area > summary").nth(2).click()
    assert open_areas(page) == areas[2:3]
    expect(page.locator("details.area > summary").nth(2)).to_be_in_viewport()
    page.locator("details.area > summary").nth(2).click()
    assert open_areas(page) == []


def test_next_leads_through_the_whole_list(visit: Visit) -> None:
    page = at_two_years(visit())
    areas = names(page)
    for seen, area in enumerate(areas, 1):
        assert open_areas(page) == [area]
        expect(page.locator(".bar")).to_contain_text(f"{seen} of {len(areas)} areas looked at")
        if area != areas[-1]:
            page.locator("details.area[open] [data-open]").click()
            expect(page.locator("details.area[open] > summary")).to_be_in_viewport()
    page.get_by_role("link", name="Two more questions").click()
    expect(page.get_by_role("heading", name="Two more questions")).to_be_in_viewport()


def test_a_folded_area_says_how_many_are_marked(visit: Visit, at_two: list[str]) -> None:
    page = at_two_years(visit())
    for behaviour in at_two:
        tick(page, behaviour)
    first = page.locator("details.area", has=item(page, at_two[0])).locator("> summary")
    other = page.locator("details.area", has=item(page, at_two[2])).locator("> summary")
    expect(first).to_contain_text("2 marked")
    expect(other).to_contain_text("1 marked")
    page.locator("details.area > summary").nth(1).click()
    expect(page.locator("details.area > summary").nth(1)).to_contain_text("nothing marked")
    assert ticked(page) == sorted(at_two)


def test_who_prefers_it_has_all_areas_open_also_after_a_reload(visit: Visit) -> None:
    page = at_two_years(visit())
    page.get_by_label("Show all areas at once").check()
    assert open_areas(page) == names(page)
    expect(page.locator("[data-open]")).to_have_count(0)
    page.reload()
    expect(page.get_by_label("Show all areas at once")).to_be_checked()
    expect(page.locator("details.area[open]")).to_have_count(len(names(page)))


def test_the_open_area_is_open_again_after_a_reload(visit: Visit) -> None:
    page = at_two_years(visit())
    areas = names(page)
    page.locator("details.area > summary").nth(3).click()
    expect(page.locator(".bar")).to_contain_text("2 of")
    page.reload()
    page.locator("details.area").first.wait_for()
    expect(page.locator(f'details.area[data-area="{areas[3]}"]')).to_have_attribute("open", "")
    expect(page.locator(".bar")).to_contain_text("2 of")


def test_the_open_area_stays_open_when_a_reader_goes_back(visit: Visit) -> None:
    """Within the page, as after following a link to one of its parts."""
    page = at_two_years(visit())
    areas = names(page)
    for seen, place in enumerate((2, 4), 2):
        page.locator("details.area > summary").nth(place).click()
        expect(page.locator(".bar")).to_contain_text(f"{seen} of")
    page.evaluate("location.hash = 'further'")
    page.evaluate("addEventListener('popstate', () => window.isBack = true)")
    page.go_back()
    page.wait_for_function("window.isBack")
    page.get_by_label("Show all areas at once").check()
    expect(page.locator("details.area[open]")).to_have_count(len(areas))
    assert page.locator("form").evaluate("form => new FormData(form).getAll('open')") == [
        areas[0],
        areas[2],
        areas[4],
    ]


def test_a_mark_without_how_often_is_found_in_a_folded_area(
    visit: Visit, at_two: list[str]
) -> None:
    page = at_two_years(visit())
    mark(page, at_two[0])
    page.locator("details.area > summary").last.click()
    expect(item(page, at_two[0])).to_be_hidden()
    page.get_by_role("link", name="Say how often").click()
    expect(item(page, at_two[0]).locator(".how")).to_be_in_viewport()


def test_pictures_come_when_their_area_is_opened(visit: Visit) -> None:
    page = visit(go=False)
    drawn: list[str] = []
    page.on("request", lambda one: drawn.append(one.url) if "/pictures/" in one.url else None)
    page.goto(visit().url)
    at_two_years(page)
    folded = page.locator("details.area:not([open]) img.shown")
    expect(folded).not_to_have_count(0)
    wanted = folded.evaluate_all("all => all.map((one) => one.src)")
    page.locator("details.area > summary").last.scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    assert not set(wanted) & set(drawn)


# ---------------------------------------------------------------- the result


def level_at(page: Page, level: str, behaviours: list[str]) -> None:
    """Go on to a level, from one before it in `LEVELS`."""
    first, _, other = behaviours
    if level in ("not-sure", "watch", "talk"):
        if level == "not-sure":
            mark(page, first)
        say(page, first, {"not-sure": "not-sure", "watch": "sometimes", "talk": "often"}[level])
    if level == "talk":
        tick(page, other)
    elif level == "act-now":
        page.locator("[name=lost-skill]").check()
    expect_level(page, level)


def at_level(page: Page, level: str, behaviours: list[str]) -> Page:
    """A child of two years at a level, by the levels before it."""
    at_two_years(page)
    for one in LEVELS[: LEVELS.index(level) + 1]:
        level_at(page, one, behaviours)
    return page


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_result_says_what_to_do_in_one_screen(
    visit: Visit, at_two: list[str], language: str
) -> None:
    page = at_two_years(visit(locale=language, **(CALM if language == "en" else MOVING)))
    for level in LEVELS:
        level_at(page, level, at_two)
        assert page.evaluate(BOTTOM, '[data-action="notes"]') <= PHONE["height"]
        assert 1 <= page.locator(".result .steps > li").count() <= 3
        expect(page.locator(".result .first-call .say")).to_be_visible()
        assert page.locator(".result details.fold[open]").count() == 0
        page.locator(".bar a").click()
        expect(page.locator(".result .headline")).to_be_in_viewport()
        look(page, f"result-{level}-{language}")
    first = page.locator(".result > *").first
    expect(first).to_contain_text("911")
    expect(first.locator("a")).to_have_attribute("href", "tel:911")


@pytest.mark.parametrize("country", ["US", "any"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_every_situation_is_told_in_one_screen(
    browser: Browser, tables: Tables, language: str, country: str
) -> None:
    """Without a country the emergency number takes a sentence: there, those with one mark."""
    check_in = CheckIn(tables, language=language, country=country)
    results = {}
    for one in SITUATIONS:
        if country == "any" and len(one.answers) > 1:
            continue
        age = {"months": one.age.months, "weeks_early": one.age.weeks_early}
        state = check_in.follow(check_in.state(), {**age, "answers": one.answers})
        drawing = check_in.drawings(state)["result"]
        results[one.name] = drawing.html(tables, check_in.spoken(state), "otkit")
    page = browser.new_page(viewport=PHONE)
    page.set_content(
        f"<style>{STYLE.read_text()}</style>"
        f'<body class="otkit-body otkit-served">{check_in.html()}</body>'
    )
    told = page.evaluate(BOTTOMS, results)
    page.close()
    assert {name: height for name, height in told.items() if height > PHONE["height"]} == {}
    assert len(told) > len(SITUATIONS) / 3


def test_the_rest_is_folded_with_the_clinics_file_last(visit: Visit, at_two: list[str]) -> None:
    page = at_level(visit(), "talk", at_two)
    assert page.locator(".result .fold > summary").all_inner_texts() == [
        "What this means",
        "Why you see this",
        "Who can help, and how to reach them",
        "When to call for an emergency",
        "Try this at home",
        "Questions for the doctor",
        "Your answers, area by area",
        "What this does not tell you",
        "Save, print or start over",
    ]
    assert page.locator(".result button").last.get_attribute("data-action") == "fhir"


def test_unfolded_parts_stay_open_when_the_result_changes(visit: Visit, at_two: list[str]) -> None:
    """The result of another level has other folds before it."""
    page = at_level(visit(), "talk", at_two)
    folds = page.locator(".result .fold")
    before = folds.count()
    wanted = "Questions for the doctor"
    page.locator(".result .fold > summary", has_text=wanted).click()
    for behaviour in (at_two[0], at_two[2]):
        mark(page, behaviour)
    expect_level(page, "nothing-ticked")
    assert folds.count() != before
    assert page.locator(".result .fold[open] > summary").all_inner_texts() == [wanted]


def test_axe_finds_nothing_folded_or_open(visit: Visit, at_two: list[str]) -> None:
    page = at_two_years(visit(reduced_motion="reduce"))
    for level in LEVELS:
        level_at(page, level, at_two)
        if level in ("nothing-ticked", "talk", "act-now"):
            assert faults_but_contrast(page) == []
            page.evaluate(OPEN, True)
            assert faults_in_any_light(page) == []
            page.evaluate(OPEN, False)


def test_paper_has_what_is_folded_on_the_screen(visit: Visit, at_two: list[str]) -> None:
    page = at_level(visit(), "talk", at_two)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    for kept in (".picture", ".say", "[data-key^=talk]"):
        expect(page.locator(f".result .fold {kept}").first).to_be_visible()
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator(".result details.fold[open]").count() == 0


def test_folds_shut_after_printing_also_when_drawn_meanwhile(
    visit: Visit, at_two: list[str]
) -> None:
    page = at_two_years(visit())
    expect_level(page, "nothing-ticked")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator(".result details.fold[open]")).not_to_have_count(0)
    page.locator("[name=lost-skill]").check()
    expect_level(page, "act-now")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator(".result details.fold[open]").count() == 0


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_bar_says_the_level_on_every_phone(visit: Visit, tables: Tables, language: str) -> None:
    page = at_two_years(visit(locale=language))
    page.locator("[name=lost-skill]").check()
    expect_level(page, "act-now")
    said = page.locator(".bar").get_by_text(Words(tables, language)("level.act-now"))
    for width in (280, 320, 390):
        page.set_viewport_size({"width": width, "height": 640})
        expect(said).to_be_in_viewport(ratio=1)
        expect(page.locator(".bar a")).to_be_in_viewport(ratio=1)
        look(page, f"bar-{width}-{language}")
