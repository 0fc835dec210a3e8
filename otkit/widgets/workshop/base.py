"""What the pages of the facilitator's notebooks share: a style, and a language to follow."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from traitlets import observe

from otkit.drawing import render
from otkit.tables import Tables
from otkit.widgets.page import STATIC, Fields, Page, default_tables

STYLE = "\n".join(
    path.read_text(encoding="utf-8")
    for path in (STATIC / "style.css", Path(__file__).with_name("workshop.css"))
)


class WorkshopPage(Page):
    """A page for the facilitator's notebook; a subclass says `shown()` and, if need be, `take()`.

    Its style goes on top of every page's; parents' pages do not carry it.
    """

    name = "workshop"

    _css = STYLE  # type: ignore[assignment]  # anywidget takes a path or the text

    def __init__(self, regions: tuple[str, ...], tables: Tables | None, **traits: Any) -> None:
        """Draw `regions` from `tables`, or from the kit's own."""
        self._drawn_once = False
        super().__init__(default_tables() if tables is None else tables, regions, **traits)
        self._drawn_once = True

    @observe("language")
    def _on_language(self, _change: Any) -> None:
        if self._drawn_once:
            self.redraw()

    def shown(self) -> dict[str, Any]:
        """What this page's templates use beside what every page's do."""
        return {}

    def take(self, action: str, fields: Fields) -> None:
        """Take what was chosen on this page."""

    def receive(self, action: str, fields: Fields) -> None:
        """Take the language, if this page has the switch, and what was chosen."""
        language = first(fields, "language")
        if language in set(self.tables["languages"]["language"]):
            self.language = language
        self.take(action, fields)

    def draw(self) -> dict[str, str]:
        """Draw each region from the template of its name."""
        context = self.context() | self.shown()
        return {region: render(f"workshop/{region}.html.j2", context) for region in self.regions}


def first(fields: Fields, name: str) -> str:
    """The first value of a field, or an empty text."""
    return next(iter(fields.get(name, [])), "")
