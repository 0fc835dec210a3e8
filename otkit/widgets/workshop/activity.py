"""The activity “OT or PT?” for a group: a show of hands, then the answer and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from otkit.widgets.learn import picks_of
from otkit.widgets.workshop.base import Fields, State, WorkshopPage


@dataclass(frozen=True)
class Picks(State):
    """The picks by item; the lesson's template reads them under this name."""

    picks: Mapping[str, str] = field(default_factory=dict)


class Activity(WorkshopPage):
    """The activity of the lesson on OT and physical therapy, on its own."""

    regions = ("activity",)
    starts_as = Picks

    def take(self, action: str, fields: Fields, state: Picks) -> Picks:
        """The state with the picks; unknown values are left out."""
        return replace(state, picks=picks_of(fields, self.tables))

    def inputs(self, state: Picks) -> dict[str, Any]:
        """The items and the picks."""
        return {"items": self.tables.rows("ot_or_pt")}
