"""A parent's first visit, for other scripts: `python -m tests.browser.first_visit ADDRESS`."""

from __future__ import annotations

import sys

from playwright.sync_api import expect, sync_playwright

from .conftest import launch
from .parent import PHONE

WITHIN = 30_000  # milliseconds


def first_visit(address: str) -> None:
    """Open the page, choose an age, mark something, read the result, and leave."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_page(viewport=PHONE, locale="en-US")
        page.set_default_timeout(WITHIN)
        page.goto(address)
        form = page.locator("form.otkit")
        form.locator("[name=years]").select_option("2")
        form.locator("[name=months]").select_option("3")
        form.locator(".seen-item > label").first.click()
        expect(form.locator("section.result, .result").first).to_be_visible(timeout=WITHIN)
        expect(form.locator(".headline").first).not_to_be_empty()
        page.goto("about:blank")  # a page that is left gives its kernel back
        browser.close()


if __name__ == "__main__":
    first_visit(sys.argv[1])
