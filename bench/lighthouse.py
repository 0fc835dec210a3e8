"""Lighthouse's marks on its simulated slow phone, for otkit and stock Voilà."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.browser import FLAGS, browser_path
from bench.numbers import middle, spread
from bench.peers.registry import OTKIT, VOILA_WARM, Peer
from bench.report import Grid, Report, Target
from bench.serving import ROOT, quiet, serving

VERSION = "12.8.2"
HERE = ROOT / "bench"
SCRIPT = HERE / "node_modules/lighthouse/cli/index.js"
ROUNDS = 5
WITHIN = 180  # seconds for one run
LEAST_SCORES = {"performance": 95, "accessibility": 100, "best-practices": 100}
TIMES = {
    "first-contentful-paint": "first paint, s",
    "largest-contentful-paint": "largest paint, s",
    "interactive": "interactive, s",
    "total-blocking-time": "blocked, s",
}
HOW = f"""Lighthouse {VERSION} as it comes: mobile, its simulated slow phone. The marks are out of
100. It looks at the page as it opens, before an age is picked."""


def install() -> None:
    """Put Lighthouse into bench/node_modules, which stays out of the repository."""
    if SCRIPT.exists():
        return
    if shutil.which("npm") is None:
        raise RuntimeError(
            f"needs Node: install it, then npm install --no-save lighthouse@{VERSION}"
        )
    folder = ["--prefix", str(HERE), "--no-save", "--no-package-lock", "--silent"]
    subprocess.run(["npm", "install", *folder, f"lighthouse@{VERSION}"], check=True)


def look(url: str) -> dict[str, Any]:
    """One Lighthouse run: its report as JSON."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "report.json"
        chrome = " ".join(["--headless=new", *(f for f in FLAGS if " " not in f)])
        command = [
            *("node", str(SCRIPT), url, "--quiet", "--output=json", f"--output-path={out}"),
            *(f"--only-categories={','.join(LEAST_SCORES)}", f"--chrome-flags={chrome}"),
        ]
        env = {**os.environ, "CHROME_PATH": browser_path()}
        subprocess.run(command, env=env, check=True, timeout=WITHIN, stdout=subprocess.DEVNULL)
        report: dict[str, Any] = json.loads(out.read_text())
        return report


async def measure(peers: tuple[Peer, ...], rounds: int) -> dict[str, list[dict[str, Any]]]:
    """All runs by peer, the peers in turn, each server started once."""
    reports: dict[str, list[dict[str, Any]]] = {peer.name: [] for peer in peers}
    async with serving(peers[0]) as first, serving(peers[1]) as second:
        for _ in range(rounds):
            for served in (first, second):
                await quiet(first.pid, second.pid)
                report = await asyncio.to_thread(look, served.url)
                reports[served.peer.name].append(report)
                print(f"  {served.peer.name} {mark(report, 'performance')}", file=sys.stderr)
    return reports


def mark(report: dict[str, Any], category: str) -> float | None:
    score = report["categories"][category]["score"]
    return None if score is None else round(100 * score)


def seconds(report: dict[str, Any], audit: str) -> float | None:
    value = report["audits"].get(audit, {}).get("numericValue")
    return None if value is None else value / 1000


def run(quick: bool) -> Report:
    """Five rounds of both; one when `quick`."""
    install()
    peers = (OTKIT, VOILA_WARM)
    reports = asyncio.run(measure(peers, 1 if quick else ROUNDS))
    rows = [
        [
            peer.title,
            *(
                spread([mark(report, name) for report in reports[peer.name]], 0)
                for name in LEAST_SCORES
            ),
            *(
                spread([seconds(report, name) for report in reports[peer.name]], 1)
                for name in TIMES
            ),
        ]
        for peer in peers
    ]
    targets = []
    for name, limit in LEAST_SCORES.items():
        got = middle([mark(report, name) for report in reports[OTKIT.name]])
        targets.append(Target(name, f"at least {limit}", f"{got:.0f}", limit <= got <= 100))
    grid = Grid("Phone", ("", *LEAST_SCORES, *TIMES.values()), rows)
    return Report("Lighthouse", HOW, [grid], targets)
