"""Where otkit's processor time and memory go while a room of visitors opens the page."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import psutil

from bench.burst_run import crowd
from bench.clients import visitor
from bench.numbers import middle
from bench.peers.registry import OTKIT
from bench.processes import MEGABYTE, part_of, tree
from bench.profiled import EVERY
from bench.report import Grid, Report
from bench.serving import quiet, serving
from bench.story import two_years_old

ROOM = 50
MOST_ROWS = 14
HOW = f"""From the first visitor's arrival until all are served, the server is looked at every
{1000 * EVERY:.0f} ms of its processor time. On its own: the time in the package's own lines and in
what is built in; with what it calls: the time in which it is anywhere on the stack. Memory is read
while every visitor's page is open. Kernel seconds: what a kernel has used until it serves (imports,
each page drawn once), and what the visitors add to it."""


def memory(pid: int) -> list[list[str]]:
    """Megabytes of each part of the tree: in all as PSS, and private to one process."""
    parts: dict[str, list[Any]] = defaultdict(list)
    for process in tree(pid):
        try:
            parts[part_of(process, pid)].append(process.memory_full_info())
        except psutil.NoSuchProcess:
            continue
    return [
        [
            part,
            f"{len(all_of_it)}",
            f"{sum(usage.pss for usage in all_of_it) / MEGABYTE:.0f}",
            f"{middle([usage.uss for usage in all_of_it]) / MEGABYTE:.1f}",
            f"{middle([usage.rss for usage in all_of_it]) / MEGABYTE:.0f}",
        ]
        for part, all_of_it in parts.items()
    ]


def kernel_seconds(pid: int) -> dict[int, float]:
    """Processor seconds of each kernel so far."""
    seconds = {}
    for process in tree(pid):
        try:
            if part_of(process, pid) == "kernels":
                times = process.cpu_times()
                seconds[process.pid] = times.user + times.system
        except psutil.NoSuchProcess:
            continue
    return seconds


def private_kinds(pid: int) -> list[list[str]]:
    """What a kernel's private memory is: the system's names of it, most first."""
    kinds: dict[str, int] = defaultdict(int)
    for part in psutil.Process(pid).memory_maps():
        kind = part.path if part.path.startswith("[") else "files' data (libraries)"
        kinds[kind] += part.private_dirty + part.private_clean
    rows = sorted(kinds.items(), key=lambda item: -item[1])
    return [[kind, f"{size / MEGABYTE:.1f}"] for kind, size in rows if size >= MEGABYTE / 10]


async def measure(many: int, profile: Path) -> list[Grid]:
    """Serve `many` visitors, the server's profile in a file; the other tables."""
    story = two_years_old()
    async with serving(OTKIT, "bench.profiled", str(profile)) as served:
        first = visitor(OTKIT.client, served.url, story)
        await asyncio.wait_for(first.visit(), 60)
        await first.leave()
        await quiet(served.pid)
        waiting = kernel_seconds(served.pid)
        async with crowd(served, story, many) as order:
            os.kill(served.pid, signal.SIGUSR1)
            await order({"arrive": time.time() + 0.5})
            await quiet(served.pid, within=20)
            os.kill(served.pid, signal.SIGUSR2)
            await asyncio.sleep(0.5)
            used = kernel_seconds(served.pid)
            parts = memory(served.pid)
            kinds = private_kinds(next(iter(used)))
    kernels = [
        ["until it serves", f"{middle(list(waiting.values())):.3f}"],
        *(
            [f"for the visitors, kernel {number}", f"{used[pid] - ready:.3f}"]
            for number, (pid, ready) in enumerate(waiting.items(), 1)
            if pid in used
        ),
    ]
    head = ("", "processes", "PSS of all", "private to one", "resident of one")
    return [
        Grid("Processor seconds of one kernel", ("", "s"), kernels),
        Grid(f"Memory with {many} visitors, MB", head, parts),
        Grid("Private memory of one kernel", ("", "MB"), kinds),
    ]


def run(quick: bool) -> Report:
    """Fifty visitors; five when `quick`."""
    with tempfile.TemporaryDirectory() as folder:
        profile = Path(folder) / "server.json"
        grids = asyncio.run(measure(5 if quick else ROOM, profile))
        seen = json.loads(profile.read_text())
    own, within, all_of_it = seen["own"], seen["within"], sum(seen["own"].values())
    most = sorted(own, key=lambda name: -own[name])[:MOST_ROWS]
    rows = [
        [name, *(f"{100 * count[name] / max(1, all_of_it):.0f} %" for count in (own, within))]
        for name in most
    ]
    caption = f"The server's processor time ({all_of_it * EVERY:.1f} s)"
    grids.append(Grid(caption, ("", "on its own", "with what it calls"), rows))
    return Report("Where the time and the memory go", HOW, grids, [])
