"""A thousand visitors within a minute, who all stay and tick now and then."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from tornado.httpclient import AsyncHTTPClient

from bench.clients.otkit import OtkitVisitor
from bench.numbers import percentile
from bench.peers.registry import OTKIT
from bench.processes import MEGABYTE, usage
from bench.report import Grid, Report, Target
from bench.serving import quiet, serving
from bench.story import Story, two_years_old

MANY, QUICK_MANY = 1000, 20
ARRIVE, QUICK_ARRIVE = 60.0, 3.0  # seconds in which they come
STAY, QUICK_STAY = 120.0, 5.0  # seconds in which they tick
EVERY, QUICK_EVERY = 20.0, 1.0  # seconds between two ticks of one visitor
ANSWER_WITHIN = 10.0  # seconds
LIMIT = 0.25  # seconds for 95 of 100 ticks
HOW = """Visitors by protocol come evenly within a minute, each until a tick has changed the result;
all stay and tick every 20 seconds for two minutes more. They share the machine with the server."""


@dataclass
class Tally:
    """Seconds until usable and of each tick, and what went wrong; bytes in all."""

    usable: list[float] = field(default_factory=list)
    ticks: list[float] = field(default_factory=list)
    failed: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)
    idle: int = 0
    there: int = 0


async def stay(
    visitor: OtkitVisitor, at: float, until: float, interval: float, tally: Tally
) -> None:
    """Come at `at`, and tick until `until`; seconds of the monotonic clock."""
    await asyncio.sleep(max(0.0, at - time.monotonic()))
    try:
        tally.usable.append((await asyncio.wait_for(visitor.visit(), 90))[-1])
    except Exception as error:
        tally.failed[f"{type(error).__name__}: {error}"[:60]] += 1
        return
    ticked, turn = True, time.monotonic() + random.uniform(0, interval)
    while turn < until:
        await asyncio.sleep(max(0.0, turn - time.monotonic()))
        began = time.monotonic()
        ticked = not ticked
        try:
            await asyncio.wait_for(visitor.tick(ticked), ANSWER_WITHIN)
        except Exception as error:
            tally.lost[f"{type(error).__name__}: {error}"[:60]] += 1
            return
        tally.ticks.append(time.monotonic() - began)
        turn += interval


async def measure(
    story: Story, many: int, arriving: float, staying: float, interval: float
) -> Tally:
    """One server, its visitors, and what they met with."""
    AsyncHTTPClient.configure(None, max_clients=2 * many)
    tally = Tally()
    async with serving(OTKIT) as served:
        await quiet(served.pid)
        tally.idle = usage(served.pid).pss
        start = time.monotonic() + 0.5
        visitors = [OtkitVisitor(served.url, story) for _ in range(many)]
        until = start + arriving + staying
        await asyncio.gather(
            *(
                stay(visitor, start + arriving * number / many, until, interval, tally)
                for number, visitor in enumerate(visitors)
            )
        )
        tally.there = usage(served.pid).pss
    return tally


def run(quick: bool) -> Report:
    """A thousand within a minute; twenty within three seconds when `quick`."""
    times: Any = (ARRIVE, STAY, EVERY)
    if quick:
        times = (QUICK_ARRIVE, QUICK_STAY, QUICK_EVERY)
    many = QUICK_MANY if quick else MANY
    tally = asyncio.run(measure(two_years_old(), many, *times))
    failed, lost = sum(tally.failed.values()), sum(tally.lost.values())
    tick = percentile(tally.ticks, 95) if tally.ticks else float("inf")
    head = ("", "p50", "p95", "longest", "count")
    rows = [
        [name, *(f"{1000 * percentile(all_of, p):.0f} ms" for p in (50, 95, 100)), str(len(all_of))]
        for name, all_of in (("until usable", tally.usable), ("a tick", tally.ticks))
        if all_of
    ]
    each = (tally.there - tally.idle) / many / MEGABYTE
    return Report(
        "A thousand within a minute",
        HOW,
        [Grid(f"{many} visitors, {each:.2f} MB each", head, rows)],
        [
            Target("failed", "0", str(dict(tally.failed) or failed), not failed),
            Target("lost while they stayed", "0", str(dict(tally.lost) or lost), not lost),
            Target("95 of 100 ticks", f"{LIMIT} s", f"{tick:.3f} s", tick <= LIMIT),
        ],
    )
