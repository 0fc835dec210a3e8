"""The base of every page: Python draws HTML, the browser patches what changed.

A page names its regions. Each has a Jinja template, `templates/<page>/<region>.html.j2`, and a
synced trait, so only the regions that changed travel. What people do comes back as one message
that carries the whole form; said twice, or said again to a new kernel, it gives the same page.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import anywidget
from ipywidgets import Layout, widget_serialization
from ipywidgets.widgets.trait_types import InstanceDict
from markupsafe import Markup
from traitlets import TraitError, Unicode, validate

from otkit.drawing import render
from otkit.guidance import countries
from otkit.tables import Tables, load_tables
from otkit.wording import Words

STATIC = Path(__file__).parents[1] / "front/voila/templates/otkit/static"
MOST_FIELDS = 200  # a page has about 120; more is not one of our pages

Fields = Mapping[str, list[str]]


@cache
def default_tables() -> Tables:
    """The kit's tables, or the folder that `otkit serve --data` names; read once a process."""
    return load_tables(default_folder())


def default_folder() -> Path | None:
    """The folder of tables that `otkit serve --data` names, or None for the kit's own."""
    folder = os.environ.get("OTKIT_DATA")
    return Path(folder) if folder else None


class OwnLayout(Layout):
    """The layout of a page: set in Python alone, since its channel is open to whoever asks."""

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take no state from outside."""


class Page(anywidget.AnyWidget):
    """A page drawn in named regions; a subclass says `name`, `draw()` and `receive()`."""

    _esm = STATIC / "page.js"
    _css = STATIC / "style.css"

    name: ClassVar[str] = ""

    language = Unicode("en").tag(sync=True)
    title = Unicode("").tag(sync=True)
    skeleton = Unicode("").tag(sync=True)
    seen = Unicode("").tag(sync=True)
    address = Unicode("").tag(sync=True)
    layout = InstanceDict(OwnLayout).tag(sync=True, **widget_serialization)

    def __init__(self, tables: Tables, regions: Sequence[str], **traits: Any) -> None:
        """Draw `regions` from `tables`; traits may be given by name."""
        self.tables = tables
        self.regions = tuple(regions)
        self.add_traits(**{f"region_{region}": Unicode("").tag(sync=True) for region in regions})
        super().__init__(**traits)
        self.skeleton = self._drawn_in({})
        self.redraw()
        self.on_msg(self._on_message)

    def draw(self) -> dict[str, str]:
        """Draw every region: its name -> its HTML."""
        raise NotImplementedError

    def receive(self, action: str, fields: Fields) -> None:
        """Take what a person did; anything may stand in `fields`, so every value is checked."""
        raise NotImplementedError

    @validate("language")
    def _check_language(self, proposal: Any) -> str:
        languages = [row["language"] for row in self.tables.rows("languages")]
        if proposal["value"] not in languages:
            raise TraitError(f"language is one of {', '.join(languages)}, not {proposal['value']}")
        return str(proposal["value"])

    def context(self) -> dict[str, Any]:
        """What every template may use: the words, the language, and a prefix for its ids."""
        return {
            "w": Words(self.tables, self.language),
            "language": self.language,
            "languages": self.tables.rows("languages"),
            "countries": countries(self.tables),
            "uid": f"otkit-{self.model_id[:8]}",
        }

    def and_country(self, country: str) -> str:
        """The end of a link that takes the reader's country along; the first one needs none."""
        return "" if country == countries(self.tables)[0] else f"&country={country}"

    def heading(self) -> str:
        """The page's title in words."""
        return Words(self.tables, self.language)(f"{self.name}.title")

    def redraw(self, seen: str | None = None, whole: bool = False) -> None:
        """Draw again; only regions that changed are sent, together, in one message.

        `whole`: all are sent, to a page that may have missed what was sent before.
        """
        with self.hold_sync():
            for region, html in self.draw().items():
                self.set_trait(f"region_{region}", html)
            self.title = self.heading()
            if seen is not None:
                self.seen = seen
            if whole:
                drawn = [f"region_{region}" for region in self.regions]
                self.send_state([*drawn, "language", "title", "address", "seen"])

    def html(self) -> str:
        """The whole page as it stands, for a saved notebook, the light Voilà page and tests."""
        return self._drawn_in(
            {region: getattr(self, f"region_{region}") for region in self.regions}
        )

    def _drawn_in(self, drawn: Mapping[str, str]) -> str:
        def region(name: str) -> Markup:
            inside = Markup(drawn.get(name, ""))  # noqa: S704 -- drawn by Jinja with autoescape
            return Markup('<div data-region="{0}">{1}</div>').format(name, inside)

        context = {"region": region, "regions": self.regions, "language": self.language}
        return render(f"{self.name}/page.html.j2", context)

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take no state from outside: what people do comes as a message, and is checked."""

    def hand_over(self, name: str, media_type: str, data: bytes) -> None:
        """Give the person a file made on the spot; it is written nowhere."""
        encoded = base64.b64encode(data).decode()
        self.send({"file": {"name": name, "type": media_type, "base64": encoded}})

    def handle(self, content: Any) -> None:
        """Take one message from a browser; none, however it is made, raises.

        A message is `{"action": ..., "fields": {name: [values]}, "seen": ..., "whole": true}`;
        anything else is not read.
        """
        fields = content.get("fields") if isinstance(content, dict) else None
        if not isinstance(fields, dict) or len(fields) > MOST_FIELDS:
            return
        plain = {
            str(name): [value for value in values[:MOST_FIELDS] if isinstance(value, str)]
            for name, values in fields.items()
            if isinstance(values, list)
        }
        self.receive(str(content.get("action", ""))[:40], plain)
        self.redraw(str(content.get("seen", ""))[:40], whole=content.get("whole") is True)

    def _on_message(self, _widget: Any, content: Any, _buffers: Any) -> None:
        self.handle(content)

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is not None:
            bundle[0]["text/html"] = self.html()
        return bundle
