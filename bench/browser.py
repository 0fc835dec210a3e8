"""A real browser with a fresh profile: one visit, what it took, and what went over the wire."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Browser, CDPSession, Page, Playwright

from bench.serving import ROOT, Served
from bench.story import Story

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Other hosts do not exist: a request to one fails at once and costs its page nothing.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
]
PATIENCE = 90  # seconds
LAPTOP = {"viewport": {"width": 1280, "height": 800}}
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
SLOW_CPU = 4  # times slower
SLOW_LINE = {
    "offline": False,
    "latency": 150,  # ms, round trip
    "downloadThroughput": 1_600_000 / 8,  # bytes a second
    "uploadThroughput": 750_000 / 8,
}
PILOT = (Path(__file__).parent / "pilot.js").read_text()


@dataclass
class Wire:
    """Requests and bytes of one visit, as the browser's own network log counts them."""

    host: str
    requests: int = 0
    bytes: int = 0
    socket_bytes: int = 0
    elsewhere: list[str] = field(default_factory=list)

    def listen(self, session: CDPSession) -> None:
        session.on("Network.requestWillBeSent", lambda event: self.ask(event["request"]["url"]))
        session.on("Network.webSocketCreated", lambda event: self.ask(event["url"]))
        session.on("Network.loadingFinished", self.finish)
        for way in ("Received", "Sent"):
            session.on(f"Network.webSocketFrame{way}", self.frame)

    def ask(self, url: str) -> None:
        if url.startswith(("data:", "blob:")):
            return
        self.requests += 1
        if urlsplit(url).netloc != self.host:
            self.elsewhere.append(url)

    def finish(self, event: dict[str, Any]) -> None:
        self.bytes += int(event["encodedDataLength"])

    def frame(self, event: dict[str, Any]) -> None:
        frame = event["response"]
        data = frame["payloadData"]
        binary = frame["opcode"] == 2
        self.socket_bytes += len(base64.b64decode(data) if binary else data.encode())


@dataclass(frozen=True)
class Visit:
    """One visit: times in ms since navigation, the wire until usable, ms of each further tick."""

    first_paint: float | None
    usable: float
    repeats: int
    wire: Wire
    ticks: tuple[float | None, ...]


def browser_path() -> str:
    """Ask `browser.sh`, the one place that knows where browsers live."""
    script = ROOT / "tests/browser/browser.sh"
    result = subprocess.run([script], capture_output=True, text=True, check=True)
    return result.stdout.strip().splitlines()[-1]


@asynccontextmanager
async def fresh_browser(playwright: Playwright) -> AsyncIterator[Browser]:
    """Chromium without a window and with an empty profile."""
    browser = await playwright.chromium.launch(
        executable_path=browser_path(), args=FLAGS, env={**os.environ}
    )
    try:
        yield browser
    finally:
        await browser.close()


async def open_page(
    browser: Browser, story: Story, served: Served, slow: bool
) -> tuple[Page, Wire]:
    """A blank page with the pilot in it and its network log on, slowed down if asked."""
    context = await browser.new_context(**(PHONE if slow else LAPTOP), locale="en-US")
    page = await context.new_page()
    session = await context.new_cdp_session(page)
    await session.send("Network.enable")
    if slow:
        await session.send("Emulation.setCPUThrottlingRate", {"rate": SLOW_CPU})
        await session.send("Network.emulateNetworkConditions", SLOW_LINE)
    wire = Wire(urlsplit(served.url).netloc)
    wire.listen(session)
    controls = json.dumps(served.peer.controls(story.key))
    await page.add_init_script(
        PILOT.replace("(STORY, CONTROLS)", f"({story.to_json()}, {controls})")
    )
    return page, wire


async def visit(page: Page, wire: Wire, url: str, ticks: int = 0) -> Visit:
    """Go to the page; the pilot does the rest. Raises `TimeoutError` when it never is usable."""
    await page.goto(url, wait_until="commit", timeout=PATIENCE * 1000)
    await asyncio.wait_for(page.evaluate("pilot.done"), PATIENCE)
    await page.wait_for_timeout(1000)  # what is still under way belongs to the first visit too
    seen = await page.evaluate("({usable: pilot.usable, repeats: pilot.repeats})")
    counted = Wire(wire.host, wire.requests, wire.bytes, wire.socket_bytes, [*wire.elsewhere])
    taken = await page.evaluate("many => pilot.ticks(many)", ticks)
    paint = await page.evaluate(
        "Promise.race([pilot.paint, new Promise((done) => setTimeout(done, 5000, null))])"
    )
    return Visit(paint, seen["usable"], seen["repeats"], counted, tuple(taken))
