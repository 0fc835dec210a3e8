"""A phone in a workshop's room: it joins by the QR code's address and answers the quiz."""

from __future__ import annotations

import re
import time
from html import unescape
from typing import Any

from bench.clients.base import NotServedError
from bench.clients.otkit import OtkitVisitor
from bench.wire import Message, pack, unpack

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
ASKED = re.compile(r'data-key="ask-([^"]+)"')


class Phone(OtkitVisitor):
    """Sends the whole form with each press of a button, as the page does."""

    async def enter(self, code: str) -> None:
        """Open the page and be in the room."""
        await self.arrive()
        self.regions: dict[str, str] = {}
        self.turn = time.time_ns() // 1_000_000
        await self.say("change", {"code": [code]})

    async def answer(self, choice: str = "not-sure") -> float:
        """Answer the question that is shown; seconds until it was acknowledged as stored."""
        asked = ASKED.search(self.regions["step"])
        if asked is None:
            raise NotServedError("no question is shown")
        start = time.monotonic()
        await self.say("next", {f"pick:{asked[1]}": [choice]})
        taken = time.monotonic() - start
        if f'name="before:{asked[1]}"' not in self.regions["intro"]:
            raise NotServedError("the answer was not taken")
        if "problem" in self.regions.get("status", ""):
            raise NotServedError("the answer was not stored at once")
        return taken

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

        def answered(raw: Any) -> bool:
            reply = unpack(raw)
            if reply.kind != "comm_msg" or reply.content["data"].get("method") != "update":
                return False
            state = reply.content["data"]["state"]
            for name, html in state.items():
                if name.startswith("region_"):
                    self.regions[name.removeprefix("region_")] = html
            return bool(state.get("seen") == str(self.turn))

        await self.read_until(answered)
