"""A parent's page without a browser: it speaks and recovers as `host.js` does."""

from __future__ import annotations

import asyncio
import itertools
import json
import re
import struct
import time
import uuid
from http.cookies import SimpleCookie
from typing import Any

from tornado.httpclient import HTTPClientError, HTTPRequest, HTTPResponse
from tornado.simple_httpclient import SimpleAsyncHTTPClient
from tornado.websocket import WebSocketClientConnection, websocket_connect

PROTOCOL = "v1.kernel.websocket.jupyter.org"
RETRY_EVERY = 1.5  # seconds, as in host.js
ANSWER_WITHIN = 8.0  # seconds, as in host.js
PATIENCE = 180.0  # seconds after which a visitor is lost; a busy machine is slow, not wrong


def pack(content: dict[str, Any], kind: str = "comm_msg", channel: str = "shell") -> bytes:
    """A message of the v1 kernel websocket protocol."""
    header = {
        "msg_id": uuid.uuid4().hex,
        "msg_type": kind,
        "session": "s",
        "username": "",
        "version": "5.4",
        "date": "2026-01-01T00:00:00Z",
    }
    parts = [channel.encode(), *(json.dumps(one).encode() for one in (header, {}, {}, content))]
    offsets = [8 * (len(parts) + 2)]
    for part in parts:
        offsets.append(offsets[-1] + len(part))
    return struct.pack(f"<{len(offsets) + 1}Q", len(offsets), *offsets) + b"".join(parts)


def unpack(message: bytes) -> tuple[str, dict[str, Any]]:
    """The type and the content of a message."""
    (count,) = struct.unpack_from("<Q", message)
    offsets = struct.unpack_from(f"<{count}Q", message, 8)
    parts = [message[a:b] for a, b in itertools.pairwise(offsets)]
    return json.loads(parts[1])["msg_type"], json.loads(parts[4])


class AgainError(Exception):
    """Another kernel has the page: it is to send its form again."""


class Visitor:
    """One open page at `base`: it keeps cookies, what was ticked, and how often it moved."""

    def __init__(self, base: str, **options: Any) -> None:
        self.base = base
        self.options = {"request_timeout": 60, "connect_timeout": 60, **options}
        self.cookies: dict[str, str] = {}
        self.set_cookies: list[str] = []  # as they came
        self.host: dict[str, Any] = {}
        self.model = ""
        self.shown: dict[str, Any] = {}  # what the page shows: kernels send only what they change
        self.line: WebSocketClientConnection | None = None
        self.turns = itertools.count(1)
        self.moves = 0
        self.handed_over = 0  # how often another kernel took the page
        self.missed = False  # what was said while the line was down
        self.longest = 0.0  # seconds until an answer came
        self.action = "change"  # what is said to have been pressed

    @property
    def origin(self) -> str:
        return "/".join(self.base.split("/")[:3])

    def cookies_for(self, _url: str) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    async def fetch(self, url: str, **options: Any) -> HTTPResponse:
        """Ask for one address with this visitor's cookies, and keep those that come back."""
        client = SimpleAsyncHTTPClient(force_instance=True)
        headers = {"Cookie": self.cookies_for(url)}
        headers |= options.pop("headers", {})
        request = HTTPRequest(
            url, headers=headers, follow_redirects=False, **(self.options | options)
        )
        try:
            answer = await client.fetch(request, raise_error=False)
        finally:
            client.close()
        for line in answer.headers.get_list("Set-Cookie"):
            self.set_cookies.append(line)
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        return answer

    async def move_in(self) -> bool:
        """Ask for the page; whether it came."""
        answer = await self.fetch(self.base)
        return answer.code == 200 and self.take(answer.body.decode())

    def take(self, body: str) -> bool:
        """Take the kernel that a page came with; whether this is a page."""
        host = re.search(r'otkit-host">(.*?)</script>', body, re.S)
        model = re.search(r'data-model="(\w+)"', body)
        if not host or not model:
            return False
        self.host, self.model = json.loads(host[1]), model[1]
        self.moves += 1
        return True

    async def connect(self, origin: str = "", **host: str) -> WebSocketClientConnection:
        """Open the line to the page's kernel; raises when it is refused."""
        to = self.host | host
        path = f"{to['baseUrl']}api/kernels/{to['kernelId']}/channels?session_id={uuid.uuid4().hex}"
        url = self.origin.replace("http", "ws", 1) + path
        headers = {"Cookie": self.cookies_for(path)} | ({"Origin": origin} if origin else {})
        request = HTTPRequest(url, headers=headers, **self.options)
        return await websocket_connect(request, subprotocols=[PROTOCOL, f"otkit.{to['token']}"])

    async def recover(self) -> None:
        """The same kernel if it may still be there, else another page's kernel in its place."""
        while self.line is None:
            try:
                if not self.host and not await self.move_in():
                    raise OSError("no page")
                self.line, self.missed = await self.connect(), True
            except (OSError, HTTPClientError):
                self.host = {}
                await asyncio.sleep(RETRY_EVERY)

    async def say(self, fields: dict[str, list[str]]) -> dict[str, Any]:
        """Send what the form holds, and recover as need be; returns what the page then shows."""
        began = time.monotonic()
        async with asyncio.timeout(PATIENCE):
            while True:
                await self.recover()
                seen = str(next(self.turns))
                try:
                    await asyncio.wait_for(self._ask(fields, seen), ANSWER_WITHIN)
                except AgainError:
                    self.missed = True
                    self.handed_over += 1
                    continue
                except (ConnectionError, TimeoutError):
                    self.line = None
                    continue
                self.longest = max(self.longest, time.monotonic() - began)
                return self.shown

    async def _ask(self, fields: dict[str, list[str]], seen: str) -> None:
        assert self.line is not None
        content = {"action": self.action, "fields": fields, "secret": [], "seen": seen}
        content["whole"] = self.missed
        data = {"method": "custom", "content": content}
        try:
            await self.line.write_message(pack({"comm_id": self.model, "data": data}), binary=True)
        except Exception as error:
            raise ConnectionError from error
        while (await self.hear()).get("seen") != seen:
            pass
        self.missed = False

    async def hear(self) -> dict[str, Any]:
        """What changes next on the page; raises `ConnectionError` when the line is gone."""
        assert self.line is not None
        message = await self.line.read_message()
        if not isinstance(message, bytes):
            raise ConnectionError
        kind, content = unpack(message)
        if kind == "status" and content["execution_state"] == "starting":
            raise AgainError
        state: dict[str, Any] = content.get("data", {}).get("state", {})
        self.shown |= state
        return state if kind == "comm_msg" else {}

    async def leave(self) -> None:
        """Close the page, which gives its kernel back."""
        if self.host:
            url = f"{self.origin}{self.host['baseUrl']}voila/api/shutdown/{self.host['kernelId']}"
            body = f"token={self.host['token']}&_xsrf={self.cookies.get('_xsrf', '')}"
            await self.fetch(url, method="POST", body=body)
        if self.line is not None:
            self.line.close()
