"""JupyterHub with the dashboard: how long a visitor waits for a page, and what it holds."""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path

from bench.numbers import middle, spread
from bench.processes import MEGABYTE, usage
from bench.report import Grid, Report, Target
from tests.deploy.under_hub import Hub, HubVisitor, jupyterhub

VISITORS, QUICK_VISITORS = 10, 2
TOGETHER = 5  # who come in the same second, at the end
LIMIT = 5.0  # seconds until the page, for one who comes alone
ENTRY = {"years": ["2"], "months": ["3"], "lost-skill": ["on"]}
HOW = """JupyterHub as `deploy/jupyterhub/run.sh` starts it on one machine. Visitors by protocol
come one after another and stay: from the first request, over the Hub's waiting page, until the
dashboard is there, and until a first result. Then some more come in the same second. Memory is that
of each visitor's server with its kernel, shared pages counted in parts."""


async def come(hub: Hub) -> tuple[HubVisitor, float]:
    """A visitor, and the seconds until its first result."""
    visitor, began = HubVisitor(hub), time.monotonic()
    await visitor.say(ENTRY)
    return visitor, time.monotonic() - began


async def measure(hub: Hub, many: int, together: int) -> list[list[tuple[HubVisitor, float]]]:
    """Those who came one after another, and those who came at once."""
    alone = [await come(hub) for _ in range(many)]
    at_once = await asyncio.gather(*(come(hub) for _ in range(together)))
    return [alone, list(at_once)]


def run(quick: bool) -> Report:
    """Ten visitors, then five together; two and two when `quick`."""
    many, together = (QUICK_VISITORS, QUICK_VISITORS) if quick else (VISITORS, TOGETHER)
    with tempfile.TemporaryDirectory() as folder, jupyterhub(Path(folder)) as hub:
        groups = asyncio.run(measure(hub, many, together))
        used = [usage(server.pid) for server in hub.servers().values()]
    names = ("one after another", f"{together} in the same second")
    rows = [
        [
            name,
            str(len(group)),
            spread([visitor.waited for visitor, _ in group]),
            spread([seconds for _, seconds in group]),
        ]
        for name, group in zip(names, groups, strict=True)
    ]
    memory = [
        [spread([each.pss / MEGABYTE for each in used], 0), spread([each.cpu for each in used])]
    ]
    wait = middle([visitor.waited for visitor, _ in groups[0]])
    return Report(
        "A visitor under JupyterHub",
        HOW,
        [
            Grid("Until there", ("they come", "visitors", "page, s", "first result, s"), rows),
            Grid("What a visitor costs", ("memory, MB", "processor, s"), memory),
        ],
        [Target("the page, alone", f"{LIMIT} s", f"{wait:.2f} s", wait <= LIMIT)],
    )
