"""Three hundred pages on three servers, without sticky cookies, and one server is killed."""

from __future__ import annotations

import asyncio
import re
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from bench.numbers import percentile
from bench.report import Grid, Report, Target
from otkit import Age, behaviours_for, load_tables
from tests.deploy.behind import Replicas, replicas
from tests.deploy.visitor import Visitor

SERVERS = 3
PAGES, QUICK_PAGES = 300, 12
A_SECOND = 20  # pages that are opened
LIMIT = 10.0  # seconds for 95 of 100 pages that had to move
HOW = """Pages by protocol, that recover as the browser's script does, on three servers behind
HAProxy as `deploy/replicas/run.sh` starts them; no cookie is set. Each has ticked something of its
own. Then one server is killed, and each page at once ticks once more: measured is how long until
its result says so. A page is lost when it has no result, or another one than before it."""


@dataclass
class Tally:
    """Seconds of pages that moved and of the others, cookies, and what went wrong."""

    moved: list[float] = field(default_factory=list)
    stayed: list[float] = field(default_factory=list)
    lost: Counter[str] = field(default_factory=Counter)
    cookies: int = 0


def level(visitor: Visitor) -> str:
    match = re.search(r'class="card result ([\w-]+)"', visitor.shown["region_result"])
    return match[1] if match else "none"


class Parent(Visitor):
    """A page with one behaviour that is seen often, and the level that this has."""

    def __init__(self, base: str, key: str) -> None:
        super().__init__(base)
        self.fields = {"years": ["2"], "months": ["3"], f"see:{key}": ["on"]}
        self.fields[f"how:{key}"] = ["often"]

    async def begin(self, at: float) -> None:
        await asyncio.sleep(max(0.0, at - time.monotonic()))
        await self.say(self.fields)
        self.before = level(self)

    async def go_on(self, tally: Tally) -> None:
        """Mark a lost skill, and take it back: the result is first urgent, then what it was."""
        line, began = self.line, time.monotonic()
        try:
            await self.say({**self.fields, "lost-skill": ["on"]})
            taken, urgent = time.monotonic() - began, level(self)
            await self.say(self.fields)
        except Exception as error:
            tally.lost[f"{type(error).__name__}: {error}"[:60]] += 1
            return
        if (urgent, level(self)) != ("act-now", self.before):
            tally.lost[f"{urgent}, {level(self)} after {self.before}"] += 1
        (tally.stayed if self.line is line else tally.moved).append(taken)
        tally.cookies += len(self.set_cookies)


async def story(running: Replicas, many: int) -> Tally:
    """All come, one server is killed, all go on."""
    tally, ids = Tally(), list(behaviours_for(Age(27), load_tables())["behaviour_id"])
    parents = [Parent(running.url, ids[number % len(ids)]) for number in range(many)]
    start = time.monotonic()
    await asyncio.gather(*(parent.begin(start + i / A_SECOND) for i, parent in enumerate(parents)))
    running.servers()[0].kill()
    await asyncio.gather(*(parent.go_on(tally) for parent in parents))
    await asyncio.gather(*(parent.leave() for parent in parents))
    return tally


def run(quick: bool) -> Report:
    """Three hundred pages; twelve when `quick`."""
    many = QUICK_PAGES if quick else PAGES
    with tempfile.TemporaryDirectory() as folder:
        options = ("--", "--max-per-address", "0", "--max-visitors", str(many))
        with replicas(Path(folder), SERVERS, *options) as running:
            tally = asyncio.run(story(running, many))
    rows = [
        [name, str(len(seconds)), *(f"{percentile(seconds, p):.2f}" for p in (50, 95, 100))]
        for name, seconds in (("of the killed server", tally.moved), ("of others", tally.stayed))
        if seconds
    ]
    lost = sum(tally.lost.values())
    slow = percentile(tally.moved, 95) if tally.moved else float("inf")
    return Report(
        "A server is killed among three hundred pages",
        HOW,
        [Grid("Until the next result", ("pages", "count", "p50, s", "p95, s", "longest, s"), rows)],
        [
            Target("lost", "0", str(dict(tally.lost) or lost), not lost),
            Target("cookies", "0", str(tally.cookies), not tally.cookies),
            Target("95 of 100 that moved", f"{LIMIT} s", f"{slow:.2f} s", slow <= LIMIT),
        ],
    )
