"""Structured text as plain data, which ``templates/pages.typ`` typesets.

A node is text, or ``{"tag": …, "children": […]}`` with the tag of HTML that says what it is;
``href`` and ``figure`` stand beside them where there is one. Some tags are the kit's own:
``boxes`` (choices to tick, side by side), ``box`` (one such choice on a line of its own),
``blank`` (words and a line to write on), ``answer`` (a box to tick, and beside it words and a line
to write on), ``worksheet`` (a table to write in),
``emergency`` (a frame that stands out), ``alarm`` (its first words), and ``drawings`` (side by
side; ``drawn`` are what ``picture.py`` gives).
"""

from collections.abc import Iterable
from html.parser import HTMLParser
from typing import Any

Node = str | dict[str, Any]
EMPTY = ("br", "hr")
"""Tags that hold nothing."""

BLOCKS = ("ul", "ol", "table", "thead", "tbody", "tr", "blockquote", "figure", "")
"""Tags between whose children white space has no meaning."""


def node(tag: str, *children: Node, **more: str) -> Node:
    """A piece of text called ``tag``.

    >>> node("p", "Call ", node("strong", "today"))
    {'tag': 'p', 'children': ['Call ', {'tag': 'strong', 'children': ['today']}]}
    """
    return {"tag": tag, "children": list(children), **more}


def bullets(texts: Iterable[str], tag: str = "ul") -> Node:
    """A list, of points or (``ol``) numbered."""
    return node(tag, *(node("li", text) for text in texts))


def from_html(html: str) -> list[Node]:
    """The safe HTML of a lesson as nodes.

    >>> from_html('<p>Call <a href="https://a.org">them</a>.</p>')[0]["children"][1]
    {'tag': 'a', 'children': ['them'], 'href': 'https://a.org'}
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return list(reader.open[0]["children"])


class _Reader(HTMLParser):
    """Puts each tag inside the one that is open; ``open[0]`` holds the whole text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[dict[str, Any]] = [{"tag": "", "children": []}]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        new: dict[str, Any] = {"tag": tag, "children": []}
        names = {"href": "href", "data-go": "go", "data-figure": "figure", "class": "class"}
        for name, key in names.items():
            if values.get(name):
                new[key] = values[name]
        self.open[-1]["children"].append(new)
        if tag not in EMPTY:
            self.open.append(new)

    def handle_endtag(self, tag: str) -> None:
        if tag not in EMPTY:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if data.strip() or self.open[-1]["tag"] not in BLOCKS:
            self.open[-1]["children"].append(data.replace("\n", " "))
