"""All floods at once, in a process of their own: `python -m bench.flooders URL`, until it is ended.

Each comes from an address of its own and does as much as one address is allowed, or tries more.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from tornado.httpclient import AsyncHTTPClient
from tornado.iostream import StreamClosedError

from bench.clients.base import NotServedError
from bench.clients.otkit import OtkitVisitor
from bench.story import Story, two_years_old
from bench.wire import Message, pack
from otkit.workshop.room.codes import new_code

TICKERS, PRINTERS, PINGERS, JOINERS = 20, 20, 4, 20  # pages
IDLE_ADDRESSES = 4
PAUSE = 0.05  # seconds between two attempts of one flood
STRANGE = b"HEAD / HTTP/1.1\r\nHost: evil.example\r\n\r\n"


class Flooder(OtkitVisitor):
    """A page that somebody holds for a flood."""

    def __init__(self, url: str, story: Story, source: str) -> None:
        super().__init__(url, story)
        self.source = source

    async def say(self, action: str) -> None:
        """Send the form without waiting for what comes."""
        content = {"action": action, "fields": self.fields, "seen": "1"}
        data = {"method": "custom", "content": content}
        message = Message("shell", "comm_msg", {"comm_id": self.page.model_id, "data": data})
        await self.send(pack(message, self.session))

    async def ping(self) -> None:
        """Send a hundred pings."""
        assert self.socket is not None
        for _ in range(100):
            self.socket.ping(b"x" * 100)
        await asyncio.sleep(0)


class Joiner(Flooder):
    """A phone that tries codes of rooms."""

    async def visit(self) -> list[float]:
        """Open the room's page."""
        await self.arrive()
        return []

    async def say(self, action: str) -> None:
        """Try a code."""
        self.fields = {"language": ["en"], "code": [new_code()]}
        await super().say(action)


async def hold_idle(url: str, source: str) -> None:
    """Open connection after connection, say nothing, and keep them all."""
    kept = []
    while True:
        kept.append(await connect(url, source))
        kept = kept[-600:]
        await asyncio.sleep(PAUSE / 2)


async def ask_strangely(url: str, source: str) -> None:
    """Ask for another server's page, again and again."""
    while True:
        _, writer = await connect(url, source)
        writer.write(STRANGE)
        await asyncio.sleep(PAUSE / 5)
        writer.close()


async def take_pages(url: str, source: str) -> None:
    """Ask for pages, and leave each without a word."""
    while True:
        flooder = Flooder(url, two_years_old(), source)
        with suppress(NotServedError):
            await flooder.get(url)
        await asyncio.sleep(PAUSE)


async def press(url: str, source: str, action: str) -> None:
    """Hold a page, and press a button without a pause; come again when it is disconnected."""
    while True:
        flooder = (Joiner if action == "join" else Flooder)(url, two_years_old(), source)
        with suppress(NotServedError, StreamClosedError, OSError):
            await flooder.visit()
            while flooder.socket is not None:
                await (flooder.ping() if action == "ping" else flooder.say(action))
                await asyncio.sleep(1 / 15)
        await asyncio.sleep(1)


async def connect(url: str, source: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A connection from an address of this computer; waits while there is none."""
    parts = urlsplit(url)
    while True:
        with suppress(OSError):
            return await asyncio.open_connection(parts.hostname, parts.port, local_addr=(source, 0))
        await asyncio.sleep(PAUSE)


async def again(flood: Coroutine[Any, Any, None]) -> None:
    """Run a flood; what the server does to it ends no other one."""
    with suppress(Exception):
        await flood


async def main(url: str) -> None:
    """Every flood."""
    AsyncHTTPClient.configure(None, max_clients=1000)
    floods = [hold_idle(url, f"127.0.1.{number}") for number in range(1, IDLE_ADDRESSES + 1)]
    floods += [take_pages(url, "127.0.2.1"), ask_strangely(url, "127.0.2.2")]
    floods += [press(url, "127.0.2.3", "change") for _ in range(TICKERS)]
    floods += [press(url, "127.0.2.4", "notes") for _ in range(PRINTERS)]
    floods += [press(url, "127.0.2.5", "ping") for _ in range(PINGERS)]
    floods += [press(f"{url}room", "127.0.2.6", "join") for _ in range(JOINERS)]
    await asyncio.gather(*map(again, floods))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
