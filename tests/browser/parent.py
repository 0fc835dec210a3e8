"""What a parent does at the check-in, and what the page then shows."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

PHONE = {"width": 390, "height": 844}
LAPTOP = {"width": 1280, "height": 800}
LEVELS = ("act-now", "talk", "watch", "not-sure", "already-helped", "nothing-ticked")

Visit = Callable[..., Page]

expect.set_options(timeout=60_000)  # milliseconds; a busy machine is slow, not wrong


def pick_age(page: Page, years: int, months: int = 0, weeks_early: int = 0) -> None:
    page.select_option("[name=years]", str(years))
    page.select_option("[name=months]", str(months))
    page.select_option("[name=weeks]", str(weeks_early))


def give_birth_date(page: Page, date: str) -> None:
    page.locator("label:has([name=age-by][value=birth])").click()
    page.fill("[name=birth]", date)
    page.locator("[name=birth]").blur()


def item(page: Page, behaviour_id: str) -> Locator:
    return page.locator(f'.seen-item[data-key="{behaviour_id}"]')


def open_area(page: Page, behaviour_id: str) -> None:
    """Open the area in which a behaviour stands, as a parent does; one is open at a time."""
    one = item(page, behaviour_id)
    one.wait_for(state="attached")
    if not one.is_visible():
        page.locator("details.area", has=one).locator("> summary").click()
        expect(one).to_be_visible()


def box(page: Page, behaviour_id: str) -> Locator:
    if item(page, behaviour_id).count():
        open_area(page, behaviour_id)
    return page.locator(f'[type=checkbox][name="see:{behaviour_id}"]')


def tick(page: Page, behaviour_id: str) -> None:
    """Mark a behaviour, or take the mark back; a mark is said to be so most days, or not yet."""
    mark(page, behaviour_id)
    often = item(page, behaviour_id).locator(".how label:has([value=often])")
    if item(page, behaviour_id).locator("> label input").is_checked() and often.count():
        often.click()


def mark(page: Page, behaviour_id: str) -> None:
    """Mark a behaviour without saying how often."""
    open_area(page, behaviour_id)
    item(page, behaviour_id).locator("> label").click()


def say(page: Page, behaviour_id: str, how: str) -> None:
    open_area(page, behaviour_id)
    item(page, behaviour_id).locator(f".how label:has([value={how}])").click()


def choose_country(page: Page, country: str) -> None:
    """Say where one lives; on the check-in that is folded below the emergency line."""
    fold = page.locator(".at-a-glance > .fold")
    if fold.count() and fold.get_attribute("open") is None:
        fold.locator("> summary").click()
    page.select_option("[name=country]", country)


def choose_language(page: Page, language: str) -> None:
    page.locator(f"label:has([name=language][value={language}])").click()
    expect(page.locator("html")).to_have_attribute("lang", language)


def expect_level(page: Page, level: str) -> None:
    """The result is there, and it is this one."""
    assert level in LEVELS
    expect(page.locator(f".result.{level}")).to_be_visible()


def expect_how_often(page: Page) -> None:
    """No level yet: the page asks how often, in the bar and where the result will stand."""
    expect(page.get_by_role("link", name="Say how often")).to_be_visible()
    expect(page.locator(".result.how-often")).to_be_visible()
    expect(page.locator(", ".join(f".result.{level}" for level in LEVELS))).to_have_count(0)


def ticked(page: Page) -> list[str]:
    """The ids of the behaviours ticked, shown or put by."""
    names = page.locator("form").evaluate("form => [...new FormData(form).keys()]")
    return sorted({name.removeprefix("see:") for name in names if name.startswith("see:")})


def unfold_result(page: Page) -> None:
    """Open everything that is folded below the result's first screen."""
    page.locator(".result").wait_for()
    for fold in page.locator(".result .fold").all():
        if fold.get_attribute("open") is None:
            fold.locator("> summary").click()


def result_of(page: Page) -> str:
    """Every word of the result."""
    return page.locator("[data-region=result]").text_content() or ""


def look(page: Page, name: str) -> None:
    """Keep a picture in the folder that OTKIT_PICTURES names, if it names one."""
    if folder := os.environ.get("OTKIT_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png")


def print_twice_as_large(page: Page) -> None:
    """Choose another font size in the browser's own settings; it stays when the page is left."""
    sizes = {"standard": 32, "fixed": 26}  # pixels
    page.context.new_cdp_session(page).send("Page.setFontSizes", {"fontSizes": sizes})


def port_of(address: str) -> int:
    return int(address.rsplit(":", 1)[1].rstrip("/"))


def kernel_id(page: Page) -> str:
    """The kernel the page was drawn by when it was opened."""
    return str(json.loads(page.locator("#otkit-host").text_content() or "{}")["kernelId"])
