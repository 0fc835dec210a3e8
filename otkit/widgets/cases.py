"""A case to practise with: the story, the room's own decision, then what the kit says and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from traitlets import Bool, TraitError, Unicode, validate

from otkit.front.drawing import Context, Drawing
from otkit.scoring.guidance import explain
from otkit.widgets.fields import Fields, first
from otkit.widgets.page import Page, State
from otkit.workshop.cases import LEVELS, Case, cases


@dataclass(frozen=True)
class CasesState(State):
    """A case on the screen: what is picked, what was decided, whether the notes are open."""

    case: str = ""
    decision: str = ""
    facilitator: bool = False
    picked: str = ""
    is_missing: bool = False
    opens_notes: bool = False


class Cases(Page):
    """The cases of the workshop, one at a time.

    Traits: `language`; `case` (a case_id; an unknown one is the first); `decision`, what the
    room decided (a level, or empty while it has not); `facilitator`, whether the notes for the
    facilitator can be opened. Neither the level nor the teaching point is in the page before a
    decision, nor the notes before they are asked for.

    >>> Cases().decision
    ''
    """

    name = "cases"
    starts_as = CasesState
    regions = ("header", "story", "kit", "notes")
    watched = ("language", "case", "decision", "facilitator")

    case = Unicode("")
    decision = Unicode("")
    facilitator = Bool(False)

    def current(self) -> Case | None:
        """The case that is shown; None when the tables have none."""
        return self._case(self.state())

    def receive(self, action: str, fields: Fields) -> CasesState:
        """The next state: which case, what the room decided, whether notes are open."""
        shown = first(fields, "shown")
        is_same = first(fields, "case") == shown and action != "following"
        picked = first(fields, "pick") if first(fields, "pick") in LEVELS and is_same else ""
        decided = first(fields, "decision")
        decided = decided if decided in LEVELS and is_same else ""
        if action == "decide":
            decided = decided or picked
        case = self._following(shown) if action == "following" else first(fields, "case")
        return CasesState(
            language=self.language_of(fields),
            case=self._known(case),
            decision=decided,
            facilitator=self.facilitator,
            picked="" if decided else picked,
            is_missing=action == "decide" and not decided,
            opens_notes=first(fields, "notes") == "on",
        )

    def follow(self, state: CasesState, changed: Mapping[str, Any]) -> CasesState:
        """The state with traits that were set, at a case that there is."""
        state = replace(state, **changed)
        return replace(state, case=self._known(state.case))

    @validate("decision")
    def _check_decision(self, proposal: Any) -> str:
        if proposal["value"] not in ("", *LEVELS):
            raise TraitError(f"decision is one of {', '.join(LEVELS)}, not {proposal['value']}")
        return str(proposal["value"])

    def drawings(self, state: CasesState) -> Mapping[str, Drawing]:
        """The story; what the kit says is worked out once there is a decision."""
        case, every = self._case(state), cases(self.tables)
        story = {
            "case": case,
            "levels": LEVELS,
            "picked": state.picked,
            "decision": state.decision,
            "is_missing": state.is_missing,
        }
        notes = {
            "case": case,
            "facilitator": state.facilitator,
            "opens_notes": state.opens_notes,
        }
        return {
            "header": Drawing("cases/header.html.j2", {"case": case, "cases": every}),
            "story": Drawing("cases/story.html.j2", story),
            "kit": Drawing(
                "cases/kit.html.j2", {"case": case, "decision": state.decision}, self._told
            ),
            "notes": Drawing("cases/notes.html.j2", notes),
        }

    def _case(self, state: CasesState) -> Case | None:
        every = cases(self.tables)
        return next((one for one in every if one.case_id == state.case), None)

    def _known(self, case_id: str) -> str:
        """The case if there is one like it, else the first; empty when the tables have none."""
        ids = [one.case_id for one in cases(self.tables)]
        return case_id if case_id in ids else next(iter(ids), "")

    def _following(self, case_id: str) -> str:
        """The case after this one; after the last the first."""
        ids = [one.case_id for one in cases(self.tables)]
        return ids[(ids.index(case_id) + 1) % len(ids)] if case_id in ids else ""

    def _told(self, context: Context) -> Context:
        case = context["case"]
        if case is None or not context["decision"]:
            return {"told": None}
        result = case.result(self.tables)
        return {
            "result": result,
            "told": explain(result, self.tables),
            "sources": {row["source_id"]: row for row in self.tables.rows("sources")},
        }
