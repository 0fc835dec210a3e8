"""One visitor on a slow phone, as Chromium emulates it."""

from __future__ import annotations

import asyncio

from bench.browser import SLOW_CPU, SLOW_LINE
from bench.numbers import middle, spread
from bench.one_visitor import COLUMNS, ORDER, measure, row
from bench.peers.registry import OTKIT
from bench.report import Grid, Report, Target

ROUNDS = 5
LIMIT = 3.0  # seconds until usable
HOW = f"""The same as one visitor on a laptop, but 390x844, a processor {SLOW_CPU} times slower,
1.6 Mbit/s down, 0.75 Mbit/s up, {SLOW_LINE["latency"]} ms there and back."""


def run(quick: bool) -> Report:
    """Five rounds of all peers; one when `quick`."""
    by_peer = asyncio.run(measure(ORDER, 1 if quick else ROUNDS, 0, slow=True))
    rows = [row(peer, by_peer[peer.name]) for peer in ORDER]
    grid = Grid(
        "Slow phone", (*COLUMNS[:7], COLUMNS[9]), [[*cells[:7], cells[9]] for cells in rows]
    )
    otkit = by_peer[OTKIT.name]
    reached = middle(otkit.usable) <= LIMIT and not otkit.failed
    target = Target(
        "usable on a slow phone", f"{LIMIT:.0f} s", f"{spread(otkit.usable)} s", reached
    )
    return Report("A slow phone", HOW, [grid], [target])
