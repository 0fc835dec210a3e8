"""Take the pictures for the README and the docs: `python tests/browser/pictures.py`."""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

if not __package__:  # run as a file
    sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.browser.conftest import ROOT, dashboard, free_port, launch
from tests.browser.parent import LAPTOP, PHONE, choose_language, expect_level, pick_age, say, tick

PICTURES = ROOT / "docs" / "pictures"
MARKED = {"refuses-food-textures": "sometimes", "kicks-ball": "sometimes"}


def open_page(
    browser: Browser, address: str, screen: dict[str, int], scheme: str = "light"
) -> Page:
    context = browser.new_context(
        viewport=screen,
        locale="en-US",
        color_scheme=scheme,  # type: ignore[arg-type]
        reduced_motion="reduce",
        device_scale_factor=2,
    )
    page = context.new_page()
    page.goto(address)
    return page


def check_in(page: Page) -> None:
    """A two-year-old with two things marked."""
    pick_age(page, 2, 3)
    for behaviour, how in MARKED.items():
        tick(page, behaviour)
        say(page, behaviour, how)
    expect_level(page, "talk")


def take(page: Page, name: str, top: str) -> None:
    """Take what the window shows when `top` stands at its upper edge."""
    page.mouse.move(0, 0)
    page.locator(top).evaluate("one => scrollTo(0, one.getBoundingClientRect().top + scrollY - 16)")
    page.evaluate("document.activeElement.blur()")
    page.screenshot(path=PICTURES / f"{name}.png")
    page.goto("about:blank")


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    port = free_port()
    address = f"http://127.0.0.1:{port}/"
    with dashboard(port), sync_playwright() as playwright:
        browser = launch(playwright)
        page = open_page(browser, address, PHONE)
        check_in(page)
        take(page, "phone", "[data-region=area-senses]")
        page = open_page(browser, address, PHONE, "dark")
        check_in(page)
        take(page, "phone-dark", ".result")
        page = open_page(browser, address, PHONE)
        check_in(page)
        choose_language(page, "es")
        take(page, "spanish", ".result")
        page = open_page(browser, address, LAPTOP)
        check_in(page)
        take(page, "laptop", "[data-region=intro]")
        browser.close()


if __name__ == "__main__":
    main()
