"""The base of the facilitator's pages: their style, and a language that all follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from traitlets import Unicode

from otkit.front.drawing import Drawing
from otkit.kit.tables.sentences import in_language
from otkit.widgets.defaults import static_text
from otkit.widgets.fields import Fields, first, one_of
from otkit.widgets.page import Page, State

__all__ = ["Fields", "State", "WorkshopPage", "first", "one_of", "problems_of"]

MOST_PROBLEMS = 5

OWN_STYLE = Path(__file__).with_name("workshop.css").read_text(encoding="utf-8")


class WorkshopPage(Page):
    """A page for the facilitator's notebook; a subclass has `regions`, and `take()` if need be.

    Its style is added to the style of all pages; parents' pages do not have it.
    """

    name = "workshop"

    _css = Unicode(f"{static_text('style.css')}\n{OWN_STYLE}", read_only=True).tag(sync=True)

    def inputs(self, state: Any) -> dict[str, Any]:
        """The values that this page's templates use, besides `state` and those of all pages."""
        return {}

    def take(self, action: str, fields: Fields, state: Any) -> Any:
        """The next state after `state`, with the choices of this page."""
        return state

    def receive(self, action: str, fields: Fields) -> Any:
        """The next state: the language, where this page has the switch, and the choices."""
        state = replace(self.state(), language=self.language_of(fields))
        return self.take(action, fields, state)

    def drawings(self, state: Any) -> Mapping[str, Drawing]:
        """Each region from the template of its name."""
        inputs = {"state": state, **self.inputs(state)}
        return {region: Drawing(f"workshop/{region}.html.j2", inputs) for region in self.regions}


def problems_of(state: Any) -> dict[str, Any]:
    """The first problems of a state, in its language, and how many more there are."""
    first_ones = state.problems[:MOST_PROBLEMS]
    return {
        "problems": [in_language(problem, state.language) for problem in first_ones],
        "more": len(state.problems) - len(first_ones),
    }
