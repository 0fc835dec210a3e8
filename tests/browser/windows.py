"""The browser's windows, which tests share: most of what a page costs is its process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from .parent import PHONE, Visit

CALM = {"reduced_motion": "reduce"}
MOVING = {"reduced_motion": "no-preference"}
"""Whether a page scrolls at once, or glides: then each click waits until nothing moves."""
BLANK = "http://127.0.0.1/"
"""Of the site of every server here, and answered by the browser itself."""


class Windows:
    """One window for each kind of reader; an empty page stays open in it, and so its process."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self._shared: dict[str, BrowserContext] = {}

    def shared(self, options: dict[str, Any]) -> BrowserContext:
        """The window of readers like this: its pages have all to themselves but the cache."""
        kind = repr(sorted(options.items()))
        if kind not in self._shared:
            self._shared[kind] = window = self.new(options)
            stays = window.new_page()
            stays.route(BLANK, lambda route: route.fulfill(content_type="text/html", body=""))
            stays.goto(BLANK)
        return self._shared[kind]

    def new(self, options: dict[str, Any]) -> BrowserContext:
        window = self.browser.new_context(viewport=PHONE, **options)
        window.set_default_timeout(60_000)  # milliseconds; a busy machine is slow, not wrong
        return window


@contextmanager
def visiting(windows: Windows, served: Callable[[], str]) -> Iterator[Visit]:
    """What opens a page as a new visitor; on a phone, in English, without motion if not said.

    `alone` is a window of its own, with an empty cache and a clock and a network that a test may
    change. No script of the page may fail while it lasts.
    """
    alone_windows: list[BrowserContext] = []
    pages: list[Page] = []
    failures: list[str] = []

    def visit(
        address: str | None = None,
        screen: dict[str, int] = PHONE,
        go: bool = True,
        alone: bool = False,
        **options: Any,
    ) -> Page:
        options = CALM | {"locale": "en-US", "has_touch": screen == PHONE} | options
        window = windows.new(options) if alone else windows.shared(options)
        if alone:
            alone_windows.append(window)
        page = window.new_page()
        pages.append(page)
        page.on("popup", lambda popup: pages.append(popup))
        page.on("pageerror", lambda error: failures.append(str(error.stack)))
        if screen != PHONE:
            page.set_viewport_size(screen)
        if go:
            page.goto(address or served())
        return page

    yield visit
    for window in alone_windows:
        window.set_offline(False)
    for page in pages:
        page.close()  # a page that is left gives its kernel back
    for window in alone_windows:
        window.close()
    assert failures == []
