"""A page whose kernel, server, line or disk goes away: how soon is it back, and is it the same?"""

from __future__ import annotations

import asyncio
import os
import time

from playwright.async_api import Browser, Page, async_playwright

from bench.breaking import BREAKS, Break, Server
from bench.browser import PHONE, fresh_browser
from bench.numbers import spread
from bench.peers.registry import OTKIT
from bench.report import Grid, Report, Target
from bench.serving import quiet
from bench.story import Story, two_years_old
from tests.browser.line import HEARD

PAGES = 5  # open at once
BROKEN, QUICK_BROKEN = 300.0, 5.0  # seconds that the line is cut; the disk is full for a tenth
PATIENCE = 60_000  # ms
TICKED = "[...document.querySelectorAll('input:checked')].map((one) => one.name + one.value)"
HOW = f"""{PAGES} phones' pages in a real browser, something ticked on each; then something breaks,
in real time. Measured is the time from when a page could be back (a kernel was dead or hung, the
server listened, the line was whole, the disk had room) until a tick that is taken away in that
moment has changed the result. What is ticked and what the result says are compared with what they
were; a page that differs counts as lost."""


async def open_page(browser: Browser, story: Story, address: str) -> Page:
    """A page on a phone, with what the story ticks."""
    page = await (await browser.new_context(**PHONE, locale="en-US")).new_page()
    await page.add_init_script(HEARD)
    await page.goto(address)
    await page.select_option(OTKIT.years, story.years)
    await page.select_option(OTKIT.months, "0")
    await page.check(OTKIT.tick.format(key=story.key))
    await page.get_by_text(story.after).first.wait_for()
    return page


async def seen(page: Page) -> str:
    """The result, and what is ticked."""
    return f"{await page.locator(OTKIT.result).inner_text()}{await page.evaluate(TICKED)}"


async def suffer(case: Break, browser: Browser, story: Story, broken: float) -> list[float | None]:
    """Seconds until each page was back, None for one that was not or had lost something."""
    async with Server(case.options, case.small_disk) as server:
        await quiet(server.process.pid)
        pages = [await open_page(browser, story, server.line.address) for _ in range(PAGES)]
        before = [await seen(page) for page in pages]

        await case.by(server, pages, broken)
        began = time.monotonic()

        async def back(page: Page, was: str) -> float | None:
            if await seen(page) != was:
                return None
            tick = page.locator(OTKIT.tick.format(key=story.key))
            await tick.uncheck()
            await page.get_by_text(story.before).first.wait_for(timeout=PATIENCE)
            seconds = time.monotonic() - began
            await tick.check()
            await page.get_by_text(story.after).first.wait_for(timeout=PATIENCE)
            return seconds if await seen(page) == was else None

        seconds = await asyncio.gather(*map(back, pages, before), return_exceptions=True)
        for page in pages:
            await page.context.close()
    return [None if isinstance(time_back, BaseException) else time_back for time_back in seconds]


async def measure(broken: float) -> dict[str, list[float | None]]:
    """Seconds by what broke; only an administrator can make a small disk to fill."""
    story = two_years_old()
    async with async_playwright() as playwright, fresh_browser(playwright) as browser:
        return {
            case.what: await suffer(case, browser, story, broken)
            for case in BREAKS
            if not case.small_disk or os.geteuid() == 0
        }


def run(quick: bool) -> Report:
    """Every break once with five pages; short ones when `quick`."""
    by_break = asyncio.run(measure(QUICK_BROKEN if quick else BROKEN))
    rows = [
        [what, spread(seconds), str(len(seconds)), str(seconds.count(None))]
        for what, seconds in by_break.items()
    ]
    rows += [
        [f"{case.what} (not run)", "–", "0", "0"] for case in BREAKS if case.what not in by_break
    ]
    lost = [second for times in by_break.values() for second in times].count(None)
    longest = {
        what: max((second for second in times if second is not None), default=float("inf"))
        for what, times in by_break.items()
    }
    return Report(
        "Back again",
        HOW,
        [Grid("Seconds until a page is back", ("what breaks", "s", "pages", "lost"), rows)],
        [
            *(
                Target(
                    f"{case.what}: the slowest page, s",
                    f"{case.limit:.0f}",
                    f"{longest[case.what]:.2f}",
                    longest[case.what] <= case.limit,
                )
                for case in BREAKS
                if case.what in longest
            ),
            Target("pages that lost something", "0", str(lost), lost == 0),
        ],
    )
