"""What a browser would send of a page's HTML: every field by name, with what is picked or typed."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any


class _Fields(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self._select = ""
        self._typed: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name")
        if tag == "select":
            self._select = name or ""
        elif tag == "option" and "selected" in given:
            self.fields.setdefault(self._select, []).append(given.get("value") or "")
        elif tag == "textarea" and name:
            self._typed = self.fields.setdefault(name, [""])
        elif tag == "input" and name:
            ticked = given.get("type") not in ("radio", "checkbox") or "checked" in given
            if ticked:
                self.fields.setdefault(name, []).append(given.get("value", "on") or "")

    def handle_data(self, data: str) -> None:
        if self._typed is not None:
            self._typed[0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._typed = None


def fields_of(html: str) -> dict[str, list[str]]:
    """All fields of a page as it stands."""
    reader = _Fields()
    reader.feed(html)
    return reader.fields


def kept_of(html: str) -> dict[str, list[str]]:
    """What a browser keeps of a page through a reload: all fields but those that are a secret."""
    secrets = re.findall(r'name="([^"]+)" data-secret', html)
    return {name: values for name, values in fields_of(html).items() if name not in secrets}


class Reader:
    """Somebody with a page before their eyes: picks, types, presses a button."""

    turn = 1

    def __init__(self, page: Any) -> None:
        self.page = page
        self.typed: dict[str, list[str]] = {}

    def press(self, action: str = "change", **more: list[str]) -> str:
        """Send the whole form as the page would, with `more` on top; returns the new page."""
        Reader.turn += 1
        fields = fields_of(self.page.html()) | more
        self.page.handle({"action": action, "fields": fields, "seen": str(Reader.turn)})
        return str(self.page.html())
