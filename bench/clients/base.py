"""What visitors have in common: the page, the files it names, one websocket, a deadline."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable, Sequence
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.websocket import (
    WebSocketClientConnection,
    WebSocketClosedError,
    websocket_connect,
)

from bench.story import Story

LONGEST = 200  # seconds for one request; the crowd's own deadline comes first
LARGEST = 64 * 1024 * 1024
FILES = re.compile(
    r"""<(?:script|link)\b[^>]*?\b(?:src|href)=["']([^"']+\.(?:js|css|svg)[^"']*)["']"""
)


class NotServedError(Exception):
    """The server answered, but not with the form."""


class LineClosedError(NotServedError):
    """The page's line to its server is gone."""


class Visitor:
    """One visitor of one page; a kind of visitor says how to open, pick, tick and leave."""

    subprotocols: Sequence[str] = ()
    source: str | None = None  # the address it comes from, where it is not the usual one

    def __init__(self, url: str, story: Story) -> None:
        self.url = url
        self.story = story
        self.http = AsyncHTTPClient(max_clients=2000)
        self.socket: WebSocketClientConnection | None = None
        self.cookies: dict[str, str] = {}

    async def arrive(self) -> None:
        """Get the page and its files, open the line, and have the form before one's eyes."""
        raise NotImplementedError

    async def pick_age(self) -> None:
        """Pick the story's years and wait for the list and the first result."""
        raise NotImplementedError

    async def tick(self, on: bool) -> None:
        """Tick or untick the story's behaviour and wait until the result has changed."""
        raise NotImplementedError

    async def leave(self) -> None:
        """Close the page."""
        if self.socket is not None:
            self.socket.close()

    async def visit(self) -> list[float]:
        """Until a tick has changed the result: the seconds of the form, the list and the result."""
        start = time.monotonic()
        await self.arrive()
        form = time.monotonic() - start
        await self.pick_age()
        listed = time.monotonic() - start
        await self.tick(True)
        return [form, listed, time.monotonic() - start]

    async def get(self, url: str) -> str:
        request = HTTPRequest(
            url,
            request_timeout=LONGEST,
            connect_timeout=LONGEST,
            network_interface=self.source,
        )
        answer = await self.http.fetch(request, raise_error=False)
        for cookie in answer.headers.get_list("Set-Cookie"):
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        if answer.code != 200:
            raise NotServedError(f"answered with {answer.code}")
        return answer.body.decode(errors="replace")

    async def get_page(self) -> str:
        """The page, and each script and style sheet of the same host that its HTML names."""
        page = await self.get(self.url)
        files = {urljoin(self.url, name) for name in FILES.findall(page)}
        local = [name for name in files if urlsplit(name).netloc == urlsplit(self.url).netloc]
        await asyncio.gather(*(self.get(name) for name in local))
        return page

    async def open(self, path: str) -> None:
        """Open the websocket at `path` beside the page."""
        address = urljoin(self.url, path).replace("http", "ws", 1)
        headers = {"Origin": self.url.rstrip("/")}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        request = HTTPRequest(
            address,
            headers=headers,
            request_timeout=LONGEST,
            connect_timeout=LONGEST,
            network_interface=self.source,
        )
        self.socket = await websocket_connect(
            request,
            subprotocols=list(self.subprotocols) or None,
            max_message_size=LARGEST,
            compression_options={},  # offered, as browsers do
        )

    async def send(self, data: bytes | str) -> None:
        assert self.socket is not None
        try:
            await self.socket.write_message(data, binary=isinstance(data, bytes))
        except WebSocketClosedError as error:
            raise LineClosedError("the line was closed") from error

    async def read_until(self, enough: Callable[[Any], bool]) -> None:
        """Read messages until `enough` says so of one; a closed line is an error."""
        assert self.socket is not None
        while True:
            data = await self.socket.read_message()
            if data is None:
                raise LineClosedError("the line was closed")
            if enough(data):
                return

    def tells(self, html: str, on: bool) -> bool:
        """Whether a result's HTML or text shows the headline of a ticked or unticked form."""
        return (self.story.after if on else self.story.before) in unescape(html)
