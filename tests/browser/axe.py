"""What axe calls a violation on a page."""

from __future__ import annotations

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

RUN = """([context, without]) => axe.run(context || document, {
    resultTypes: ["violations"],
    rules: Object.fromEntries(without.map((rule) => [rule, { enabled: false }])),
}).then(({ violations }) => violations)"""
CONTRAST = "color-contrast"
"""The rule that takes most of the time: colors are those of the style, whatever the language."""


def faults(page: Page, context: str = "", without: tuple[str, ...] = ()) -> list[str]:
    """Each violation and where it is; in `context` alone, without these rules."""
    if page.evaluate("window.axe === undefined"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate(RUN, [context, without])
    return [f"{fault['id']}: {node['html'][:200]}" for fault in found for node in fault["nodes"]]
