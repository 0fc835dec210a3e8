"""Notes for the visit: from pressing the button until the whole file is there."""

from __future__ import annotations

import asyncio
import base64
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from bench.clients.base import NotServedError
from bench.clients.otkit import OtkitVisitor
from bench.numbers import middle, spread
from bench.peers.registry import OTKIT
from bench.report import Grid, Report, Target
from bench.serving import quiet, serving
from bench.story import Story, two_years_old
from bench.wire import Message, pack, unpack
from otkit import Age, behaviours_for, load_tables

FEW = 3
ROUNDS = 5
LIMIT = 1.0  # seconds until the first file of a kernel
HOW = """Each visit is a page of its own with its own kernel, spoken to by protocol: a child of two,
some ticks or all of them, then the button, twice. Seconds from the press until every byte of the
PDF has come over the page's own line. The first file also wakes up what sets the page (typst, its
fonts); the second one finds it awake."""


@dataclass
class Files:
    """What the visits with so many ticks took: seconds, and the size of the file."""

    first: list[float] = field(default_factory=list)
    second: list[float] = field(default_factory=list)
    kilobytes: list[float] = field(default_factory=list)


class Parent(OtkitVisitor):
    """Ticks, then presses the button that makes a file."""

    async def tick_all(self, keys: Sequence[str]) -> None:
        """Tick these behaviours, and wait until the page has taken them."""
        self.fields |= {f"see:{key}": ["on"] for key in keys}
        seen = uuid.uuid4().hex[:12]
        await self.say("change", seen, lambda data: data.get("state", {}).get("seen") == seen)

    async def take(self) -> tuple[float, int]:
        """Press the button: seconds until the whole file is there, and its bytes."""
        files: list[bytes] = []

        def came(data: Any) -> bool:
            file = data.get("content", {}).get("file")
            files.extend([base64.b64decode(file["base64"])] if file else [])
            return bool(files)

        start = time.monotonic()
        await self.say("notes", uuid.uuid4().hex[:12], came)
        seconds = time.monotonic() - start
        if not files[0].startswith(b"%PDF"):
            raise NotServedError("the file is no PDF")
        return seconds, len(files[0])

    async def say(self, action: str, seen: str, enough: Callable[[Any], bool]) -> None:
        """Send the form and wait for a message to it that is `enough`."""
        content = {"action": action, "fields": self.fields, "secret": ["birth"], "seen": seen}
        data = {"method": "custom", "content": content}
        message = Message("shell", "comm_msg", {"comm_id": self.page.model_id, "data": data})
        await self.send(pack(message, self.session))

        def answered(raw: Any) -> bool:
            reply = unpack(raw)
            return reply.kind == "comm_msg" and enough(reply.content["data"])

        await self.read_until(answered)


async def measure(story: Story, ticks: dict[str, list[str]], rounds: int) -> dict[str, Files]:
    """Visit after visit at one server, few and all ticks in turn, each with a fresh kernel."""
    by_amount = {name: Files() for name in ticks}
    async with serving(OTKIT) as served:
        for _ in range(rounds):
            for name, keys in ticks.items():
                parent = Parent(served.url, story)
                await parent.arrive()
                await parent.pick_age()
                await parent.tick_all(keys)
                await quiet(served.pid)
                (first, size), (second, _) = await parent.take(), await parent.take()
                await parent.leave()
                by_amount[name].first.append(first)
                by_amount[name].second.append(second)
                by_amount[name].kilobytes.append(size / 1000)
    return by_amount


def run(quick: bool) -> Report:
    """Five visits with few ticks and five with all; one of each when `quick`."""
    story = two_years_old()
    behaviour_ids = list(
        behaviours_for(Age(months=12 * int(story.years)), load_tables())["behaviour_id"]
    )
    ticks = {"few": behaviour_ids[:FEW], "all": behaviour_ids}
    by_amount = asyncio.run(measure(story, ticks, 1 if quick else ROUNDS))
    rows = [
        [
            f"{len(keys)} ({name})",
            spread(by_amount[name].first),
            spread(by_amount[name].second),
            spread(by_amount[name].kilobytes, 0),
        ]
        for name, keys in ticks.items()
    ]
    slowest = max(middle(files.first) for files in by_amount.values())
    return Report(
        "Notes for the visit",
        HOW,
        [Grid("From the button to the file", ("ticks", "first, s", "again, s", "kB"), rows)],
        [Target("the first file", f"{LIMIT} s", f"{slowest:.2f} s", slowest <= LIMIT)],
    )
