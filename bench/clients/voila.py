"""A visitor of stock Voilà: the Jupyter widgets' protocol, as Voilà's own front end speaks it."""

from __future__ import annotations

import json
import re
import uuid
from typing import Any
from urllib.parse import urljoin

from tornado.httpclient import HTTPRequest

from bench.clients.base import NotServedError, Visitor
from bench.wire import PROTOCOL, Message, pack, unpack

CONFIG = re.compile(r'<script id="jupyter-config-data"[^>]*>(.*?)</script>', re.DOTALL)
CONTROL = "jupyter.widget.control"
CONTROL_VERSION = {"version": "1.0.0"}


def read_page(html: str) -> tuple[str, str]:
    """The base URL and the kernel id of a page that shows a widget."""
    config = CONFIG.search(html)
    if config is None or "application/vnd.jupyter.widget-view+json" not in html:
        raise NotServedError("a page without the form")
    facts = json.loads(config[1])
    return facts["baseUrl"], facts["kernelId"]


class VoilaVisitor(Visitor):
    """Asks for all widgets, then updates one and waits for what the kernel changes."""

    subprotocols = (PROTOCOL,)

    async def arrive(self) -> None:
        self.base, self.kernel = read_page(await self.get_page())
        self.session = uuid.uuid4().hex
        self.states: dict[str, dict[str, Any]] = {}
        await self.open(f"{self.base}api/kernels/{self.kernel}/channels?session_id={self.session}")
        comm = uuid.uuid4().hex
        opening = {"comm_id": comm, "target_name": CONTROL, "data": {}}
        await self.say("comm_open", opening, CONTROL_VERSION)
        await self.say("comm_msg", {"comm_id": comm, "data": {"method": "request_states"}})
        await self.read_until(self.learned_all)

    async def say(
        self, kind: str, content: dict[str, Any], metadata: dict[str, Any] | None = None
    ) -> None:
        await self.send(pack(Message("shell", kind, content, metadata or {}), self.session))

    async def change(self, widget: str, state: dict[str, Any]) -> None:
        data = {"method": "update", "state": state, "buffer_paths": []}
        await self.say("comm_msg", {"comm_id": widget, "data": data})

    def learned_all(self, raw: Any) -> bool:
        """Keep the reply that holds every widget's state."""
        message = unpack(raw)
        data = message.content.get("data", {})
        if message.kind != "comm_msg" or data.get("method") != "update_states":
            return False
        self.states = {key: state["state"] for key, state in data["states"].items()}
        return True

    def learn(self, raw: Any) -> dict[str, Any]:
        """Keep what a message says of a widget; the part of its state that is new."""
        message = unpack(raw)
        if message.kind not in ("comm_open", "comm_msg"):
            return {}
        state: dict[str, Any] = message.content.get("data", {}).get("state", {})
        self.states.setdefault(message.content["comm_id"], {}).update(state)
        return state

    def find(self, model: str, description: str) -> str | None:
        same = {"_model_name": model, "description": description}
        keys = (key for key, state in self.states.items() if same.items() <= state.items())
        return next(keys, None)

    async def pick_age(self) -> None:
        years = self.find("DropdownModel", "Years")
        if years is None:
            raise NotServedError("a form without an age")
        labels = self.states[years]["_options_labels"]
        index = next(i for i, label in enumerate(labels) if label.startswith(self.story.years))
        await self.change(years, {"index": index})
        is_shown: list[bool] = []

        def ready(raw: Any) -> bool:
            if self.tells(str(self.learn(raw).get("value", "")), False):
                is_shown.append(True)
            return bool(is_shown) and self.find("CheckboxModel", self.story.text) is not None

        await self.read_until(ready)

    async def tick(self, on: bool) -> None:
        box = self.find("CheckboxModel", self.story.text)
        assert box is not None
        await self.change(box, {"value": on})
        await self.read_until(lambda raw: self.tells(str(self.learn(raw).get("value", "")), on))

    async def leave(self) -> None:
        """Close the page; send the shutdown beacon of Voilà's front end (which is refused)."""
        await super().leave()
        address = urljoin(self.url, f"{self.base}voila/api/shutdown/{self.kernel}")
        await self.http.fetch(HTTPRequest(address, method="POST", body=""), raise_error=False)
