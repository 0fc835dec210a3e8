"""Many visitors by protocol, in a process of their own: `python -m bench.crowd`, one order a line.

Orders come as JSON lines on standard input, each answered by one JSON line on standard output:
`{"arrive": epoch seconds}`, `{"tick": seconds}`, `{"leave": true}`. The visitors of a burst arrive
evenly over one second; each one's time runs from its own arrival.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from typing import Any

from tornado.httpclient import AsyncHTTPClient

from bench.clients import visitor
from bench.clients.base import Visitor
from bench.story import Story

PATIENCE = 90  # seconds until a visitor who still has no changed result counts as failed
TICK_PATIENCE = 10
LEAVE_WITHIN = 20


async def arrive(visitor: Visitor, at: float) -> dict[str, Any]:
    """One visit from arrival until a tick has changed the result: its times, or what failed."""
    await asyncio.sleep(max(0.0, at - time.time()))
    try:
        times = await asyncio.wait_for(visitor.visit(), PATIENCE)
    except TimeoutError:
        return {"failed": f"no result in {PATIENCE} s"}
    except Exception as error:
        return {"failed": f"{error or type(error).__name__}"[:80]}
    return {"form": times[0], "list": times[1], "seconds": times[2]}


async def keep_ticking(visitor: Visitor, first: float, seconds: float) -> list[float | None]:
    """Tick or untick once a second; the seconds each took, None for a tick without an answer."""
    taken: list[float | None] = []
    for turn in range(int(seconds)):
        await asyncio.sleep(max(0.0, first + turn - time.monotonic()))
        start = time.monotonic()
        try:
            await asyncio.wait_for(visitor.tick(turn % 2 == 1), TICK_PATIENCE)
            taken.append(time.monotonic() - start)
        except Exception:
            taken.append(None)
            return taken
    return taken


async def obey(order: dict[str, Any], visitors: list[Visitor], served: list[Visitor]) -> Any:
    """Carry out one order for all visitors at once."""
    many = len(visitors)
    if "arrive" in order:
        at = order["arrive"]
        visits = await asyncio.gather(
            *(arrive(visitor, at + i / many) for i, visitor in enumerate(visitors))
        )
        served += [
            visitor for visitor, visit in zip(visitors, visits, strict=True) if "seconds" in visit
        ]
        return visits
    if "tick" in order:
        start = time.monotonic() + 0.5
        ticks = (
            keep_ticking(visitor, start + i / len(served), order["tick"])
            for i, visitor in enumerate(served)
        )
        return await asyncio.gather(*ticks)
    leaving = (asyncio.wait_for(visitor.leave(), LEAVE_WITHIN) for visitor in served)
    await asyncio.gather(*leaving, return_exceptions=True)
    return "left"


async def main(kind: str, url: str, many: int, story: Story) -> None:
    AsyncHTTPClient.configure(None, max_clients=2000, max_body_size=64 * 1024 * 1024)
    visitors = [visitor(kind, url, story) for _ in range(many)]
    served: list[Visitor] = []
    print(json.dumps("ready"), flush=True)
    while line := await asyncio.to_thread(sys.stdin.readline):
        print(json.dumps(await obey(json.loads(line), visitors, served)), flush=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), Story.from_json(sys.argv[4])))
