"""The tables and targets of the bursts."""

from __future__ import annotations

from collections import Counter

from bench.burst_run import Burst
from bench.numbers import middle, percentile, spread
from bench.peers.registry import OTKIT, PEERS, SHINY
from bench.processes import MEGABYTE
from bench.report import Grid, Target

Bursts = dict[str, list[Burst]]


def p(bursts: list[Burst], percent: float) -> list[float | None]:
    """That percentile of each burst, over the visitors that were served."""
    return [percentile(burst.seconds, percent) if burst.seconds else None for burst in bursts]


def served_row(name: str, bursts: list[Burst]) -> list[str]:
    failed = sum(len(burst.failures) for burst in bursts)
    reasons = Counter(reason for burst in bursts for reason in burst.failures)
    why = ", ".join(f"{reason}: {count}" for reason, count in reasons.most_common(3))
    return [
        PEERS[name].title,
        f"{failed} of {sum(burst.many for burst in bursts)}" + (f" ({why})" if why else ""),
        spread([percentile(b.form_seconds, 95) for b in bursts if b.form_seconds], 1),
        *(spread(p(bursts, percent), 1) for percent in (50, 95, 100)),
        spread([second for burst in bursts for second in burst.browser_seconds], 1),
    ]


def cost_row(name: str, bursts: list[Burst]) -> list[str]:
    parts = {
        part: [burst.cpu.get(part, 0.0) for burst in bursts]
        for burst in bursts
        for part in burst.cpu
    }
    whole = [sum(burst.cpu.values()) for burst in bursts]
    split = ", ".join(f"{part} {middle(v):.2f}" for part, v in parts.items() if middle(v) >= 0.005)
    idle = [burst.idle.pss / MEGABYTE for burst in bursts if burst.idle]
    after = [burst.after.pss / MEGABYTE for burst in bursts if burst.after]
    return [
        PEERS[name].title,
        spread(whole, 2),
        split,
        spread(idle, 0),
        spread([burst.each / MEGABYTE for burst in bursts], 2),
        spread(after, 0),
    ]


def ticks_row(name: str, bursts: list[Burst]) -> list[str]:
    ms = tick_ms(bursts)
    lost = sum(tick is None for burst in bursts for tick in burst.ticks)
    cells = [f"{percentile(ms, percent):.0f}" if ms else "–" for percent in (50, 95, 100)]
    return [PEERS[name].title, *cells, f"{len(ms)}", f"{lost}"] if ms else []


def tick_ms(bursts: list[Burst]) -> list[float]:
    return [1000 * tick for burst in bursts for tick in burst.ticks if tick is not None]


def grids(bursts: Bursts, many: int) -> list[Grid]:
    """Who was served and what it cost; and the ticks, where visitors stayed to tick."""
    served = (
        *("", "failed", "p95 until the form, s"),
        *("usable p50, s", "p95, s", "longest, s", "the real browsers, s"),
    )
    cost = ("", "processor, s", "of it", "idle, MB", "each visitor, MB", "after they left, MB")
    tick = ("", "p50, ms", "p95, ms", "longest, ms", "ticks", "lost")
    ticked = [row for x in bursts.items() if (row := ticks_row(*x))]
    ticks = [Grid(f"Those by protocol among {many} visitors tick once a second", tick, ticked)]
    return [
        Grid(f"{many} visitors: until usable", served, [served_row(*x) for x in bursts.items()]),
        Grid(f"{many} visitors: what it costs", cost, [cost_row(*x) for x in bursts.items()]),
        *(ticks if ticked else []),
    ]


def served_targets(bursts: Bursts, limit: float, part: float) -> list[Target]:
    """None fails, and 95 of 100 are served within `limit` seconds and `part` of Shiny's time."""
    otkit, shiny = bursts[OTKIT.name], bursts[SHINY.name]
    many, failed = otkit[0].many, sum(len(burst.failures) for burst in otkit)
    p95, shiny_p95 = middle(p(otkit, 95)), middle(p(shiny, 95))
    ahead = f"{p95 / shiny_p95:.2f} ({p95:.2f} s against {shiny_p95:.1f} s)"
    return [
        Target(f"{many} at once: failed", "0", f"{failed}", failed == 0),
        Target(f"{many} at once: p95 until usable", f"{limit:g} s", f"{p95:.2f} s", p95 <= limit),
        Target(
            f"{many} at once: p95, part of Shiny's", f"{part:.3g}", ahead, p95 <= part * shiny_p95
        ),
    ]


def cost_targets(bursts: Bursts) -> list[Target]:
    """Processor and memory of a visitor, idle, and when all have left; the ticks."""
    otkit, shiny = bursts[OTKIT.name], bursts[SHINY.name]
    each = middle([burst.each / MEGABYTE for burst in otkit])
    idle = middle([burst.idle.pss / MEGABYTE for burst in otkit if burst.idle])
    cpu, shiny_cpu = (
        middle([sum(b.cpu.values()) / b.many for b in bursts]) for bursts in (otkit, shiny)
    )
    ms = tick_ms(otkit)
    tick = percentile(ms, 95) if ms else 0
    name = "a tick while all tick, p95"
    ticks = [Target(name, "150 ms", f"{tick:.0f} ms", tick <= 150)] if ms else []
    back = middle([b.after.pss / b.idle.pss - 1 for b in otkit if b.after and b.idle])
    part = cpu / shiny_cpu
    return [
        Target("processor of a visitor", "0.03 s", f"{cpu:.3f} s", cpu <= 0.03),
        Target("processor of a visitor, part of Shiny's", "0.25", f"{part:.2f}", part <= 0.25),
        Target("memory of a visitor", "0.3 MB", f"{each:.2f} MB", each <= 0.3),
        Target("memory idle", "400 MB", f"{idle:.0f} MB", idle <= 400),
        Target("memory above idle a minute after", "20 %", f"{100 * back:.0f} %", back <= 0.2),
        *ticks,
    ]
