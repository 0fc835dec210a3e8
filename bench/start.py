"""From the command until the first page."""

from __future__ import annotations

import asyncio
import subprocess
import tempfile
import time
from pathlib import Path

from bench.clients import visitor
from bench.clients.base import NotServedError
from bench.numbers import middle, spread
from bench.peers.registry import OTKIT, SHINY, STREAMLIT, VOILA, VOILA_WARM, Peer
from bench.report import Grid, Report, Target
from bench.serving import free_port, launch, listening, stop
from bench.story import Story, two_years_old

ORDER = (OTKIT, VOILA, VOILA_WARM, SHINY, STREAMLIT)
ROUNDS = 3
LIMIT = 4.0  # seconds
HOW = """From starting the command (files already in the system's cache) until the first visitor
has the form: the page, its line to Python, and the controls. Then until a tick has changed the
result."""


async def start(peer: Peer, story: Story) -> tuple[float, float]:
    """Seconds until the first visitor has the form, and until it is of use."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "server.log"
        begun = time.monotonic()
        process: subprocess.Popen[bytes] = launch(peer, port, log)
        try:
            await listening(process, port, log)
            guest = visitor(peer.client, f"http://127.0.0.1:{port}/", story)
            await asyncio.wait_for(guest.arrive(), 60)
            arrived = time.monotonic() - begun
            await asyncio.wait_for(guest.pick_age(), 20)
            await asyncio.wait_for(guest.tick(True), 20)
            used = time.monotonic() - begun
            await guest.leave()
            return arrived, used
        finally:
            await asyncio.to_thread(stop, process)


async def measure(rounds: int) -> dict[str, list[tuple[float, float]]]:
    """All starts by peer; one that does not serve its first visitor is left out and seen so."""
    story = two_years_old()
    by_peer: dict[str, list[tuple[float, float]]] = {peer.name: [] for peer in ORDER}
    await start(OTKIT, story)  # fills the system's cache
    for _ in range(rounds):
        for peer in ORDER:
            try:
                by_peer[peer.name].append(await start(peer, story))
            except (NotServedError, TimeoutError):
                continue
    return by_peer


def run(quick: bool) -> Report:
    """Three rounds of all; one when `quick`."""
    rounds = 1 if quick else ROUNDS
    by_peer = asyncio.run(measure(rounds))
    rows = [
        [
            peer.title,
            spread([first for first, _ in by_peer[peer.name]]),
            spread([used for _, used in by_peer[peer.name]]),
            f"{len(by_peer[peer.name])} of {rounds}",
        ]
        for peer in ORDER
    ]
    got = middle([first for first, _ in by_peer[OTKIT.name]])
    reached = got <= LIMIT and len(by_peer[OTKIT.name]) == rounds
    target = Target("`otkit serve` until the first page", f"{LIMIT:.0f} s", f"{got:.1f} s", reached)
    grid = Grid("Start", ("", "first page, s", "usable, s", "starts"), rows)
    return Report("Start", HOW, [grid], [target])
