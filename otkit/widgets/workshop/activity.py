"""The activity “OT or PT?” for a group: a show of hands, then the answer and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from otkit.kit.tables import Tables
from otkit.widgets.learn import PICKS
from otkit.widgets.workshop.base import Fields, State, WorkshopPage, first


@dataclass(frozen=True)
class Picks(State):
    """The picks by item; the lesson's template reads them under this name."""

    picks: Mapping[str, str] = field(default_factory=dict)


class Activity(WorkshopPage):
    """The activity of the lesson on OT and physical therapy, on its own."""

    def __init__(self, tables: Tables | None = None, **traits: Any) -> None:
        """Start without a pick."""
        super().__init__(("activity",), tables, **traits)

    def blank(self) -> Picks:
        """No picks."""
        return Picks()

    def take(self, action: str, fields: Fields, state: Picks) -> Picks:
        """The state with the picks; unknown values are left out."""
        values = {
            row["item_id"]: first(fields, f"pick:{row['item_id']}")
            for row in self.tables.rows("ot_or_pt")
        }
        picks = {item: pick for item, pick in values.items() if pick in PICKS}
        return replace(state, picks=picks)

    def inputs(self, state: Picks) -> dict[str, Any]:
        """The items and the picks."""
        return {"items": self.tables.rows("ot_or_pt"), "state": state}
