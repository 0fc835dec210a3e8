"""What a notebook says at its start and at its end, and what only the facilitator reads."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from otkit.tables import Tables
from otkit.widgets.page import Fields
from otkit.widgets.workshop.base import WorkshopPage, first
from otkit.wording import Words

SIDES = {"start": ("able", "ready"), "notes": ("do", "say", "ask", "no-promise"), "end": ("point",)}
"""Where in a notebook -> the parts of workshop_lines.csv that stand there, in order."""


class Guide(WorkshopPage):
    """One place of a notebook: `start`, `notes` or `end`, from workshop_lines.csv.

    The notes are the facilitator's side. Until somebody asks for them they are not in the page at
    all, so a saved or exported notebook has none; `is_served()` says when there is to be no page.

    >>> Guide("signs-by-age", "notes").html().count("<li>")
    0
    """

    def __init__(
        self, notebook_id: str, side: str, tables: Tables | None = None, **traits: Any
    ) -> None:
        """Show `side` (a key of `SIDES`) of the notebook called `notebook_id`."""
        self.notebook_id = notebook_id
        self.side = side
        self._open = False
        super().__init__((side,), tables, **traits)

    def take(self, action: str, fields: Fields) -> None:
        """Open or fold the notes."""
        self._open = first(fields, "open") == "on"

    def heading(self) -> str:
        """The notebook's title."""
        return Words(self.tables, self.language).text(self._notebook(), "title")

    def shown(self) -> dict[str, Any]:
        """The notebook's row, and its lines by part."""
        parts = {
            part: [
                row
                for row in self.tables.rows("workshop_lines")
                if (row["notebook_id"], row["part"]) == (self.notebook_id, part)
            ]
            for part in SIDES[self.side]
        }
        return {"notebook": self._notebook(), "parts": parts, "open": self._open}

    def _notebook(self) -> Mapping[str, Any]:
        rows = self.tables.rows("workshop_notebooks")
        return next(row for row in rows if row["notebook_id"] == self.notebook_id)


class Agenda(WorkshopPage):
    """The plan of a workshop of 60, 90 or 120 minutes, by the clock."""

    def __init__(self, tables: Tables | None = None, **traits: Any) -> None:
        """Show the shortest plan first."""
        self._length = 0
        super().__init__(("agenda",), tables, **traits)

    def take(self, action: str, fields: Fields) -> None:
        """Take the length that was picked."""
        self._length = next((n for n in self._lengths() if str(n) == first(fields, "length")), 0)

    def shown(self) -> dict[str, Any]:
        """The steps of the picked length, each with the minute it starts at."""
        length = self._length or self._lengths()[0]
        steps, at = [], 0
        for row in self.tables.rows("agendas"):
            if row["length"] == length:
                steps.append((at, row))
                at += row["minutes"]
        notebooks = {row["notebook_id"]: row for row in self.tables.rows("workshop_notebooks")}
        return {
            "lengths": self._lengths(),
            "length": length,
            "steps": steps,
            "notebooks": notebooks,
        }

    def _lengths(self) -> list[int]:
        return sorted({int(row["length"]) for row in self.tables.rows("agendas")})


def is_served(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether this kernel makes a page for Voilà, where the facilitator's side has no place.

    >>> is_served({"SERVER_SOFTWARE": "voila/0.5.13"}), is_served({"HOME": "/home/me"})
    (True, False)
    """
    return "VOILA_PREHEAT" in environment or environment.get("SERVER_SOFTWARE", "").startswith(
        "voila"
    )
