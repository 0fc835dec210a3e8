"""A whole check-in in a real browser: by mouse, by touch, by keyboard, in English and Spanish."""

from __future__ import annotations

import re
from datetime import date, timedelta

from playwright.sync_api import Page, Route, expect

from otkit import Age
from otkit.kit.tables import Tables
from otkit.scoring.score import behaviours_asked

from .parent import (
    LAPTOP,
    Visit,
    box,
    choose_country,
    choose_language,
    expect_how_often,
    expect_level,
    give_birth_date,
    item,
    kernel_id,
    mark,
    open_area,
    pick_age,
    say,
    tick,
    ticked,
    unfold_result,
)

STORED = "() => JSON.stringify([{...sessionStorage}, {...localStorage}])"

SPANISH_TITLE = "¿Cómo va el desarrollo de su hijo o hija?"


def at_two_years(page: Page) -> Page:
    pick_age(page, 2, 3)
    expect(page.locator("[data-region=age]")).to_contain_text(re.compile("2 (years|años)"))
    return page


def test_a_parent_learns_what_to_do_while_ticking_by_mouse(visit: Visit, at_two: list[str]) -> None:
    page = at_two_years(visit(screen=LAPTOP))
    first, second, elsewhere = at_two
    expect_level(page, "nothing-ticked")
    mark(page, first)
    expect_how_often(page)
    say(page, first, "not-sure")
    expect_level(page, "not-sure")
    say(page, first, "sometimes")
    expect_level(page, "watch")
    mark(page, second)
    expect_how_often(page)
    say(page, second, "not-sure")
    expect_level(page, "watch")
    mark(page, elsewhere)
    expect_how_often(page)
    say(page, elsewhere, "sometimes")
    expect_level(page, "talk")
    tick(page, "lost-skill")
    expect_level(page, "act-now")
    page.get_by_role("link", name="See what to do").click()
    expect(page.locator(".result .headline")).to_be_in_viewport()


def test_what_has_no_frequency_asks_for_yes_or_not_sure(visit: Visit) -> None:
    page = at_two_years(visit())
    for name in ("toddler-was-blue", "lost-skill"):
        tick(page, name)
        expect(item(page, name).locator(".how input")).to_have_count(2)
        say(page, name, "not-sure")
        expect_level(page, "act-now")
        expect(item(page, name).locator("[value=not-sure]")).to_be_checked()
        tick(page, name)
        expect_level(page, "nothing-ticked")


def test_a_parent_checks_in_by_touch(visit: Visit, at_two: list[str]) -> None:
    page = at_two_years(visit())
    open_area(page, at_two[0])
    item(page, at_two[0]).locator("> label").tap()
    expect_how_often(page)
    page.get_by_role("link", name="Say how often").tap()
    expect(item(page, at_two[0]).locator(".how")).to_be_in_viewport()
    item(page, at_two[0]).locator("label:has([value=sometimes])").tap()
    expect_level(page, "watch")
    page.get_by_role("link", name="See what to do").tap()
    expect(page.locator(".result .headline")).to_be_in_viewport()
    unfold_result(page)
    page.get_by_role("button", name="Start over").tap()
    expect(page.locator(".seen-item")).to_have_count(0)


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until a control like this has the focus; nobody presses it 99 times."""
    for _ in range(99):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"Tab never reaches {selector}")


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.value ?? document.activeElement.className"))


def test_a_parent_checks_in_by_keyboard_alone(visit: Visit, at_two: list[str]) -> None:
    page = visit(screen=LAPTOP)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the questions")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your child's age")).to_be_focused()
    page.keyboard.press("Tab")
    assert focused(page) == "months"
    page.keyboard.press("ArrowRight")
    expect(page.locator("[name=birth]")).to_be_visible()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("[name=birth]")).to_be_hidden()
    page.keyboard.press("Tab")
    page.keyboard.type("2")
    page.keyboard.press("Tab")
    page.keyboard.type("3")
    expect(page.locator("[data-region=age]")).to_contain_text("2 years and 3 months")
    tab_to(page, f'details.area:has([name="see:{at_two[0]}"]) > summary')
    page.keyboard.press("Enter")
    tab_to(page, f'[name="see:{at_two[0]}"]')
    page.keyboard.press("Space")
    expect_how_often(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert focused(page) == "often"
    expect_level(page, "talk")
    page.keyboard.press("ArrowDown")
    expect_level(page, "watch")
    page.keyboard.press("ArrowDown")
    expect_level(page, "not-sure")
    page.keyboard.press("ArrowUp")
    expect_level(page, "watch")
    tab_to(page, ".bar a")
    page.keyboard.press("Enter")
    expect(page.locator(".result")).to_be_focused()
    tab_to(page, ".result > .fold:last-of-type > summary")
    page.keyboard.press("Enter")
    tab_to(page, "[data-action=start-over]")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(page.locator(".seen-item")).to_have_count(0)


def test_the_result_is_drawn_anew_without_losing_the_focus(visit: Visit, at_two: list[str]) -> None:
    page = at_two_years(visit())
    open_area(page, at_two[0])
    expect(page.locator("details.area[open] > summary")).to_be_focused()
    box(page, at_two[0]).focus()
    page.keyboard.press("Space")
    expect_how_often(page)
    expect(box(page, at_two[0])).to_be_focused()


def test_the_result_speaks_through_one_lasting_live_region(visit: Visit, at_two: list[str]) -> None:
    page = at_two_years(visit())
    expect_level(page, "nothing-ticked")
    heading = page.locator(".result [aria-live]").element_handle()
    before = heading.text_content()
    tick(page, at_two[0])
    expect_level(page, "talk")
    assert heading.evaluate("node => node.isConnected")
    assert heading.text_content() != before


def test_an_answer_given_before_the_scripts_arrive_counts(visit: Visit, served: str) -> None:
    page = visit(go=False)
    held: list[Route] = []
    page.route("**/page.js*", lambda route: held.append(route))
    page.goto(served, wait_until="commit")
    page.locator("[name=years]").select_option("2")
    page.locator("[name=months]").select_option("3")
    expect(page.locator(".seen-item")).to_have_count(0)
    for route in held:
        route.continue_()
    expect_level(page, "nothing-ticked")


def test_the_ticks_stay_when_the_language_changes(visit: Visit, at_two: list[str]) -> None:
    page = at_two_years(visit())
    tick(page, at_two[0])
    say(page, at_two[0], "sometimes")
    expect_level(page, "watch")
    choose_language(page, "es")
    expect(page).to_have_title(SPANISH_TITLE)
    expect(box(page, at_two[0])).to_be_checked()
    expect(item(page, at_two[0]).locator("[value=sometimes]")).to_be_checked()
    expect_level(page, "watch")
    expect(page.get_by_role("heading", name="Qué hacer ahora")).to_be_visible()
    choose_language(page, "en")
    assert ticked(page) == [at_two[0]]


def test_a_phone_that_speaks_spanish_opens_the_page_in_spanish(visit: Visit) -> None:
    page = visit(locale="es-MX")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.get_by_role("heading", level=1)).to_have_text(SPANISH_TITLE)


def test_a_link_can_ask_for_spanish(visit: Visit, served: str) -> None:
    page = visit(f"{served}?lang=es")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.get_by_label("Español")).to_be_checked()


def test_a_language_we_do_not_speak_gets_english(visit: Visit, served: str) -> None:
    page = visit(f"{served}?lang=xx", locale="fr-FR")
    expect_level(at_two_years(page), "nothing-ticked")
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_a_birth_date_gives_the_list_for_that_age(visit: Visit) -> None:
    page = visit()
    give_birth_date(page, str(date.today() - timedelta(days=500)))
    expect(page.locator("[data-region=age]")).to_contain_text("1 year and 4 months")
    expect_level(page, "nothing-ticked")


def test_weeks_early_are_counted_and_the_page_says_so(visit: Visit) -> None:
    page = visit()
    pick_age(page, 1, 0, weeks_early=9)
    note = page.locator("[data-region=age] [aria-live]").last
    expect(note).to_contain_text("Age for this list: 9 months.")
    expect(note).to_contain_text("1 year old and was born 9 weeks early")
    page.select_option("[name=years]", "2")
    expect(note).to_contain_text("Age for this list: 2 years.")
    expect(note).to_contain_text("From age 2, we count from the birth date")


WRONG_DATES = {
    "in the future": (str(date.today() + timedelta(days=400)), "future"),
    "too long ago": (str(date.today() - timedelta(days=365 * 7)), "sixth birthday"),
    "before the field's earliest": ("1931-05-05", "sixth birthday"),
}


def test_a_wrong_birth_date_gets_a_sentence_and_loses_nothing(
    visit: Visit, at_two: list[str]
) -> None:
    page = at_two_years(visit())
    tick(page, at_two[0])
    expect_level(page, "talk")
    for wrong, said in WRONG_DATES.values():
        give_birth_date(page, wrong)
        expect(page.locator(".by-birth .problem")).to_contain_text(said)
        expect(page.locator("[name=birth]")).to_have_value(wrong)
        expect(page.locator("[name=birth]")).to_have_attribute("aria-invalid", "true")
        assert ticked(page) == [at_two[0]]
        page.locator("label:has([name=age-by][value=months])").click()
        expect(box(page, at_two[0])).to_be_checked()
        expect_level(page, "talk")


def test_a_half_typed_birth_date_is_told_and_loses_nothing(visit: Visit, at_two: list[str]) -> None:
    page = at_two_years(visit(screen=LAPTOP))
    tick(page, at_two[0])
    choose_country(page, "any")
    give_birth_date(page, "")
    page.locator("[name=birth]").focus()
    page.keyboard.type("0203")
    expect_level(page, "talk")  # nobody is told off while typing
    page.locator("[name=weeks]").focus()
    expect(page.locator(".by-birth .problem")).to_contain_text("full date")
    assert ticked(page) == [at_two[0]]
    page.fill("[name=birth]", str(date.today() - timedelta(days=820)))
    expect(page.locator(".problem")).to_have_count(0)
    expect(box(page, at_two[0])).to_be_checked()
    expect_level(page, "talk")
    expect(page.locator("select[name=country]")).to_have_value("any")


def age_says(page: Page) -> str:
    """What the card with the age says below its fields."""
    return " ".join(page.locator("[data-region=age] [aria-live]").all_inner_texts()).strip()


def type_date(page: Page, keys: str) -> None:
    """Type month, day and year into the field, without leaving it."""
    page.locator("[name=birth]").focus()
    page.keyboard.type(keys)


def test_an_impossible_date_is_told_before_the_field_is_left(visit: Visit) -> None:
    page = visit(screen=LAPTOP)
    give_birth_date(page, "")
    type_date(page, "02312025")
    expect(page.locator(".by-birth .problem")).to_contain_text("full date")
    expect(page.locator("[name=birth]")).to_be_focused()


def test_no_date_leaves_the_age_of_the_date_before_it(visit: Visit) -> None:
    page = visit(screen=LAPTOP)
    good = str(date.today() - timedelta(days=500))
    for then in ("31 February", "cleared", *WRONG_DATES):
        give_birth_date(page, good)
        expect_level(page, "nothing-ticked")
        if then == "31 February":
            type_date(page, "02312025")
            page.locator("[name=weeks]").focus()
        else:
            give_birth_date(page, WRONG_DATES.get(then, ("",))[0])
        expect(page.locator(".seen-item")).to_have_count(0)
        expect(page.locator(".result")).to_have_count(0)
        problem = page.locator(".by-birth .problem")
        expect(problem).to_have_count(0 if then == "cleared" else 1)
        assert age_says(page) == ("" if then == "cleared" else problem.inner_text())
    give_birth_date(page, good)
    expect_level(page, "nothing-ticked")
    page.reload()
    expect_level(page, "nothing-ticked")
    assert "1 year and 4 months" in age_says(page)


def test_a_wrong_birth_date_is_said_in_the_readers_language(visit: Visit) -> None:
    page = visit(locale="es")
    give_birth_date(page, WRONG_DATES["in the future"][0])
    expect(page.locator(".by-birth .problem")).to_contain_text("Esta fecha está en el futuro")
    choose_language(page, "en")
    expect(page.locator(".by-birth .problem")).to_contain_text("This date is in the future")
    expect(page.locator("[name=birth]")).to_have_value(WRONG_DATES["in the future"][0])


def test_start_over_clears_everything_and_keeps_the_language(
    visit: Visit, at_two: list[str]
) -> None:
    page = at_two_years(visit(locale="es"))
    tick(page, at_two[0])
    expect_level(page, "talk")
    unfold_result(page)
    page.get_by_role("button", name="Empezar de nuevo").click()
    for _ in ("now", "and after a reload"):
        expect(page.get_by_role("heading", level=1)).to_have_text(SPANISH_TITLE)
        expect(page.locator("[name=years]")).to_have_value("")
        expect(page.locator(".seen-item")).to_have_count(0)
        expect(page.locator(".result")).to_have_count(0)
        assert ticked(page) == []
        assert at_two[0] not in page.evaluate(STORED)
        page.reload()


def test_start_over_leaves_everybody_where_they_are(visit: Visit, at_two: list[str]) -> None:
    """The country says whom to call, so it stays in the form, in what is kept and in the words."""
    page = visit()
    for country, number in (("GB-ENG", "999"), ("US", "911")):
        choose_country(page, country)
        expect(page.locator("[data-region=emergency]")).to_contain_text(number)
        at_two_years(page)
        tick(page, at_two[0])
        expect_level(page, "talk")
        unfold_result(page)
        page.get_by_role("button", name="Start over").click()
        expect(page.locator(".result")).to_have_count(0)
        expect(page.locator("select[name=country]")).to_have_value(country)
        for name in ("years", "months"):
            expect(page.locator(f"[name={name}]")).to_have_value("")
        expect(page.locator("[name=weeks]")).to_have_value("0")
        page.reload()
        expect(page.locator("select[name=country]")).to_have_value(country)
        expect(page.locator("[data-region=emergency]")).to_contain_text(number)


def test_start_over_clears_a_birth_date_too(visit: Visit) -> None:
    page = visit()
    give_birth_date(page, str(date.today() - timedelta(days=500)))
    unfold_result(page)
    page.get_by_role("button", name="Start over").click()
    expect(page.locator("[name=years]")).to_have_value("")
    expect(page.locator("[name=birth]")).to_have_value("")
    expect(page.locator(".result")).to_have_count(0)


def test_a_reload_keeps_the_ticks_but_no_birth_date(visit: Visit) -> None:
    page = visit()
    born = str(date.today() - timedelta(days=500))
    give_birth_date(page, born)
    page.locator(".seen-item > label").first.click()
    expect_level(page, "act-now")
    before = ticked(page)
    assert len(before) == 1
    assert before[0] in page.evaluate(STORED)
    assert born not in page.evaluate(STORED)
    page.reload()
    expect_level(page, "act-now")
    assert ticked(page) == before
    expect(page.locator("[name=birth]")).to_have_value("")
    expect(page.locator("[data-region=age]")).to_contain_text("1 year and 4 months")


def test_a_reload_keeps_list_and_result_of_a_child_born_early(visit: Visit) -> None:
    """Months and weeks alone would give the list of a month before, where this is not asked."""
    today = date.today()
    born = next(
        day
        for day in (today - timedelta(days=n) for n in range(300, 340))
        if Age.from_birth_date(day, today, 5).corrected_months == 9
        and Age(Age.from_birth_date(day, today).months, 5).corrected_months == 8
    )
    page = visit()
    page.select_option("[name=weeks]", "5")
    give_birth_date(page, str(born))
    tick(page, "hand-to-hand")
    expect_level(page, "talk")
    for _ in range(2):
        page.reload()
        expect_level(page, "talk")
        expect(page.locator("[data-region=age]")).to_contain_text("Age for this list: 9 months.")
        assert ticked(page) == ["hand-to-hand"]
    page.select_option("[name=weeks]", "8")
    expect(page.locator("[data-region=age]")).to_contain_text("Age for this list: 8 months.")


def test_nothing_is_kept_beyond_the_open_tab(visit: Visit, at_two: list[str]) -> None:
    page = at_two_years(visit(alone=True))
    tick(page, at_two[0])
    expect_level(page, "talk")
    assert page.evaluate("localStorage.length") == 0
    assert page.evaluate("async () => (await indexedDB.databases()).length") == 0
    another_tab = page.context.new_page()
    another_tab.goto(page.url)
    expect(another_tab.locator("[name=years]")).to_have_value("")


def test_two_parents_never_see_each_others_ticks(visit: Visit, at_two: list[str]) -> None:
    mother, father = at_two_years(visit()), at_two_years(visit(screen=LAPTOP))
    assert kernel_id(mother) != kernel_id(father)
    tick(mother, at_two[0])
    expect_level(mother, "talk")
    tick(father, at_two[1])
    say(father, at_two[1], "sometimes")
    expect_level(father, "watch")
    choose_language(father, "es")
    assert ticked(mother) == [at_two[0]]
    assert ticked(father) == [at_two[1]]
    expect_level(mother, "talk")
    expect(mother.locator("html")).to_have_attribute("lang", "en")


def test_an_answer_for_another_age_is_put_by_and_comes_back(
    visit: Visit, at_two: list[str]
) -> None:
    page = at_two_years(visit())
    tick(page, at_two[0])
    say(page, at_two[0], "sometimes")
    expect_level(page, "watch")
    page.select_option("[name=years]", "5")
    expect_level(page, "nothing-ticked")
    expect(item(page, at_two[0])).to_have_count(0)
    page.select_option("[name=years]", "2")
    expect_level(page, "watch")
    expect(box(page, at_two[0])).to_be_checked()
    expect(item(page, at_two[0]).locator("[value=sometimes]")).to_be_checked()


def test_an_area_where_somebody_helps_is_shown_and_not_counted(
    visit: Visit, at_two: list[str], tables: Tables
) -> None:
    area_of = {row["behaviour_id"]: row["area_id"] for row in behaviours_asked(Age(27), tables)}
    page = at_two_years(visit())
    tick(page, at_two[0])
    expect_level(page, "talk")
    page.locator(f"[name=already-seen][value={area_of[at_two[0]]}]").check()
    expect_level(page, "already-helped")
    helped = page.locator(".picture-row", has_text="A therapist or program already helps here")
    expect(helped).to_have_count(1)


def test_whom_to_call_follows_the_place(visit: Visit) -> None:
    page = at_two_years(visit())
    expect(page.locator(".contacts:not(.first-call)")).to_contain_text("early intervention")
    choose_country(page, "any")
    expect(page.locator(".contacts:not(.first-call)")).not_to_contain_text("CDC")
    expect(page.locator("[name=country]")).to_have_value("any")


def test_the_result_can_be_printed(visit: Visit, served: str) -> None:
    page = visit(go=False)
    page.add_init_script("window.print = () => { window.printed = true; }")
    page.goto(served)
    at_two_years(page)
    unfold_result(page)
    page.get_by_role("button", name="Print").click()
    assert page.evaluate("window.printed")
