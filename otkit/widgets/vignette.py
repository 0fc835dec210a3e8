"""A case to practise with: the story, the room's own decision, then what the kit says and why."""

from __future__ import annotations

from typing import Any

from traitlets import Bool, Unicode

from otkit.drawing import render
from otkit.guidance import explain
from otkit.tables import Tables
from otkit.vignettes import Case, cases
from otkit.widgets.page import Fields, Page, default_tables

LEVELS = ("act-now", "talk", "watch", "not-sure", "already-helped", "nothing-ticked")


class Vignette(Page):
    """The cases of the workshop, one at a time.

    Traits: `language`; `case` (a vignette_id; an unknown one is the first); `decision`, what the
    room decided (a level, or empty while it has not); `facilitator`, whether the notes for the
    facilitator can be opened. Neither the level nor the teaching point is in the page before a
    decision, nor the notes before they are asked for.

    >>> Vignette().decision
    ''
    """

    name = "vignette"

    case = Unicode("")
    decision = Unicode("")
    facilitator = Bool(False)

    def __init__(self, tables: Tables | None = None, **traits: Any) -> None:
        """Show the cases of `tables`, or of the kit's own; traits may be given by name."""
        self._picked = ""
        self._is_missing = False
        self._opens_notes = False
        tables = default_tables() if tables is None else tables
        super().__init__(tables, ("header", "story", "kit", "notes"), **traits)
        self.observe(self._on_trait, ["language", "case", "decision", "facilitator"])

    def _on_trait(self, _change: Any) -> None:
        self.redraw()

    def current(self) -> Case | None:
        """The case that is shown; None when the tables have none."""
        every = cases(self.tables)
        return next((one for one in every if one.case_id == self.case), next(iter(every), None))

    def receive(self, action: str, fields: Fields) -> None:
        """Take the whole form: which case, what the room decided, whether notes are open."""

        def first(name: str) -> str:
            return next(iter(fields.get(name, [])), "")

        languages = {row["language"] for row in self.tables.rows("languages")}
        shown = first("shown")
        is_same = first("case") == shown and action != "following"
        self._picked = first("pick") if first("pick") in LEVELS and is_same else ""
        decided = first("decision") if first("decision") in LEVELS and is_same else ""
        if action == "decide" and not decided:
            decided = self._picked
        self._is_missing = action == "decide" and not decided
        self._opens_notes = first("notes") == "on"
        with self.hold_trait_notifications():
            self.language = first("language") if first("language") in languages else self.language
            self.case = self._following(shown) if action == "following" else first("case")
            self.decision = decided

    def _following(self, case_id: str) -> str:
        """The case after this one; after the last the first."""
        ids = [one.case_id for one in cases(self.tables)]
        return ids[(ids.index(case_id) + 1) % len(ids)] if case_id in ids else ""

    def draw(self) -> dict[str, str]:
        """Draw every region."""
        case = self.current()
        result = case.result(self.tables) if case else None
        context = self.context() | {
            "case": case,
            "cases": cases(self.tables),
            "levels": LEVELS,
            "picked": self._picked,
            "decision": self.decision,
            "is_missing": self._is_missing,
            "result": result,
            "told": explain(result, self.tables) if result and self.decision else None,
            "sources": {row["source_id"]: row for row in self.tables.rows("sources")},
            "facilitator": self.facilitator,
            "opens_notes": self._opens_notes,
        }
        return {region: render(f"vignette/{region}.html.j2", context) for region in self.regions}
