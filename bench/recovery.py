"""A page whose kernel, server, line or disk goes away: how soon is it back, and is it the same?"""

from __future__ import annotations

import asyncio
import os
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import psutil
from playwright.async_api import Browser, Page, async_playwright

from bench.browser import PHONE, fresh_browser
from bench.numbers import spread
from bench.peers.registry import OTKIT, Peer
from bench.report import Grid, Report, Target
from bench.serving import free_port, launch, listening, quiet, stop
from bench.story import Story, two_years_old
from tests.browser.line import Line

PAGES = 5  # open at once in each case
CUT, QUICK_CUT = 300.0, 5.0  # seconds without a line
IDLE = 0.2  # minutes until a kernel that rests is ended
WITHIN = 5.0  # seconds from the server's being there until a page is back
PATIENCE = 60_000  # ms
DISK = 8  # MB, of the file system that is filled
BACK = "The connection is back"
HEARD = """window.heard = [];
new MutationObserver(() => {
    const words = document.querySelector("[data-link]")?.textContent ?? "";
    if (words && words !== heard.at(-1)) heard.push(words);
}).observe(document, { subtree: true, childList: true, characterData: true });"""
IS_BACK = "words => heard.some((one) => one.includes(words))"
HOW = f"""{PAGES} phones' pages in a real browser, something ticked on each; then something breaks,
in real time. Measured is the time from when a page could be back (a kernel was dead, the server
listened, the line was whole, the disk had room) until it says so. What is ticked and what
the result says are compared with what they were; a page that differs counts as lost."""


class Case:
    """A server of its own and pages in it: what breaks, and what came of it."""

    def __init__(self, browser: Browser, story: Story, folder: Path) -> None:
        self.browser, self.story, self.folder = browser, story, folder
        self.port = free_port()
        self.pages: list[Page] = []
        self.lost = 0
        self.process: subprocess.Popen[bytes] | None = None

    async def serve(self, *options: str) -> None:
        """Start the server, or start it again at the same place."""
        peer = Peer(
            **{**vars(OTKIT), "command": lambda port: [*OTKIT.command(port), *options]},
        )
        self.process = launch(peer, self.port, self.folder / "server.log")
        await listening(self.process, self.port, self.folder / "server.log")

    async def arrive(self, address: str = "") -> None:
        """Open the pages, and tick what the story ticks."""
        assert self.process is not None
        await quiet(self.process.pid)
        for _ in range(PAGES):
            context = await self.browser.new_context(**PHONE, locale="en-US")
            page = await context.new_page()
            await page.add_init_script(HEARD)
            await page.goto(address or f"http://127.0.0.1:{self.port}/")
            await page.select_option(OTKIT.years, self.story.years)
            await page.check(OTKIT.tick.format(key=self.story.key))
            await page.get_by_text(self.story.after).first.wait_for()
            self.pages.append(page)

    async def seen(self, page: Page) -> str:
        """The result, and what is ticked."""
        ticks = await page.evaluate(
            "[...document.querySelectorAll('input:checked')].map((one) => one.name + one.value)"
        )
        return f"{await page.locator(OTKIT.result).inner_text()}{ticks}"

    async def back(self, breaks: Callable[[], Awaitable[None]]) -> list[float]:
        """Break something; the seconds until each page is back, of those that lost nothing."""
        before = [await self.seen(page) for page in self.pages]
        await breaks()
        began = time.monotonic()

        async def one(page: Page, was: str) -> float | None:
            await page.wait_for_function(IS_BACK, arg=BACK, timeout=PATIENCE, polling=20)
            seconds = time.monotonic() - began
            return seconds if await self.seen(page) == was else None

        found = await asyncio.gather(*map(one, self.pages, before), return_exceptions=True)
        seconds = [one for one in found if isinstance(one, float)]
        self.lost = len(found) - len(seconds)
        return seconds

    def server(self) -> psutil.Process:
        assert self.process is not None
        return psutil.Process(self.process.pid)

    def fork_server(self) -> psutil.Process:
        (found,) = (one for one in self.server().children() if "forkserver" in str(one.cmdline()))
        return found

    def kernels(self) -> list[psutil.Process]:
        return self.fork_server().children()

    async def end(self) -> None:
        for page in self.pages:
            await page.context.close()
        if self.process is not None:
            await asyncio.to_thread(stop, self.process)


async def kernels_killed(case: Case, cut: float) -> list[float]:
    """Every kernel is killed"""
    await case.serve()
    await case.arrive()

    async def breaks() -> None:
        for kernel in case.kernels():
            kernel.kill()

    return await case.back(breaks)


async def fork_server_killed(case: Case, cut: float) -> list[float]:
    """The fork server and its kernels are killed"""
    await case.serve()
    await case.arrive()

    async def breaks() -> None:
        kernels = case.kernels()
        case.fork_server().kill()
        for kernel in kernels:
            kernel.kill()

    return await case.back(breaks)


async def server_restarted(case: Case, cut: float) -> list[float]:
    """The server is killed, and started again"""
    await case.serve()
    await case.arrive()

    async def breaks() -> None:
        assert case.process is not None
        family = case.server().children(recursive=True)
        case.process.kill()
        case.process.wait()
        await asyncio.to_thread(psutil.wait_procs, family, 20)
        await case.serve()

    return await case.back(breaks)


async def kernels_culled(case: Case, cut: float) -> list[float]:
    """The kernels are ended, for the pages rested"""
    await case.serve("--idle-minutes", str(IDLE))
    await case.arrive()
    kernels = set(case.kernels())

    async def breaks() -> None:
        alive = kernels
        while len(alive) > len(kernels) - PAGES:  # the warm ones stay
            await asyncio.sleep(0.02)
            alive = {kernel for kernel in alive if kernel.is_running()}

    return await case.back(breaks)


async def line_cut(case: Case, cut: float) -> list[float]:
    """The line is cut for five minutes"""
    await case.serve()
    with Line(case.port) as line:
        await case.arrive(line.address)

        async def breaks() -> None:
            line.cut()
            await asyncio.sleep(cut)
            line.mend()

        seconds = await case.back(breaks)
    return seconds


async def keep_full(filled: Path) -> None:
    """Fill the disk, and take what becomes free: a kernel that died leaves the room it had."""
    with filled.open("wb", buffering=0) as file:
        while True:
            try:
                while file.write(bytes(4096)):
                    pass
            except OSError:
                await asyncio.sleep(0.005)


async def disk_full(case: Case, cut: float) -> list[float]:
    """The disk is full when every kernel is killed, and has room later"""
    filled = case.folder / "filled"
    os.environ["TMPDIR"] = str(case.folder)
    try:
        await case.serve()
    finally:
        del os.environ["TMPDIR"]
    await case.arrive()

    async def breaks() -> None:
        keeps_full = asyncio.create_task(keep_full(filled))
        await asyncio.sleep(1)
        for kernel in case.kernels():
            kernel.kill()
        for page in case.pages:
            await page.wait_for_function(IS_BACK, arg="The connection was lost")
        await asyncio.sleep(cut / 10)
        early = [await page.evaluate(IS_BACK, BACK) for page in case.pages]
        keeps_full.cancel()
        filled.unlink()
        if any(early):
            raise RuntimeError("a page was back while the disk was full")

    return await case.back(breaks)


CASES = (
    kernels_killed,
    fork_server_killed,
    server_restarted,
    kernels_culled,
    line_cut,
    disk_full,
)


@asynccontextmanager
async def folder_for(case: Callable[..., object]) -> AsyncIterator[Path]:
    """A folder; where a disk is to be filled, on a small file system of its own."""
    with tempfile.TemporaryDirectory(prefix="ot-") as name:
        if case is not disk_full:
            yield Path(name)
            return
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={DISK}m", "otkit-bench", name], check=True
        )
        try:
            yield Path(name)
        finally:
            subprocess.run(["umount", name], check=True)


async def measure(cut: float) -> list[tuple[str, Sequence[float], int]]:
    """What happened in each case: what broke, the seconds, how many pages were not the same."""
    found = []
    story = two_years_old()
    async with async_playwright() as playwright, fresh_browser(playwright) as browser:
        for case in CASES:
            if case is disk_full and os.geteuid() != 0:
                continue  # only an administrator makes a small file system; the report says so
            async with folder_for(case) as folder:
                at_work = Case(browser, story, folder)
                try:
                    seconds = await case(at_work, cut)
                finally:
                    await at_work.end()
                found.append((str(case.__doc__), seconds, at_work.lost))
    return found


def run(quick: bool) -> Report:
    """Every case once with five pages; a short cut when `quick`."""
    found = asyncio.run(measure(QUICK_CUT if quick else CUT))
    rows = [
        [what, spread(seconds, 2), str(len(seconds)), str(lost)] for what, seconds, lost in found
    ]
    all_seconds = [one for _, seconds, _ in found for one in seconds]
    longest, lost = max(all_seconds), sum(lost for _, _, lost in found)
    if len(found) < len(CASES):
        rows.append(["A full disk: not run, it takes an administrator", "", "", ""])
    return Report(
        "Back again",
        HOW,
        [Grid("Seconds until a page is back", ("what breaks", "s", "pages", "lost"), rows)],
        [
            Target("the slowest page, s", f"{WITHIN:.0f}", f"{longest:.2f}", longest <= WITHIN),
            Target("pages that lost something", "0", str(lost), lost == 0),
        ],
    )
