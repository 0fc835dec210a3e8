"""How soon anything can be painted here: our page, and what is left of it without its parts."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from playwright.async_api import async_playwright
from tornado.httpclient import AsyncHTTPClient
from tornado.httpserver import HTTPServer
from tornado.web import Application, RequestHandler

from bench.browser import LAPTOP, fresh_browser
from bench.numbers import spread
from bench.peers.registry import OTKIT, VOILA_WARM
from bench.report import Grid, Report
from bench.serving import ROOT, free_port, quiet, serving

ROUNDS = 7
STYLE = ROOT / "otkit/front/voila/templates/otkit/static/style.css"
SCRIPTS = re.compile(r'<script type="module".*?</script>|<link rel="(?:modulepreload|icon)"[^>]*>')
SHEET = re.compile(r'<link rel="stylesheet"[^>]*>')
PAINT = """new Promise((done) => {
  new PerformanceObserver((list) => done(list.getEntries()[0].startTime))
    .observe({ type: "paint", buffered: true });
  setTimeout(done, 5000, null);
})"""
HOW = """The browser's own first paint, nobody touching the page, a fresh profile for every visit,
all in turn. The pages without their parts come from memory, by a server that does nothing else:
less than that is not to be had with this much text in this browser. Stock Voilà's first paint is
its waiting sign; our first paint is the form."""


@asynccontextmanager
async def pages(parts: Mapping[str, str]) -> AsyncIterator[str]:
    """Serve HTML from memory by name."""

    class Part(RequestHandler):
        def get(self, name: str) -> None:
            self.set_header("Content-Type", "text/html; charset=utf-8")
            self.finish(parts[name])

    server, port = HTTPServer(Application([("/(.*)", Part)])), free_port()
    server.listen(port, "127.0.0.1")
    try:
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.stop()


async def measure(rounds: int) -> dict[str, list[float | None]]:
    """First paints in ms, by what was opened."""
    paints_by_name: dict[str, list[float | None]] = {}
    async with (
        async_playwright() as playwright,
        serving(OTKIT) as otkit,
        serving(VOILA_WARM) as stock,
    ):
        html = (await AsyncHTTPClient().fetch(otkit.url)).body.decode()
        still = SCRIPTS.sub("", html)
        style = f"<style>{STYLE.read_text('utf-8')}</style>"
        parts = {
            "empty": "<!doctype html><title>x</title><p>x",
            "text": SHEET.sub("", still),
            "styled": SHEET.sub(lambda _: style, still),
        }
        async with pages(parts) as base:
            addresses = {
                "an empty page": f"{base}empty",
                "our HTML alone": f"{base}text",
                "our HTML with its style inside": f"{base}styled",
                "otkit": otkit.url,
                "stock Voilà, preheated": stock.url,
            }
            for _ in range(rounds):
                for name, url in addresses.items():
                    await quiet(otkit.pid, stock.pid)
                    async with fresh_browser(playwright) as browser:
                        page = await (await browser.new_context(**LAPTOP)).new_page()
                        await page.goto(url, wait_until="commit")
                        paints_by_name.setdefault(name, []).append(await page.evaluate(PAINT))
                        await page.goto("about:blank")
    return paints_by_name


def run(quick: bool) -> Report:
    """Seven rounds; one when `quick`."""
    paints_by_name = asyncio.run(measure(1 if quick else ROUNDS))
    rows = [[name, spread(paints, 0)] for name, paints in paints_by_name.items()]
    return Report("First paint, and its floor", HOW, [Grid("Laptop", ("", "ms"), rows)], [])
