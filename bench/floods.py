"""Fifty honest visitors while every flood runs that one address can make."""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from bench.burst_run import crowd
from bench.numbers import percentile
from bench.peers.registry import OTKIT
from bench.report import Grid, Report, Target
from bench.serving import ROOT, serving
from bench.story import two_years_old

VISITORS, QUICK_VISITORS = 50, 10
TICKING, QUICK_TICKING = 30, 5  # seconds
FLOODED = 10.0  # seconds of floods before anybody comes
LIMIT = 0.25  # seconds for a tick, of 95 in 100
LONGEST_LOG = 300  # lines
HOW = """Ten addresses flood at once: four open silent connections without end, one takes pages,
one asks for another site, one ticks on 20 pages and one asks for PDFs on 20 pages, both without a
pause, one pings on four pages, one tries codes of rooms on 20 phones. After ten seconds 50 visitors
of another address come in one second, and then tick once a second. Floods, visitors and server
share the machine."""


async def measure(many: int, ticking: int) -> tuple[list[str], list[float], list[float], int]:
    """What failed, the seconds of the visits and of the ticks, and how long the log is."""
    rooms = Path(tempfile.mkdtemp()) / "rooms.sqlite3"
    peer = replace(OTKIT, command=lambda port: [*OTKIT.command(port), "--rooms", str(rooms)])
    async with serving(peer) as served:
        flood = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bench.flooders", served.url, cwd=ROOT
        )
        try:
            await asyncio.sleep(FLOODED)
            async with crowd(served, two_years_old(), many) as order:
                visits = await order({"arrive": time.time() + 0.5})
                ticks = [tick for taken in await order({"tick": ticking}) for tick in taken]
                await order({"leave": True})
        finally:
            flood.kill()
            await flood.wait()
        lines = len(served.log.read_text().splitlines())
    failures = [visit["failed"] for visit in visits if "failed" in visit]
    failures += ["a tick without an answer" for tick in ticks if tick is None]
    seconds = [visit["seconds"] for visit in visits if "seconds" in visit]
    return failures, seconds, [tick for tick in ticks if tick is not None], lines


def run(quick: bool) -> Report:
    """Fifty visitors for half a minute; ten for five seconds when `quick`."""
    many, ticking = (QUICK_VISITORS, QUICK_TICKING) if quick else (VISITORS, TICKING)
    failures, seconds, ticks, lines = asyncio.run(measure(many, ticking))
    p95, failed = percentile(ticks, 95), f"{len(failures)} {failures[:1] or ''}"
    rows = [
        ["a visit, s", *(f"{percentile(seconds, p):.2f}" for p in (50, 95, 100))],
        ["a tick, ms", *(f"{1000 * percentile(ticks, p):.0f}" for p in (50, 95, 100))],
    ]
    return Report(
        "Honest visitors among floods",
        HOW,
        [Grid(f"{many} visitors", ("", "p50", "p95", "longest"), rows)],
        [
            Target("visits and ticks that fail", "0", failed, not failures),
            Target("a tick, p95", f"{LIMIT * 1000:.0f} ms", f"{p95 * 1000:.0f} ms", p95 <= LIMIT),
            Target("lines of the log", str(LONGEST_LOG), str(lines), lines <= LONGEST_LOG),
        ],
    )
