"""“OT or PT?”, for the whole room: hands up first, then the answer and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from otkit.kit.tables import Tables
from otkit.widgets.learn import PICKS
from otkit.widgets.workshop.base import Fields, State, WorkshopPage, first


@dataclass(frozen=True)
class Picks(State):
    """What was picked, by item; the lesson's template reads it under this name."""

    picks: Mapping[str, str] = field(default_factory=dict)


class Activity(WorkshopPage):
    """The activity of the lesson on OT and physical therapy, on its own."""

    def __init__(self, tables: Tables | None = None, **traits: Any) -> None:
        """Pick nothing yet."""
        super().__init__(("activity",), tables, **traits)

    def blank(self) -> Picks:
        """Nothing is picked."""
        return Picks()

    def take(self, action: str, fields: Fields, state: Picks) -> Picks:
        """The state with the answers; what is none of ours is left out."""
        given = {
            row["item_id"]: first(fields, f"pick:{row['item_id']}")
            for row in self.tables.rows("ot_or_pt")
        }
        picks = {item: pick for item, pick in given.items() if pick in PICKS}
        return replace(state, picks=picks)

    def shown(self, state: Picks) -> dict[str, Any]:
        """The items and what was picked."""
        return {"items": self.tables.rows("ot_or_pt"), "state": state}
