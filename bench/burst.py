"""Many visitors in the same second: who is served, when, and what it costs."""

from __future__ import annotations

import asyncio
import sys

from playwright.async_api import async_playwright

from bench.burst_report import cost_targets, grids, served_targets
from bench.burst_run import Burst, burst
from bench.peers.registry import OTKIT, SHINY, STREAMLIT, VOILA, VOILA_WARM, Peer
from bench.report import Report
from bench.story import two_years_old

ROUNDS = 3
ROOM = 50
ORDER = (OTKIT, VOILA, VOILA_WARM, SHINY, STREAMLIT)
TICK = (OTKIT, VOILA_WARM, SHINY, STREAMLIT)  # whose visitors stay and tick in the last round
LEAVE = (OTKIT, VOILA_WARM)  # and whose memory is read again a minute after they left
HOW = """A fresh server for every burst, one visitor beforehand that is not counted, then all
visitors in one second, evenly. Two of them are real browsers, the others speak the same protocol in
a process of their own: the page, the scripts and styles that its HTML names (a browser of stock
Voilà loads some 90 more), the websocket, the age, one tick, until the result has changed. Each is
timed from its own arrival and has failed after 90 s. Visitors, browsers and server share the
machine, and all come from one address, so otkit's limit for one address is off. Memory is PSS of
the server's process tree with the visitors there, less the same tree idle before; processor time is
the tree's. In the last round visitors stay and tick once a second for half a minute; then those of
otkit and stock Voilà close their pages, and memory is read again a minute later."""


async def measure(
    peers: tuple[Peer, ...], many: int, rounds: int, quick: bool, stay: bool
) -> dict[str, list[Burst]]:
    """All bursts by peer, the peers in turn; in the last round visitors tick if they `stay`.

    Then some leave, and memory is read again a minute later.
    """
    story = two_years_old()
    bursts: dict[str, list[Burst]] = {peer.name: [] for peer in peers}
    async with async_playwright() as playwright:
        for number in range(rounds):
            last = number == rounds - 1
            for peer in peers:
                tick = (5 if quick else 30) if last and stay and peer in TICK else 0
                rest = (5 if quick else 60) if last and peer in LEAVE else 0
                measured = await burst(playwright, peer, story, many, ticking=tick, resting=rest)
                bursts[peer.name].append(measured)
                print(f"  {many} {peer.name} {measured.words()}", file=sys.stderr, flush=True)
    return bursts


def run(quick: bool) -> Report:
    """Three rounds of 50; one of five when `quick`."""
    rounds, many = (1, 5) if quick else (ROUNDS, ROOM)
    bursts = asyncio.run(measure(ORDER, many, rounds, quick, stay=True))
    targets = [*served_targets(bursts, limit=0.5, part=1 / 8), *cost_targets(bursts)]
    return Report("Fifty in the same second", HOW, grids(bursts, many), targets)
