"""One burst: a fresh server, a crowd in its own process, two browsers, and what it all took."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import Page, Playwright

from bench.browser import Wire, fresh_browser, open_page, visit
from bench.clients import visitor
from bench.numbers import percentile
from bench.peers.registry import Peer
from bench.processes import Usage, usage
from bench.serving import ROOT, Served, quiet, serving
from bench.story import Story

BROWSERS = 2
ORDER_WITHIN = 150  # seconds for the crowd to carry out one order
SETTLE_WITHIN = 20


@dataclass
class Burst:
    """One burst; times in seconds, memory in bytes."""

    seconds: list[float] = field(default_factory=list)
    form_seconds: list[float] = field(default_factory=list)
    browser_seconds: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    idle: Usage | None = None
    served: Usage | None = None
    there: Usage | None = None
    after: Usage | None = None
    ticks: list[float | None] = field(default_factory=list)
    many: int = 0

    @property
    def cpu(self) -> dict[str, float]:
        """Processor seconds by part, from the first arrival until the last visitor was served."""
        assert self.idle is not None
        assert self.served is not None
        before, parts = self.idle.cpu_by_part, self.served.cpu_by_part
        return {part: seconds - before.get(part, 0.0) for part, seconds in parts.items()}

    @property
    def each(self) -> float:
        """Bytes of memory per visitor, served or not."""
        assert self.idle is not None
        assert self.there is not None
        return (self.there.pss - self.idle.pss) / self.many

    def words(self) -> str:
        if not self.seconds:
            return f"none of {self.many} served: {self.failures[:1]}"
        p95, longest = percentile(self.seconds, 95), max(self.seconds)
        return f"{len(self.failures)} failed, p95 {p95:.1f} s, longest {longest:.1f} s"


@asynccontextmanager
async def crowd(served: Served, story: Story, many: int) -> AsyncIterator[Any]:
    """The crowd's process; yields a function that gives it one order and returns the answer."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench.crowd", served.peer.client, served.url, str(many)),
        story.to_json(),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=2**24,
    )
    stdin, stdout = process.stdin, process.stdout
    assert stdin is not None
    assert stdout is not None

    async def order(what: dict[str, Any] | None) -> Any:
        if what is not None:
            stdin.write(json.dumps(what).encode() + b"\n")
        return json.loads(await asyncio.wait_for(stdout.readline(), ORDER_WITHIN))

    try:
        await order(None)
        yield order
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def browse(page: Page, wire: Wire, url: str, at: float) -> float | str:
    """A real browser's visit at its time: seconds until usable, or what failed."""
    await asyncio.sleep(max(0.0, at - time.time()))
    try:
        return (await visit(page, wire, url)).usable / 1000
    except Exception as error:
        return f"a browser without a result ({type(error).__name__})"


async def burst(
    playwright: Playwright, peer: Peer, story: Story, many: int, ticking: int, resting: int
) -> Burst:
    """`many` visitors in one second; then, if asked, `ticking` seconds of ticks, then they leave
    and the memory is read again after `resting` seconds."""
    result = Burst(many=many)
    async with serving(peer) as served, AsyncExitStack() as stack:
        first = visitor(peer.client, served.url, story)
        await asyncio.wait_for(first.visit(), 60)
        await first.leave()
        order = await stack.enter_async_context(crowd(served, story, many - BROWSERS))
        browsers = [
            await stack.enter_async_context(fresh_browser(playwright)) for _ in range(BROWSERS)
        ]
        pages = [await open_page(browser, story, served, slow=False) for browser in browsers]
        await quiet(served.pid)
        result.idle = usage(served.pid)
        at = time.time() + 0.5
        middles = [at + (i + 0.5) / BROWSERS for i in range(BROWSERS)]
        visits, *seen = await asyncio.gather(
            order({"arrive": at}),
            *(browse(*page, served.url, when) for page, when in zip(pages, middles, strict=True)),
        )
        result.served = usage(served.pid)
        result.browser_seconds = [visit for visit in seen if isinstance(visit, float)]
        result.seconds = [v["seconds"] for v in visits if "seconds" in v] + result.browser_seconds
        result.form_seconds = [v["form"] for v in visits if "form" in v]
        result.failures = [v["failed"] for v in visits if "failed" in v]
        result.failures += [visit for visit in seen if isinstance(visit, str)]
        await quiet(served.pid, within=SETTLE_WITHIN)
        result.there = usage(served.pid)
        if ticking:
            result.ticks = [tick for taken in await order({"tick": ticking}) for tick in taken]
        if resting:
            await order({"leave": True})
            for page, _ in pages:
                await page.goto("about:blank")  # a killed browser sends no shutdown beacon
            await asyncio.sleep(resting)
            result.after = usage(served.pid)
    return result
