"""HAProxy in front of the servers: its configuration, and its runtime commands."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from servers import HEALTH, Server

UP_WITHIN = 90.0  # seconds; several servers may start at once, on one core
MOVES_A_SECOND = 10.0  # pages; another server takes each
COLUMNS = ("pxname", "svname", "scur")  # of HAProxy's `show stat`, the used ones


@dataclass(frozen=True)
class Balancer:
    """HAProxy listening on `bind` (address:port), with its admin socket at `admin`."""

    bind: str
    admin: Path
    certificate: Path | None = None

    def configuration(self, servers: Sequence[Server]) -> str:
        """HAProxy's configuration for these servers."""
        environment = Environment(  # noqa: S701 -- a configuration is not HTML  # nosec B701
            loader=FileSystemLoader(Path(__file__).parent),
            undefined=StrictUndefined,
            keep_trailing_newline=True,
        )
        addresses = {server.name: f"127.0.0.1:{server.port}" for server in servers}
        return environment.get_template("haproxy.cfg.j2").render(
            vars(self), health=HEALTH, servers=addresses
        )

    async def ask(self, words: str) -> str:
        """Send one command; returns HAProxy's reply."""
        reader, writer = await asyncio.open_unix_connection(self.admin)
        writer.write(words.encode() + b"\n")
        answer = await reader.read()
        writer.close()
        return answer.decode()

    async def put(self, server: Server, state: str) -> None:
        """Put a server in the state `ready`, `drain` (no new visitors) or `maint` (no requests)."""
        problem = await self.ask(f"set server dashboards/{server.name} state {state}")
        if problem.strip():
            raise RuntimeError(f"HAProxy: {problem.strip()}")

    async def lines(self, server: Server) -> int:
        """The number of requests and websockets of a server now."""
        head, *rows = (await self.ask("show stat")).removeprefix("# ").splitlines()
        where = [head.split(",").index(name) for name in COLUMNS]
        cells = (row.split(",") for row in rows if row)
        sessions = {(row[where[0]], row[where[1]]): int(row[where[2]]) for row in cells}
        return sessions["dashboards", server.name]

    async def move_pages(self, server: Server) -> None:
        """Close the websockets of a server one after another; each page then finds another server.

        All at once would be a burst for the others, and the pages would wait for each other.
        """
        for session in (await self.ask("show sess")).splitlines():
            if f" srv={server.name} " in session:
                await self.ask(f"shutdown session {session.partition(':')[0]}")
                await asyncio.sleep(1 / MOVES_A_SECOND)

    async def restart_in_turn(self, servers: Sequence[Server], drain: float) -> None:
        """Restart each server while the others serve; `drain` seconds are for its pages to end.

        When one does not come back and draw pages, it gets no visitors, and the others stay as they
        are.
        """
        for server in servers:
            await self.put(server, "drain")
            until = time.monotonic() + drain
            while time.monotonic() < until and await self.lines(server):
                await asyncio.sleep(0.5)
            await self.put(server, "maint")
            await self.move_pages(server)
            await server.end()
            if not await comes_back(server):
                print(f"{server.name} draws no page; the others were left alone", flush=True)
                return
            await self.put(server, "ready")
            print(f"{server.name} was restarted", flush=True)
        print("all were restarted", flush=True)


async def comes_back(server: Server) -> bool:
    """Wait until a restarted server draws a page; False after a time limit."""
    with suppress(TimeoutError):
        await asyncio.wait_for(server.up.wait(), UP_WITHIN)
    return await server.draws()
