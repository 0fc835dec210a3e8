"""What axe calls a violation on a page."""

from __future__ import annotations

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

RUN = """([context, without, only]) => axe.run(context || document, {
    resultTypes: ["violations"],
    rules: Object.fromEntries(without.map((rule) => [rule, { enabled: false }])),
    ...(only && { runOnly: [only] }),
}).then(({ violations }) => violations)"""
CONTRAST = "color-contrast"
"""The rule that takes most of the time: colors are those of the style, whatever the language."""


def faults(
    page: Page, context: str = "", without: tuple[str, ...] = (), only: str = ""
) -> list[str]:
    """Each violation and where it is; in `context` alone, without these rules, of `only` one."""
    if page.evaluate("window.axe === undefined"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate(RUN, [context, without, only])
    return [f"{fault['id']}: {node['html'][:200]}" for fault in found for node in fault["nodes"]]


def faults_but_contrast(page: Page) -> list[str]:
    """The violations of a page whose colors are looked at in another language or state."""
    return faults(page, without=(CONTRAST,))


def faults_in_any_light(page: Page, context: str = "") -> list[str]:
    """The violations of a page in light and in dark, which differ in nothing but colors."""
    page.emulate_media(color_scheme="dark")
    found = faults(page, context, only=CONTRAST)
    page.emulate_media(color_scheme="light")
    return found + faults(page, context)
