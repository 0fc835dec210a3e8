"""Half an hour of visitors who come, tick and go in every way there is: does anything grow?"""

from __future__ import annotations

import asyncio
import random
import re
import sys
import time
from dataclasses import dataclass, field, replace

import psutil
from tornado.httpclient import HTTPClientError

from bench.clients.base import LineClosedError, Visitor
from bench.clients.otkit import OtkitVisitor
from bench.numbers import percentile
from bench.peers.registry import OTKIT
from bench.processes import MEGABYTE, Rest, at_rest
from bench.report import Grid, Report, Target
from bench.serving import Served, quiet, serving
from bench.story import Story, two_years_old

BLOCKS, QUICK_BLOCKS = 6, 2
BUSY, QUICK_BUSY = 225.0, 20.0  # seconds in which visitors come and go
REST = 75.0  # seconds in which all are gone; a page left without a word is closed within 65
AT_ONCE = 12  # visitors
TRIES = 3  # pages that one visitor asks for in turn
KILLS_EVERY = 15.0  # seconds between two kernels that are killed
ANSWER_WITHIN = 10.0  # seconds
#: What a log may hold after kernels were killed under their pages; any other line is trouble.
EXPECTED = re.compile(r"^Serving at|WARNING A kernel ended by itself")
LIMIT = 0.05  # more memory at the last rest than at the first
HOW = """Blocks of five minutes, one server for all: twelve visitors at a time tick for a while at
a person's pace and leave; three of four close their page, the fourth is cut off as a phone without
a network is. Every 15 seconds one kernel is killed, and its pages are handed over: each sends its
form again when it is asked to, as the page does by itself. Then all are gone for 75 seconds, and
the server with all its kernels is read at rest."""


@dataclass
class Tally:
    """What the visitors of one block met with."""

    visits: int = 0
    ticks: list[float] = field(default_factory=list)
    hit: int = 0  # whose connection was lost, and who went on with another page
    failures: list[str] = field(default_factory=list)


async def come_and_go(url: str, story: Story, until: float, tally: Tally) -> None:
    """One visitor after another until the time is over."""
    chance = random.Random()
    while time.monotonic() < until:
        visitor = OtkitVisitor(url, story)
        try:
            await settle(visitor, tally)
            tally.visits += 1
            ticked = True  # at the end of each visit
            for _ in range(chance.randint(4, 20)):
                await asyncio.sleep(chance.uniform(0.4, 2.0))
                began = time.monotonic()
                try:
                    ticked = not ticked
                    await asyncio.wait_for(visitor.tick(ticked), ANSWER_WITHIN)
                    tally.ticks.append(time.monotonic() - began)
                except LineClosedError:
                    tally.hit += 1
                    await settle(visitor, tally)
                    ticked = True
            if chance.random() < 0.75:
                await visitor.leave()
            else:
                await Visitor.leave(visitor)  # its line is gone, and no word was said
        except Exception as error:
            tally.failures.append(f"{type(error).__name__}: {error}"[:80])


async def settle(visitor: OtkitVisitor, tally: Tally) -> None:
    """A page, its connection and the first tick; when one is lost amid that, another page."""
    for _ in range(TRIES):
        try:
            await asyncio.wait_for(visitor.visit(), 3 * ANSWER_WITHIN)
            return
        except (LineClosedError, HTTPClientError):  # gone, or gone before the line was opened
            tally.hit += 1
    raise LineClosedError(f"{TRIES} pages in turn lost their kernels")


async def break_things(pid: int, until: float) -> None:
    """Kill a kernel now and then."""
    while time.monotonic() + KILLS_EVERY < until:
        await asyncio.sleep(min(KILLS_EVERY, (until - time.monotonic()) / 2))
        if kernels := psutil.Process(pid).children():
            random.choice(kernels).kill()


async def block(served: Served, story: Story, busy: float) -> Tally:
    """Visitors for `busy` seconds, then none until all is at rest."""
    tally, until = Tally(), time.monotonic() + busy
    await asyncio.gather(
        *(come_and_go(served.url, story, until, tally) for _ in range(AT_ONCE)),
        break_things(served.pid, until),
    )
    await asyncio.sleep(REST)
    await quiet(served.pid)
    return tally


async def soak(blocks: int, busy: float) -> tuple[list[Tally], list[Rest], list[str]]:
    """Every block's tally and rest, and the lines of the log that nobody expected."""
    peer = replace(OTKIT, command=lambda port: [*OTKIT.command(port), "--idle-minutes", "0.5"])
    tallies, rests = [], []
    async with serving(peer) as served:
        for number in range(blocks):
            tallies.append(await block(served, two_years_old(), busy))
            rests.append(at_rest(served.pid))
            done = f"{tallies[-1].visits} visits, {rests[-1]}, {tallies[-1].failures[:2]}"
            print(f"  block {number + 1}: {done}", file=sys.stderr, flush=True)
        lines = served.log.read_text().splitlines()
        trouble = [line for line in lines if not EXPECTED.search(line)]
    return tallies, rests, trouble


def run(quick: bool) -> Report:
    """Six blocks of five minutes; two short ones when `quick`."""
    blocks, busy = (QUICK_BLOCKS, QUICK_BUSY) if quick else (BLOCKS, BUSY)
    tallies, rests, trouble = asyncio.run(soak(blocks, busy))
    head = ("after", "visits", "connections lost", "failed", "ticks", "p95, ms")
    held = ("memory, MB", "processes", "threads", "descriptors", "sockets")
    rows = [
        [
            f"block {number}",
            str(tally.visits),
            str(tally.hit),
            str(len(tally.failures)),
            str(len(tally.ticks)),
            f"{1000 * percentile(tally.ticks, 95):.0f}",
            f"{rest.pss / MEGABYTE:.0f}",
            *map(str, (rest.processes, rest.threads, rest.descriptors, rest.sockets)),
        ]
        for number, (tally, rest) in enumerate(zip(tallies, rests, strict=True), start=1)
    ]
    first, last = rests[0], rests[-1]
    grown = last.pss / first.pss - 1
    failures = [failure for tally in tallies for failure in tally.failures]
    targets = [
        Target("memory, first rest to last", f"+{LIMIT:.0%}", f"{grown:+.1%}", grown <= LIMIT),
        *(
            Target(f"more {what}", "0", f"{more:+d}", more <= 0)
            for what, more in (
                ("processes", last.processes - first.processes),
                ("threads", last.threads - first.threads),
                ("descriptors", last.descriptors - first.descriptors),
                ("sockets", last.sockets - first.sockets),
            )
        ),
        Target("visits that failed", "0", str(len(failures)), not failures),
        Target("troubles in the log", "0", "; ".join(trouble[:3]) or "0", not trouble),
    ]
    return Report(
        "Half an hour without a break", HOW, [Grid("At rest", head + held, rows)], targets
    )
