"""Ten thousand visitors an hour, for ten minutes; and what machines of 1, 4 and 16 GB carry."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import pairwise

from tornado.httpclient import AsyncHTTPClient

from bench.clients.otkit import OtkitVisitor
from bench.numbers import percentile
from bench.peers.registry import OTKIT
from bench.processes import MEGABYTE, Usage, usage
from bench.report import Grid, Report, Target
from bench.serving import Served, quiet, serving
from bench.story import Story, two_years_old

AN_HOUR = 10_000  # visitors
LASTS, QUICK_LASTS = 600.0, 15.0  # seconds of the whole run
STAYS, QUICK_STAYS = 360.0, 6.0  # seconds of one visit
TICKS = 10  # of one visit
LOOKS = 5  # at the server, evenly over the run
WITHIN = 10.0  # seconds for an answer
LIMIT = 0.25  # seconds for 95 of 100 ticks
MACHINES = (1, 4, 16)  # GB
SYSTEM = 0.3  # GB, of everything else on such a machine
CORES = 2
HOW = f"""Visitors by protocol come evenly, {AN_HOUR:,} an hour; each stays for six minutes, ticks
ten times and closes the page, so that after six minutes a thousand are there. They share the
machine with the server, which shares its kernels among them. What machines carry is reckoned from
that: memory after {SYSTEM} GB for the system and what the server has without a visitor; processor
time with {CORES} cores, of which half may be used. The lower of the two counts."""


@dataclass
class Tally:
    """What visitors met with: seconds of their ticks, those who failed, those who left."""

    ticks: list[float] = field(default_factory=list)
    failed: Counter[str] = field(default_factory=Counter)
    there: int = 0
    left: int = 0


@dataclass(frozen=True)
class Look:
    """What a server used when so many were there and so many had left."""

    seconds: float
    there: int
    left: int
    used: Usage
    p95: float


async def come(url: str, story: Story, at: float, stays: float, tally: Tally) -> None:
    """One visit from `at` on, in seconds of the monotonic clock."""
    await asyncio.sleep(max(0.0, at - time.monotonic()))
    visitor = OtkitVisitor(url, story)
    tally.there += 1
    try:
        await asyncio.wait_for(visitor.visit(), 90)
        for turn in range(1, TICKS):
            await asyncio.sleep(max(0.0, at + stays * turn / TICKS - time.monotonic()))
            began = time.monotonic()
            await asyncio.wait_for(visitor.tick(turn % 2 == 0), WITHIN)
            tally.ticks.append(time.monotonic() - began)
        await visitor.leave()
    except Exception as error:
        tally.failed[f"{type(error).__name__}: {error}"[:60]] += 1
    tally.there -= 1
    tally.left += 1


async def watch(served: Served, start: float, lasts: float, tally: Tally) -> list[Look]:
    """Look at the server now and then."""
    looks, heard = [], 0
    for number in range(LOOKS + 1):
        await asyncio.sleep(max(0.0, start + lasts * number / LOOKS - time.monotonic()))
        slow = percentile(tally.ticks[heard:], 95) if tally.ticks[heard:] else 0.0
        heard = len(tally.ticks)
        seconds = time.monotonic() - start
        looks.append(Look(seconds, tally.there, tally.left, usage(served.pid), slow))
    return looks


async def measure(lasts: float, stays: float) -> tuple[Tally, list[Look]]:
    """A server, its visitors, and looks at it; the first is before anybody came."""
    AsyncHTTPClient.configure(None, max_clients=4000)
    tally, story = Tally(), two_years_old()
    most = 2 * int(AN_HOUR * stays / 3600) + 20
    command = OTKIT.command
    peer = replace(OTKIT, command=lambda port: [*command(port), "--max-visitors", str(most)])
    async with serving(peer) as served:
        await quiet(served.pid)
        start = time.monotonic() + 1
        many = int(AN_HOUR * lasts / 3600)
        visits = [
            asyncio.create_task(come(served.url, story, start + i * 3600 / AN_HOUR, stays, tally))
            for i in range(many)
        ]
        looks = await watch(served, start, lasts, tally)
        for visit in visits:
            visit.cancel()
        await asyncio.gather(*visits, return_exceptions=True)
    return tally, looks


def carried(looks: list[Look]) -> list[list[str]]:
    """Pages at a time and visitors an hour of each machine, by memory and by processor."""
    first, last = looks[0], looks[-1]
    each = (last.used.pss - first.used.pss) / max(1, last.there)
    visits = max(1.0, last.left + last.there / 2)
    seconds = (last.used.cpu - first.used.cpu) / visits
    rows = []
    for gigabytes in MACHINES:
        free = (gigabytes - SYSTEM) * 1000 * MEGABYTE - first.used.pss
        pages = free / each
        by_memory, by_processor = pages * 3600 / STAYS, CORES / 2 * 3600 / seconds
        least = min(by_memory, by_processor)
        rows.append(
            [f"{gigabytes} GB", *(f"{n:,.0f}" for n in (pages, by_memory, by_processor, least))]
        )
    return [[f"{each / MEGABYTE:.2f} MB", f"{seconds:.3f} s"], *rows]


def run(quick: bool) -> Report:
    """Ten minutes; a quarter of one, with short visits, when `quick`."""
    lasts, stays = (QUICK_LASTS, QUICK_STAYS) if quick else (LASTS, STAYS)
    tally, looks = asyncio.run(measure(lasts, stays))
    rows = [
        [
            f"{look.seconds:.0f}",
            str(look.there),
            str(look.left),
            f"{look.used.pss / MEGABYTE:.0f}",
            f"{(look.used.cpu - before.used.cpu) / (look.seconds - before.seconds):.2f}",
            f"{1000 * look.p95:.0f}",
        ]
        for before, look in pairwise(looks)
    ]
    (each, seconds), *machines = carried(looks)
    slow, failed = percentile(tally.ticks, 95), sum(tally.failed.values())
    cores = max(float(row[4]) for row in rows)
    head = ("second", "there", "left", "memory, MB", "cores", "ticks p95, ms")
    of_machines = ("machine", "pages at a time", "an hour by memory", "by processor", "an hour")
    return Report(
        "Ten thousand visitors an hour",
        HOW,
        [
            Grid(f"{AN_HOUR:,} an hour", head, rows),
            Grid(f"What machines carry: {each} a page, {seconds} a visit", of_machines, machines),
        ],
        [
            Target("failed", "0", str(dict(tally.failed) or failed), not failed),
            Target("95 of 100 ticks", f"{LIMIT} s", f"{slow:.3f} s", slow <= LIMIT),
            Target("processor", "1 core", f"{cores:.2f} cores", cores <= 1),
        ],
    )
