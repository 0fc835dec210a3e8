"""The text at the start and the end of a notebook, and the facilitator's notes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Any

from otkit.kit.country import rows_of
from otkit.kit.tables import Tables
from otkit.scoring.countries import home_country
from otkit.widgets.workshop.base import Fields, State, WorkshopPage, first, one_of
from otkit.workshop.agenda import lengths, steps_of

SIDES = {"start": ("able", "ready"), "notes": ("do", "say", "ask", "no-promise"), "end": ("point",)}
"""Position in a notebook -> its parts of workshop_lines.csv, in order."""


@dataclass(frozen=True)
class GuideState(State):
    """Whether the notes are open."""

    is_open: bool = False


@dataclass(frozen=True)
class AgendaState(State):
    """The length of the plan in minutes."""

    length: int = 0


class Guide(WorkshopPage):
    """One side of a notebook: `start`, `notes` or `end`, from workshop_lines.csv.

    The notes are for the facilitator. They are not in the HTML until they are opened, so a saved or
    exported notebook has none; where `is_served()` they are not made at all.

    >>> Guide("signs-by-age", "notes").html().count("<li>")
    0
    """

    starts_as = GuideState

    def __init__(
        self, notebook_id: str, side: str, tables: Tables | None = None, **traits: Any
    ) -> None:
        """Show `side` (a key of `SIDES`) of the notebook called `notebook_id`."""
        self.notebook_id = notebook_id
        self.side = side
        super().__init__(tables, (side,), **traits)

    def take(self, action: str, fields: Fields, state: GuideState) -> GuideState:
        """The state with the notes open or folded."""
        return replace(state, is_open=first(fields, "open") == "on")

    def heading(self, state: GuideState) -> str:
        """The notebook's title."""
        return self.words(state).text(self._notebook(), "title")

    def inputs(self, state: GuideState) -> dict[str, Any]:
        """The notebook's row, and its lines by part."""
        key = itemgetter("notebook_id", "part")
        lines = rows_of(self.tables.rows("workshop_lines"), home_country(self.tables), key)
        parts = {
            part: [
                row
                for row in lines
                if (row["notebook_id"], row["part"]) == (self.notebook_id, part)
            ]
            for part in SIDES[self.side]
        }
        return {"notebook": self._notebook(), "parts": parts}

    def _notebook(self) -> Mapping[str, Any]:
        rows = self.tables.rows("workshop_notebooks")
        return next(row for row in rows if row["notebook_id"] == self.notebook_id)


class Agenda(WorkshopPage):
    """The plan of a workshop of 60, 90 or 120 minutes, by the clock."""

    regions = ("agenda",)

    def blank(self) -> AgendaState:
        """The shortest plan."""
        return AgendaState(length=lengths(self.tables)[0])

    def take(self, action: str, fields: Fields, state: AgendaState) -> AgendaState:
        """The state with the length that was picked; an unknown one is the shortest."""
        every = [str(minutes) for minutes in lengths(self.tables)]
        return replace(state, length=int(one_of(every, fields, "length", every[0])))

    def inputs(self, state: AgendaState) -> dict[str, Any]:
        """The steps of the picked length, each with the minute it starts at."""
        notebooks = {row["notebook_id"]: row for row in self.tables.rows("workshop_notebooks")}
        return {
            "lengths": lengths(self.tables),
            "steps": steps_of(self.tables, state.length),
            "notebooks": notebooks,
        }
