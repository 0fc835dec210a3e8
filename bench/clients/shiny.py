"""A visitor of Shiny for Python: JSON in one websocket, as shiny.js speaks it."""

from __future__ import annotations

import json
import re
from typing import Any

from bench.clients.base import Visitor

NEW_INPUT = re.compile(r'<input id="(see_\w+)" type="checkbox"')
NEW_CHOICE = re.compile(r'<input type="radio" name="(how_\w+)" value="(\w+)" checked')


class ShinyVisitor(Visitor):
    """Sends inputs by name; the outputs come back as HTML."""

    async def arrive(self) -> None:
        await self.get_page()
        await self.open("websocket/")
        await self.read_until(lambda raw: "config" in json.loads(raw))
        hidden = {f".clientdata_output_{name}_hidden": False for name in ("questions", "result")}
        first = {"years": "", "months": "0", **hidden}
        await self.send(json.dumps({"method": "init", "data": first}))
        await self.read_until(lambda raw: "questions" in self.values(raw))

    @staticmethod
    def values(raw: Any) -> dict[str, Any]:
        """The outputs a message brings."""
        values: dict[str, Any] = json.loads(raw).get("values", {})
        return values

    async def update(self, data: dict[str, Any]) -> None:
        await self.send(json.dumps({"method": "update", "data": data}))

    async def pick_age(self) -> None:
        """Pick the age; then say, as shiny.js does, what the new inputs hold."""
        await self.update({"years": self.story.years})
        drawn: list[str] = []

        def listed(raw: Any) -> bool:
            drawn.append(str((self.values(raw).get("questions") or {}).get("html", "")))
            return f"see_{self.name()}" in drawn[-1]

        await self.read_until(listed)
        unticked = dict.fromkeys(NEW_INPUT.findall(drawn[-1]), False)
        chosen = dict(NEW_CHOICE.findall(drawn[-1]))
        await self.update({**unticked, **chosen, "lost": False, "seen": []})
        await self.shows(False)

    def name(self) -> str:
        return self.story.key.replace("-", "_")

    async def tick(self, on: bool) -> None:
        await self.update({f"see_{self.name()}": on})
        await self.shows(on)

    async def shows(self, on: bool) -> None:
        """Wait for the result with the right headline."""
        await self.read_until(lambda raw: self.tells(str(self.values(raw).get("result")), on))
