"""A phone in a workshop's room: it joins by the QR code's address and answers the quiz."""

from __future__ import annotations

import asyncio
import re
import time
from html import unescape
from typing import Any

from bench.clients.base import NotServedError
from bench.clients.otkit import OtkitVisitor
from bench.wire import Message, pack, unpack

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
SAFE_WITHIN = 10  # seconds
ASKED = re.compile(r'data-key="ask-([^"]+)"')


class Phone(OtkitVisitor):
    """Sends the whole form with each press of a button, as the page does."""

    async def enter(self, code: str) -> None:
        """Open the page and be in the room."""
        await self.arrive()
        self.regions: dict[str, str] = {}
        self.seen = ""
        self.turn = time.time_ns() // 1_000_000
        await self.say("change", {"code": [code]})

    async def answer(self, choice: str = "not-sure") -> float:
        """Answer the question that is shown; seconds until it was acknowledged as stored."""
        question = ASKED.search(self.regions["step"])
        if question is None:
            raise NotServedError("no question is shown")
        start = time.monotonic()
        await self.say("next", {f"pick:{question[1]}": [choice]})
        if f'name="before:{question[1]}"' not in self.regions["intro"]:
            raise NotServedError("the answer was not taken")
        while "problem" in self.regions.get("status", ""):  # not safe yet: the page tries again
            await asyncio.wait_for(self.read_until(self.take), SAFE_WITHIN)
        return time.monotonic() - start

    async def say(self, action: str, more: dict[str, list[str]]) -> None:
        """Send the form and wait for the page that answers this very message."""
        self.turn += 1
        fields: dict[str, list[str]] = {"language": ["en"]}
        for name, value in HIDDEN.findall(self.regions.get("intro", "")):
            fields.setdefault(name, []).append(unescape(value))
        content = {"action": action, "fields": fields | more, "seen": str(self.turn)}
        data = {"method": "custom", "content": content}
        message = Message("shell", "comm_msg", {"comm_id": self.page.model_id, "data": data})
        await self.send(pack(message, self.session))

        await self.read_until(lambda raw: self.take(raw) and self.seen == str(self.turn))

    def take(self, raw: Any) -> bool:
        """Take what a message draws anew; whether it draws anything."""
        reply = unpack(raw)
        if reply.kind != "comm_msg" or reply.content["data"].get("method") != "update":
            return False
        for name, value in reply.content["data"]["state"].items():
            if name.startswith("region_"):
                self.regions[name.removeprefix("region_")] = value
            elif name == "seen":
                self.seen = value
        return True
