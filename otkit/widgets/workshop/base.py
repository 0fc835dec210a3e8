"""What the pages of the facilitator's notebooks share: a style, and a language to follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from traitlets import Unicode

from otkit.front.drawing import Drawing
from otkit.kit.tables import Tables
from otkit.widgets.defaults import static_text
from otkit.widgets.page import Fields, Page, State, default_tables, first

__all__ = ["Fields", "State", "WorkshopPage", "first"]

OWN_STYLE = Path(__file__).with_name("workshop.css").read_text(encoding="utf-8")


class WorkshopPage(Page):
    """A page for the facilitator's notebook; a subclass has `shown()` and, if need be, `take()`.

    Its style goes on top of every page's; parents' pages do not carry it.
    """

    name = "workshop"

    _css = Unicode(f"{static_text('style.css')}\n{OWN_STYLE}", read_only=True).tag(sync=True)

    def __init__(self, regions: tuple[str, ...], tables: Tables | None, **traits: Any) -> None:
        """Draw `regions` from `tables`, or from the kit's own."""
        super().__init__(default_tables() if tables is None else tables, regions, **traits)

    def shown(self, state: Any) -> dict[str, Any]:
        """What this page's templates use beside what every page's do."""
        return {}

    def take(self, action: str, fields: Fields, state: Any) -> Any:
        """The next state after `state`, with what was chosen on this page."""
        return state

    def receive(self, action: str, fields: Fields) -> Any:
        """The next state: the language, if this page has the switch, and what was chosen."""
        state = replace(self.state(), language=self.language_of(fields))
        return self.take(action, fields, state)

    def drawings(self, state: Any) -> Mapping[str, Drawing]:
        """Each region from the template of its name."""
        shown = self.shown(state)
        return {region: Drawing(f"workshop/{region}.html.j2", shown) for region in self.regions}
