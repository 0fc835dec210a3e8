"""The base of every page: Python draws HTML, the browser patches what changed.

A page is a function of its state. `receive()` makes the next state of a form, `draw()` makes HTML
of a state and does nothing else. Each region has a Jinja template, as in
`templates/<page>/<region>.html.j2`, and a synced trait, so only the regions that changed travel.
What people do comes back as one message that carries the whole form; sent twice, or sent again to a
new kernel, it gives the same page.
"""

from __future__ import annotations

import asyncio
import base64
import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from ipywidgets import Layout, widget_serialization
from ipywidgets.widgets.trait_types import InstanceDict
from markupsafe import Markup
from traitlets import TraitError, Unicode, validate

from otkit.drawing import Drawing, render
from otkit.tables import Tables
from otkit.widgets.defaults import STATIC, default_folder, default_tables
from otkit.widgets.front import FrontEnd
from otkit.wording import Words

__all__ = ["STATIC", "Fields", "Page", "State", "default_folder", "default_tables", "first"]

FILES = ThreadPoolExecutor(1, "file")  # one at a time: a file takes a tenth of a second
MOST_FIELDS = 200  # a page has about 120; more is not one of our pages

log = logging.getLogger("otkit")

Fields = Mapping[str, list[str]]
File = tuple[str, str, bytes]
"""A file made on the spot: its name, its media type, its content."""


@dataclass(frozen=True)
class State:
    """What a page is drawn from; each page adds what it knows."""

    language: str = "en"


class OwnLayout(Layout):
    """The layout of a page: set in Python alone, since its channel is open to whoever asks."""

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take no state from outside."""


class Page(FrontEnd):
    """A page drawn in named regions; a subclass has `name`, `blank()`, `receive()`, `drawings()`.

    `watched` are the traits that may be set from Python; each is a part of the state. `makes` are
    the actions that make a file.
    """

    name: ClassVar[str] = ""
    watched: ClassVar[tuple[str, ...]] = ("language",)
    makes: ClassVar[frozenset[str]] = frozenset()

    language = Unicode("en").tag(sync=True)
    title = Unicode("", read_only=True).tag(sync=True)
    skeleton = Unicode("", read_only=True).tag(sync=True)
    seen = Unicode("", read_only=True).tag(sync=True)
    address = Unicode("", read_only=True).tag(sync=True)
    layout = InstanceDict(OwnLayout).tag(sync=True, **widget_serialization)

    def __init__(self, tables: Tables, regions: Sequence[str], **traits: Any) -> None:
        """Draw `regions` from `tables`; traits may be given by name."""
        self.tables = tables
        self.regions = tuple(regions)
        self._state: Any = None
        self._drawings: dict[str, tuple[str, Drawing]] = {}
        self._undo: list[Callable[[], object]] = []
        self._lock = threading.RLock()  # some pages also poll, from a thread
        self.add_regions(self.regions)
        super().__init__(**traits)
        self._uid = f"otkit-{self.model_id[:8]}"
        self.set_trait("skeleton", self._drawn_in({}, ""))
        self.show(self.follow(self.blank(), {name: getattr(self, name) for name in self.watched}))
        self.observe(self._on_trait, self.watched)
        self.on_msg(self._on_message)

    # ------------------------------------------------------------ what a subclass has

    def blank(self) -> Any:
        """The state of a page that nobody has touched."""
        return State()

    def receive(self, action: str, fields: Fields) -> Any:
        """The next state of what a person did; anything may stand in `fields`."""
        raise NotImplementedError

    def drawings(self, state: Any) -> Mapping[str, Drawing]:
        """What each region is drawn from."""
        raise NotImplementedError

    def file(self, action: str, state: Any) -> File | None:
        """The file that `action` asks for, or None; made in memory, kept nowhere."""
        return None

    def follow(self, state: Any, changed: Mapping[str, Any]) -> Any:
        """The next state when traits of `watched` were set from Python."""
        return replace(state, **changed)

    def traits_of(self, state: Any) -> dict[str, Any]:
        """The traits of `watched`, and any others of a page, as they are in `state`."""
        return {name: getattr(state, name) for name in self.watched}

    def heading(self, state: Any) -> str:
        """The page's title in words."""
        return Words(self.tables, state.language)(f"{self.name}.title")

    def without_script(self, state: Any) -> str:
        """What a reader without JavaScript needs beside the regions; drawn into the page alone."""
        return ""

    # ------------------------------------------------------------ from state to page

    def state(self) -> Any:
        """What the page shows now."""
        return self._state

    def draw(self, state: Any) -> dict[str, str]:
        """Every region of `state`, its name -> its HTML; nothing else happens."""
        drawings = self.drawings(state)
        return {name: self._html(drawing, state) for name, drawing in drawings.items()}

    def redraw(self) -> None:
        """Show the page's state as it is."""
        self.show(self._state)

    def show(self, state: Any, seen: str | None = None, whole: bool = False) -> None:
        """Go to `state`: draw what changed, then set all traits together; send one message.

        When drawing fails, nothing is set. `whole`: all regions are sent, to a page that may have
        missed what was sent before.
        """
        with self._lock:
            drawings = {n: (state.language, one) for n, one in self.drawings(state).items()}
            values = {
                f"region_{name}": self._html(drawing, state)
                for name, (language, drawing) in drawings.items()
                if self._drawings.get(name) != (language, drawing)
            }
            values |= {"title": self.heading(state), **self.traits_of(state)}
            if seen is not None:
                values["seen"] = seen
            self._state, self._drawings = state, drawings
            with self.errors_last(), self.hold_sync():
                with self.hold_trait_notifications():
                    for name, value in values.items():
                        self.set_trait(name, value)
                if whole:
                    drawn = [f"region_{region}" for region in self.regions]
                    self.send_state([*drawn, "language", "title", "address", "seen"])

    def html(self) -> str:
        """The whole page as it stands, for a saved notebook, the light Voilà page and tests."""
        drawn = {region: getattr(self, f"region_{region}") for region in self.regions}
        return self._drawn_in(drawn, self.without_script(self._state))

    def _html(self, drawing: Drawing, state: Any) -> str:
        return drawing.html(self.tables, state.language, self._uid)

    def _drawn_in(self, drawn: Mapping[str, str], without_script: str) -> str:
        def region(name: str) -> Markup:
            inside = Markup(drawn.get(name, ""))  # noqa: S704 -- drawn by Jinja with autoescape
            return Markup('<div data-region="{0}">{1}</div>').format(name, inside)

        context = {
            "region": region,
            "regions": self.regions,
            "language": self.language,
            "without_script": Markup(without_script),  # noqa: S704 -- drawn by Jinja as well
        }
        return render(f"{self.name}/page.html.j2", context)

    # ------------------------------------------------------------ from outside

    @validate("language")
    def _check_language(self, proposal: Any) -> str:
        languages = [row["language"] for row in self.tables.rows("languages")]
        if proposal["value"] not in languages:
            raise TraitError(f"language is one of {', '.join(languages)}, not {proposal['value']}")
        return str(proposal["value"])

    def language_of(self, fields: Fields) -> str:
        """The language that a form asks for, if there is one like it; else the page's own."""
        asked = first(fields, "language")
        known = any(row["language"] == asked for row in self.tables.rows("languages"))
        return asked if known else str(self._state.language)

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
        action = str(content.get("action", ""))[:40]
        with self._lock, self.errors_last(reported=True):
            state = self.receive(action, plain)
            seen = str(content.get("seen", ""))[:40]
            self.show(state, seen, whole=content.get("whole") is True)
            if action in self.makes:
                self._make_file(action, state)

    def _make_file(self, action: str, state: Any) -> None:
        """Make a file and hand it over: beside the loop, where one draws other pages too."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            if file := self.file(action, state):
                self.hand_over(*file)
            return
        made = loop.run_in_executor(FILES, self.file, action, state)
        made.add_done_callback(self._file_made)

    def _file_made(self, made: asyncio.Future[File | None]) -> None:
        if error := made.exception():
            log.error("A file could not be made.", exc_info=error)
        elif (file := made.result()) and self.comm is not None:
            self.hand_over(*file)

    def hand_over(self, name: str, media_type: str, data: bytes) -> None:
        """Give the person a file made on the spot; it is written nowhere."""
        encoded = base64.b64encode(data).decode()
        self.send({"file": {"name": name, "type": media_type, "base64": encoded}})

    def undo_at_close(self, undo: Callable[[], object]) -> None:
        """Have `undo` called when the page is closed, such as what ties it to another object."""
        self._undo.append(undo)

    def close(self) -> None:
        """End the page; no object of it stays, here or in Jupyter's lists."""
        while self._undo:
            self._undo.pop()()
        self.layout.close()
        super().close()

    def _on_trait(self, _change: Any) -> None:
        """Follow traits that were set from Python; what the page itself has set is no news."""
        shown = self.traits_of(self._state)
        now = {name: getattr(self, name) for name in self.watched}
        if changed := {name: value for name, value in now.items() if value != shown[name]}:
            self.show(self.follow(self._state, changed))

    def _on_message(self, _widget: Any, content: Any, _buffers: Any) -> None:
        self.handle(content)

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is not None:
            bundle[0]["text/html"] = self.html()
        return bundle


def first(fields: Fields, name: str) -> str:
    """The first value of a field, or an empty text."""
    return next(iter(fields.get(name, [])), "")
