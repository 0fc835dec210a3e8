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
    found = asyncio.run(measure(ORDER, 1 if quick else ROUNDS, 0, slow=True))
    rows = [row(peer, found[peer.name]) for peer in ORDER]
    grid = Grid("Slow phone", (*COLUMNS[:7], COLUMNS[9]), [[*one[:7], one[9]] for one in rows])
    ours = found[OTKIT.name]
    reached = middle(ours.usable) <= LIMIT and not ours.failed
    target = Target("usable on a slow phone", f"{LIMIT:.0f} s", f"{spread(ours.usable)} s", reached)
    return Report("A slow phone", HOW, [grid], [target])
