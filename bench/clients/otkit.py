"""A visitor of otkit's light page: what host.js and page.js say to the server."""

from __future__ import annotations

import json
import re
import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urljoin

from tornado.httpclient import HTTPRequest

from bench.clients.base import NotServedError, Visitor
from bench.wire import PROTOCOL, Message, pack, unpack

HOST = re.compile(r'<script[^>]*id="otkit-host"[^>]*>(.*?)</script>', re.DOTALL)
MODEL = re.compile(r'data-model="([^"]+)"')


@dataclass(frozen=True)
class PageFacts:
    """What a page says of itself: its address, the token that opens it, the form's model."""

    base_url: str
    kernel_id: str
    token: str
    script: str
    model_id: str


def read_page(html: str) -> PageFacts:
    """Find the kernel, its token and the form's model; NotServedError when one is missing."""
    host, model = HOST.search(html), MODEL.search(html)
    if host is None or model is None:
        raise NotServedError("a page without the form")
    facts = json.loads(host[1])
    if not facts["kernelId"]:
        raise NotServedError("a page without a kernel")
    where = (facts["baseUrl"], facts["kernelId"], facts.get("token", ""), facts["page"])
    return PageFacts(*where, model_id=model[1])


class OtkitVisitor(Visitor):
    """Sends the whole form at each change, as the page does."""

    async def arrive(self) -> None:
        self.page = read_page(await self.get_page())
        self.session = uuid.uuid4().hex
        self.fields: dict[str, list[str]] = {
            "language": ["en"],
            "age-by": ["months"],
            "months": ["0"],
            "birth": [""],
            "weeks": ["0"],
        }
        token = [f"otkit.{self.page.token}"] if self.page.token else []
        self.subprotocols = [PROTOCOL, *token]
        kernel = f"{self.page.base_url}api/kernels/{self.page.kernel_id}"
        await self.open(f"{kernel}/channels?session_id={self.session}")

    async def pick_age(self) -> None:
        self.fields["years"] = [self.story.years]
        await self.change(False)

    async def tick(self, on: bool) -> None:
        self.fields.pop(f"see:{self.story.key}", None)
        if on:
            self.fields[f"see:{self.story.key}"] = ["on"]
        await self.change(on)

    async def change(self, on: bool, whole: bool = False) -> None:
        """Send the form; wait for the result region that answers this very message.

        When another kernel has taken the page, the server asks for the form again, and gets it.
        """
        seen = uuid.uuid4().hex[:12]
        content = {"action": "change", "fields": self.fields, "secret": ["birth"], "seen": seen}
        data = {"method": "custom", "content": content | {"whole": whole}}
        message = Message("shell", "comm_msg", {"comm_id": self.page.model_id, "data": data})
        await self.send(pack(message, self.session))
        again = False

        def answered(raw: Any) -> bool:
            nonlocal again
            reply = unpack(raw)
            again = reply.kind == "status" and reply.content["execution_state"] == "starting"
            if again:
                return True
            if reply.kind != "comm_msg" or reply.content["data"].get("method") != "update":
                return False
            state = reply.content["data"]["state"]
            right = self.tells(state.get("region_result", ""), on)
            if state.get("seen") == seen and not right:
                raise NotServedError("the result did not change")
            return right

        await self.read_until(answered)
        if again:
            await self.change(on, whole=True)

    async def leave(self) -> None:
        """Close the page, and say so, as `pagehide` does."""
        await super().leave()
        address = urljoin(self.url, f"{self.page.base_url}voila/api/shutdown/{self.page.kernel_id}")
        body = urlencode({"token": self.page.token})
        await self.http.fetch(HTTPRequest(address, method="POST", body=body), raise_error=False)
