"""One visitor at a time in a real browser: first paint, usable, the wire, and each tick."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

from playwright.async_api import async_playwright

from bench.browser import Visit, fresh_browser, open_page, visit
from bench.numbers import middle, percentile, spread
from bench.peers.registry import OTKIT, SHINY, STREAMLIT, VOILA_WARM, Peer
from bench.report import Grid, Report, Target
from bench.serving import quiet, serving
from bench.story import two_years_old

ORDER = (OTKIT, VOILA_WARM, SHINY, STREAMLIT)
ROUNDS = 5
TICKS = 24  # in each visit, so more than a hundred in all
KILOBYTE = 1000
HOW = """Chromium without a window, a fresh profile for every visit, the peers in turn. Usable: from
navigation until the age was picked, a behaviour ticked and the result had changed, done by a script
in the page as soon as each control is there. Requests and bytes: the first visit until one second
after that, websocket frames on their own, before
compression. A tick: from the click to the changed text in the page.
Other hosts do not resolve, so a request to one costs its page no time."""


@dataclass
class Visits:
    """All visits of one peer, and how many were never usable."""

    visits: list[Visit] = field(default_factory=list)
    failed: int = 0

    @property
    def usable(self) -> list[float]:
        return [visit.usable / 1000 for visit in self.visits]

    @property
    def painted(self) -> list[float]:
        return [visit.first_paint / 1000 for visit in self.visits if visit.first_paint is not None]

    @property
    def ticks(self) -> list[float]:
        return [ms for visit in self.visits for ms in visit.ticks if ms is not None]


async def measure(
    peers: Sequence[Peer], rounds: int, ticks: int, slow: bool = False
) -> dict[str, Visits]:
    """Visit every peer in turn, `rounds` times, after one visit each that is not counted."""
    story = two_years_old()
    by_peer = {peer.name: Visits() for peer in peers}
    async with async_playwright() as playwright, AsyncExitStack() as stack:
        servers = [await stack.enter_async_context(serving(peer)) for peer in peers]
        for number in range(rounds + 1):
            for served in servers:
                await quiet(*(server.pid for server in servers))
                async with fresh_browser(playwright) as browser:
                    warming = number == 0
                    page, wire = await open_page(browser, story, served, slow and not warming)
                    try:
                        seen = await visit(page, wire, served.url, 0 if warming else ticks)
                    except TimeoutError:
                        by_peer[served.peer.name].failed += not warming
                        continue
                if not warming:
                    by_peer[served.peer.name].visits.append(seen)
                    print(f"  {served.peer.name} {seen.usable:.0f} ms", file=sys.stderr)
    return by_peer


def row(peer: Peer, seen: Visits) -> list[str]:
    ticks = seen.ticks
    lost = sum(ms is None for visit in seen.visits for ms in visit.ticks)
    return [
        peer.title,
        spread(seen.painted),
        spread(seen.usable),
        spread([visit.wire.requests for visit in seen.visits], 0),
        spread([visit.wire.bytes / KILOBYTE for visit in seen.visits], 0),
        spread([visit.wire.socket_bytes / KILOBYTE for visit in seen.visits], 0),
        spread([len(visit.wire.elsewhere) for visit in seen.visits], 0),
        f"{percentile(ticks, 50):.0f} / {percentile(ticks, 95):.0f}" if ticks else "–",
        f"{len(ticks)}" + (f", {lost} lost" if lost else ""),
        f"{seen.failed}, {sum(visit.repeats for visit in seen.visits)}",
    ]


COLUMNS = (
    *("", "first paint, s", "usable, s", "requests", "kB", "websocket kB, unpacked"),
    *("other hosts", "tick p50 / p95, ms", "ticks", "failed, picks repeated"),
)


def targets(by_peer: dict[str, Visits]) -> list[Target]:
    otkit, stock, shiny = (by_peer[peer.name] for peer in (OTKIT, VOILA_WARM, SHINY))
    usable = middle(otkit.usable) / middle(stock.usable)
    paint = middle(otkit.painted) / middle(stock.painted)
    requests = max((visit.wire.requests for visit in otkit.visits), default=10**9)
    on_wire = max(
        (visit.wire.bytes + visit.wire.socket_bytes for visit in otkit.visits), default=10**9
    )
    kilobytes = on_wire / KILOBYTE
    elsewhere = sum(len(visit.wire.elsewhere) for visit in otkit.visits)
    p50, p95 = (percentile(otkit.ticks or [float("inf")], p) for p in (50, 95))
    peers = min(percentile(peer.ticks or [float("inf")], 50) for peer in (stock, shiny))
    ahead = f"{middle(otkit.usable):.2f} s against {middle(shiny.usable):.2f} s"
    return [
        Target("usable, part of stock Voilà's time", "1/4", f"{usable:.2f}", usable <= 0.25),
        Target("first paint, part of stock Voilà's", "1/2", f"{paint:.2f}", paint <= 0.5),
        Target(
            "usable ahead of Shiny", "ahead", ahead, middle(otkit.usable) < middle(shiny.usable)
        ),
        Target("requests of a first visit", "10", f"{requests}", requests <= 10),
        Target("kB of a first visit, websocket too", "100", f"{kilobytes:.0f}", kilobytes <= 100),
        Target("requests to other hosts", "0", f"{elsewhere}", elsewhere == 0),
        Target("tick, median", "30 ms", f"{p50:.0f} ms", p50 <= 30),
        Target("tick, median, as quick as both", f"{peers:.0f} ms", f"{p50:.0f} ms", p50 <= peers),
        Target("tick, p95", "60 ms", f"{p95:.0f} ms", p95 <= 60),
    ]


def run(quick: bool) -> Report:
    """Five rounds of all peers; one when `quick`."""
    by_peer = asyncio.run(measure(ORDER, 1 if quick else ROUNDS, 8 if quick else TICKS))
    grid = Grid("Laptop", COLUMNS, [row(peer, by_peer[peer.name]) for peer in ORDER])
    return Report("One visitor", HOW, [grid], targets(by_peer))
