"""The base of every page: Python draws HTML, the browser patches what changed.

A page is a function of its state. `receive()` makes the next state of a form, `draw()` makes HTML
of a state and does nothing else. Each region has a Jinja template, as in
`templates/<page>/<region>.html.j2`, and a synced trait, so only the regions that changed travel.
What people do comes back as one message that carries the whole form; sent twice, or sent again to a
new kernel, it gives the same page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, ClassVar

from traitlets import TraitError, Unicode, validate

from otkit.front.drawing import Drawing
from otkit.kit.languages import direction
from otkit.kit.tables import Tables
from otkit.scoring.countries import home_country
from otkit.widgets.defaults import default_folder, default_tables
from otkit.widgets.fields import Fields, fields_of, first
from otkit.widgets.front import File
from otkit.widgets.notebook_output import NotebookOutput
from otkit.widgets.observers import errors_last, person_acting, person_acts

__all__ = ["Fields", "File", "Page", "State", "default_folder", "default_tables", "first"]


@dataclass(frozen=True)
class State:
    """What a page is drawn from; each page adds what it knows."""

    language: str = "en"


class Page(NotebookOutput):
    """A page drawn in named regions; a subclass has `name`, `receive()`, `drawings()`.

    `starts_as` makes the state of a page that nobody has touched. `watched` are the traits that may
    be set from Python; each is a part of the state. `makes` are the actions that make a file.
    """

    starts_as: ClassVar[type[Any]] = State
    watched: ClassVar[tuple[str, ...]] = ("language",)
    makes: ClassVar[frozenset[str]] = frozenset()

    direction = Unicode("ltr", read_only=True).tag(sync=True)
    title = Unicode("", read_only=True).tag(sync=True)
    seen = Unicode("", read_only=True).tag(sync=True)
    address = Unicode("", read_only=True).tag(sync=True)

    def __init__(
        self, tables: Tables | None = None, regions: Sequence[str] = (), **traits: Any
    ) -> None:
        """Draw `regions` from `tables`, or those of the class from the kit's own.

        Traits may be given by name.
        """
        self.tables = default_tables() if tables is None else tables
        self.regions = tuple(regions) or self.regions
        self._state: Any = None
        self._drawings: dict[str, tuple[str, Drawing]] = {}
        self._is_touched = False  # by a person, since it was made
        super().__init__(self.regions, **traits)
        self.set_trait("skeleton", self._whole(dict.fromkeys(self.regions, "")))
        self._by_code = {name: getattr(self, name) for name in self.watched}
        self.show(self.follow(self.blank(), self._by_code))
        self.observe(self._on_trait, self.watched)
        self.on_msg(self._on_message)

    def blank(self) -> Any:
        """The state of a page that nobody has touched."""
        state = self.starts_as()
        with_place = "country" in {one.name for one in fields(state)}
        return replace(state, country=home_country(self.tables)) if with_place else state

    def receive(self, action: str, fields: Fields) -> Any:
        """The next state of what a person did; anything may stand in `fields`."""
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

    def as_made(self) -> Any:
        """The state that a notebook's file keeps: as code made it, with nothing a person did."""
        return self.follow(self.blank(), self._by_code) if self._is_touched else self._state

    def state(self) -> Any:
        """What the page shows now."""
        return self._state

    def redraw(self) -> None:
        """Show the page's state as it is."""
        with self._lock:
            self.show(self._state)

    def show(self, state: Any, seen: str | None = None, whole: bool = False) -> None:
        """Go to `state`: draw what changed, then set all traits together; send one message.

        When drawing fails, nothing is set. `whole`: all regions are sent, to a page that may have
        missed what was sent before.
        """
        with self._lock:
            spoken_as = self.spoken(state)
            drawings = {name: (spoken_as, one) for name, one in self.drawings(state).items()}
            values = {
                f"region_{name}": drawing.html(self.tables, spoken_as, self._uid)
                for name, (_, drawing) in drawings.items()
                if self._drawings.get(name) != drawings[name]
            }
            values |= {"title": self.heading(state), "direction": direction(state.language)}
            values |= self.traits_of(state) | ({} if seen is None else {"seen": seen})
            self._state, self._drawings = state, drawings
            with self.hold_sync():
                with self.hold_trait_notifications():
                    for name, value in values.items():
                        self.set_trait(name, value)
                if whole:
                    drawn = [f"region_{region}" for region in self.regions]
                    self.send_state([*drawn, "language", "direction", "title", "address", "seen"])

    def renew(self, tables: Tables) -> None:
        """Draw the page anew from other tables; what was entered stays where it still can."""
        with self._lock:
            self.show(self.renewed(tables))

    def renewed(self, tables: Tables) -> Any:
        """The state after the tables were saved; a page of parents is drawn from them."""
        self.tables, self._drawings = tables, {}
        is_spoken = self._state.language in tables.languages
        return self.follow(self._state, {} if is_spoken else {"language": tables.languages[0]})

    @validate("language")
    def _check_language(self, proposal: Any) -> str:
        if proposal["value"] not in self.tables.languages:
            known = ", ".join(self.tables.languages)
            raise TraitError(f"language is one of {known}, not {proposal['value']}")
        return str(proposal["value"])

    def language_of(self, fields: Fields) -> str:
        """The language that a form asks for, if there is one like it; else the page's own."""
        asked = fields.get("language", [])
        return next((one for one in asked if one in self.tables.languages), self._state.language)

    def handle(self, content: Any) -> None:
        """Take a message, `{"action": "", "fields": {name: [values]}, "seen": "", "whole": true}`.

        None raises; anything else is not read.
        """
        form = fields_of(content)
        if form is None:
            return
        action = str(content.get("action", ""))[:40]
        seen = str(content.get("seen", ""))[:40]
        with errors_last(reported=True), person_acting(), self._lock:
            self._is_touched = True
            state = self.receive(action, form)
            if action in self.makes:
                self.hand_over_made(self.file, action, state)
            self.show(state, seen, whole=content.get("whole") is True)

    def _on_trait(self, _change: Any) -> None:
        """Follow traits that were set from Python; what the page itself has set is no news."""
        with self._lock:
            shown = self.traits_of(self._state)
            now = {name: getattr(self, name) for name in self.watched}
            if changed := {name: value for name, value in now.items() if value != shown[name]}:
                if person_acts():
                    self._is_touched = True
                else:
                    self._by_code |= changed
                self.show(self.follow(self._state, changed))

    def _on_message(self, _widget: Any, content: Any, _buffers: Any) -> None:
        self.handle(content)
