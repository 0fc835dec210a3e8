"""What drawing a page costs by itself: processor time, memory, and what a closed page leaves."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import psutil
from jupyter_client.manager import start_new_kernel

from bench.numbers import middle, spread
from bench.processes import MEGABYTE
from bench.report import Grid, Report, Target

ROUNDS = 5
STEPS = ("make", "age", "tick", "html")
KEPT = ("make", "age", "tick")
HOW = """In one process without a kernel or a server: a check-in is made, its page's HTML is read,
an age is picked and a behaviour ticked, as messages of a browser. Processor time: the median of a
round's pages, after some that are not counted. Memory: what Python allocates (tracemalloc) for each
of the pages that are open at the same time; what is left of them all once they are closed. A page's
process: an ordinary ipykernel of its own in which the notebook's cell has run, an age is picked and
a behaviour ticked, in PSS."""

IN_A_KERNEL = """
from otkit.widgets import CheckIn
page = CheckIn()
for seen, fields in enumerate(%r):
    page.handle({"action": "change", "fields": fields, "seen": str(seen)})
assert page.result.answers, page.result
"""


def drawn() -> dict[str, Any]:
    """One round, in a process of its own: see `drawn_pages.py`."""
    command = [sys.executable, "-m", "bench.drawn_pages"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def kernel_megabytes(fields: list[dict[str, list[str]]]) -> tuple[float, float]:
    """PSS of an ordinary kernel before and after it holds a page with a tick."""
    manager, client = start_new_kernel(kernel_name="python3", stderr=subprocess.DEVNULL)
    try:
        process = psutil.Process(manager.provisioner.process.pid)
        megabytes = []
        for code in ("import gc", IN_A_KERNEL % fields):
            reply = client.execute_interactive(code, timeout=60, output_hook=lambda _message: None)
            if reply["content"]["status"] != "ok":
                raise RuntimeError(f"the kernel could not hold a page: {reply['content']}")
            megabytes.append(process.memory_full_info().pss / MEGABYTE)
        return megabytes[0], megabytes[1]
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def run(quick: bool) -> Report:
    """Five rounds; one when `quick`."""
    rounds = [drawn() for _ in range(1 if quick else ROUNDS)]
    kernels = [kernel_megabytes(measured["fields"]) for measured in rounds]
    spent = [sum(measured["ms"][step] for step in KEPT) for measured in rounds]
    left = [measured["left"] for measured in rounds]
    milliseconds = [spread([measured["ms"][step] for measured in rounds]) for step in STEPS]
    kilobytes = [spread([measured["kB"][step] for measured in rounds], 0) for step in KEPT]
    before, with_a_page = ([kernel[place] for kernel in kernels] for place in (0, 1))
    ms, mb = middle(spent), middle(with_a_page)
    kb = middle([measured["kB"]["tick"] for measured in rounds])
    return Report(
        "Drawing",
        HOW,
        [
            Grid("Processor time, ms", (*STEPS, "sum"), [[*milliseconds, spread(spent)]]),
            Grid(
                "Memory of a page, kB",
                ("made", "with an age", "with a tick", "objects left of all when closed"),
                [[*kilobytes, spread(left, 0)]],
            ),
            Grid(
                "A page's process, MB",
                ("before", "with a page"),
                [[spread(before, 0), spread(with_a_page, 0)]],
            ),
        ],
        [
            Target("make, age and tick, ms of processor", "6", f"{ms:.1f}", ms <= 6),
            Target("kB of a page after a tick", "65", f"{kb:.0f}", kb <= 65),
            Target("objects of a closed page", "0", f"{middle(left):.0f}", middle(left) < 1),
            Target("MB of a page's process", "60", f"{mb:.0f}", mb <= 60),
        ],
    )
