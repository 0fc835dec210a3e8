"""Two hundred visitors in the same second."""

from __future__ import annotations

import asyncio

from bench.burst import ROUNDS, measure
from bench.burst_report import cost_targets, grids, served_targets
from bench.peers.registry import OTKIT, SHINY
from bench.report import Report

VISITORS = 200
ORDER = (OTKIT, SHINY)
HOW = """As with fifty, but 200 visitors. Stock Voilà and Streamlit are not asked: fifty take
them 20 to 60 s."""


def run(quick: bool) -> Report:
    """Three rounds of 200; one of ten when `quick`."""
    rounds, many = (1, 10) if quick else (ROUNDS, VISITORS)
    bursts = asyncio.run(measure(ORDER, many, rounds, quick, stay=False))
    targets = [*served_targets(bursts, limit=5, part=1 / 5), *cost_targets(bursts)]
    return Report("Two hundred in the same second", HOW, grids(bursts, many), targets)
