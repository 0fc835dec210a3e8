"""Five thousand visits in one kernel, and ticks beside somebody who makes PDFs without a pause."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace

import psutil
from tornado.httpclient import AsyncHTTPClient

from bench.clients.otkit import OtkitVisitor
from bench.numbers import percentile
from bench.peers.registry import OTKIT
from bench.processes import MEGABYTE
from bench.report import Grid, Report, Target
from bench.serving import quiet, serving
from bench.story import Story, two_years_old
from bench.wire import Message, pack

VISITS, QUICK_VISITS = (1000, 3000, 5000), (20, 40)
AT_ONCE = 4
OTHERS = 6  # who tick while one makes PDFs
TICKING, QUICK_TICKING = 20.0, 3.0  # seconds
GROWTH = 0.05
HOW = """One kernel, without a spare ready to take over: visits (a page, its age, a tick, its end),
four at a time, and the kernel's resident memory at rest after so many of them. Then six visitors
tick four times a second, alone and beside one who asks for a PDF five times a second."""


async def memory_after(url: str, pid: int, story: Story, marks: tuple[int, ...]) -> list[int]:
    """The kernel's bytes after so many visits."""
    memory, left = [], iter(range(marks[-1]))
    for before, mark in zip((0, *marks), marks, strict=False):
        todo = iter([next(left) for _ in range(mark - before)])

        async def come_and_go() -> None:
            for _ in todo:  # noqa: B023 -- run at once
                visitor = OtkitVisitor(url, story)
                await asyncio.wait_for(visitor.visit(), 60)
                await visitor.leave()

        await asyncio.gather(*(come_and_go() for _ in range(AT_ONCE)))
        await asyncio.sleep(6)  # the kernel is swept
        await quiet(pid, within=15)
        (kernel,) = psutil.Process(pid).children()[:1]
        memory.append(kernel.memory_info().rss)
    return memory


async def ticks(visitors: list[OtkitVisitor], seconds: float) -> list[float]:
    """The seconds of each tick of these visitors, four a second each."""
    seconds_taken: list[float] = []

    async def tick_on(visitor: OtkitVisitor) -> None:
        until, on = time.monotonic() + seconds, True
        while time.monotonic() < until:
            began, on = time.monotonic(), not on
            await asyncio.wait_for(visitor.tick(on), 20)
            seconds_taken.append(time.monotonic() - began)
            await asyncio.sleep(0.25)

    await asyncio.gather(*map(tick_on, visitors))
    return seconds_taken


async def make_files(visitor: OtkitVisitor, made: list[float]) -> None:
    """Ask for PDFs without a pause, and note when each came."""
    assert visitor.socket is not None

    async def ask() -> None:
        while True:
            content = {"action": "notes", "fields": visitor.fields, "seen": "1"}
            data = {"method": "custom", "content": content}
            message = Message("shell", "comm_msg", {"comm_id": visitor.page.model_id, "data": data})
            await visitor.send(pack(message, visitor.session))
            await asyncio.sleep(0.2)

    asking = asyncio.ensure_future(ask())
    try:
        while True:
            if b'"file"' in bytes(await visitor.socket.read_message() or b""):
                made.append(time.monotonic())
    finally:
        asking.cancel()


async def measure(
    marks: tuple[int, ...], ticking: float
) -> tuple[list[int], list[list[float]], int]:
    """Bytes after the visits; the ticks alone and beside PDFs; how many PDFs came."""
    AsyncHTTPClient.configure(None, max_clients=200)
    story = two_years_old()
    peer = replace(OTKIT, command=lambda port: [*OTKIT.command(port), "--kernels", "1"])
    async with serving(peer) as served:
        memory = await memory_after(served.url, served.pid, story, marks)
        visitors = [OtkitVisitor(served.url, story) for _ in range(OTHERS + 1)]
        for visitor in visitors:
            await visitor.visit()
        maker, *others = visitors
        alone = await ticks(others, ticking)
        made: list[float] = []
        making = asyncio.ensure_future(make_files(maker, made))
        with_files = await ticks(others, ticking)
        making.cancel()
    return memory, [alone, with_files], len(made)


def run(quick: bool) -> Report:
    """Five thousand visits; forty when `quick`."""
    marks = QUICK_VISITS if quick else VISITS
    memory, (alone, with_files), made = asyncio.run(
        measure(marks, QUICK_TICKING if quick else TICKING)
    )
    growth = memory[-1] / memory[0] - 1
    rows = [[str(n), f"{held / MEGABYTE:.1f}"] for n, held in zip(marks, memory, strict=True)]
    took = [[1000 * percentile(some, p) for p in (50, 95, 100)] for some in (alone, with_files)]
    more = took[1][1] / took[0][1]
    tick_rows = [
        [name, *(f"{ms:.1f}" for ms in row)]
        for name, row in zip(("alone", f"beside {made} PDFs"), took, strict=True)
    ]
    return Report(
        "Many visits in one kernel",
        HOW,
        [
            Grid("The kernel's memory", ("visits", "MB"), rows),
            Grid("Ticks of six others", ("", "p50, ms", "p95, ms", "longest, ms"), tick_rows),
        ],
        [
            Target(
                f"memory from {marks[0]} to {marks[-1]} visits",
                f"+{GROWTH:.0%}",
                f"{growth:+.1%}",
                growth <= GROWTH,
            ),
            Target("p95 beside PDFs, of alone", "2", f"{more:.2f}", more <= 2),
        ],
    )
