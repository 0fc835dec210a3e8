"""Browsing the tables by age and area, with the source of each row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from otkit.age import MAX_MONTHS, is_at
from otkit.widgets.workshop.base import Fields, State, WorkshopPage, one_of

TABLES = ("behaviours", "tips", "questions")
"""The tables to browse."""


@dataclass(frozen=True)
class Filters(State):
    """The table, the age in months (None: any) and the area (empty: any)."""

    table: str = TABLES[0]
    months: int | None = None
    area: str = ""


class Explore(WorkshopPage):
    """Rows of a table by age and area, each with its source and its line in the file."""

    regions = ("filters", "found")
    starts_as = Filters

    def take(self, action: str, fields: Fields, state: Filters) -> Filters:
        """The state with the filters; unknown values are no filter."""
        areas = [row["area_id"] for row in self.tables.rows("areas")]
        months = one_of(map(str, self.ages()), fields, "months")
        return replace(
            state,
            table=one_of(TABLES, fields, "table", TABLES[0]),
            months=int(months) if months else None,
            area=one_of(areas, fields, "area"),
        )

    def ages(self) -> list[int]:
        """The months at which the list of behaviours changes, the first being 0."""
        rows = self.tables.rows("behaviours")
        changes = {row["from_months"] for row in rows} | {row["to_months"] + 1 for row in rows}
        return sorted(month for month in changes | {0} if month <= MAX_MONTHS)

    def inputs(self, state: Filters) -> dict[str, Any]:
        """The filters and the matching rows."""
        return {
            "tables_to_see": TABLES,
            "ages": self.ages(),
            "areas": self.tables.rows("areas"),
            "area_titles": {row["area_id"]: row for row in self.tables.rows("areas")},
            "groups": {row["age_group_id"]: row for row in self.tables.rows("age_groups")},
            "sources": {row["source_id"]: row for row in self.tables.rows("sources")},
            "rows": self._matching(state),
        }

    def rows(self) -> list[dict[str, Any]]:
        """The matching rows."""
        return self._matching(self.state())

    def _matching(self, state: Filters) -> list[dict[str, Any]]:
        """The matching rows of the table, with area_id, the months and the line in the file."""
        signs = {row["sign_id"]: row for row in self.tables.rows("signs")}
        groups = {row["age_group_id"]: row for row in self.tables.rows("age_groups")}
        matching = []
        for line, row in enumerate(self.tables.rows(state.table), start=2):
            sign = signs.get(row.get("sign_id", ""), {})
            group = groups.get(row.get("age_group_id", ""), {})
            full = {"from_months": None, "to_months": None, **group, **sign, **row, "line": line}
            full["area_id"] = row["area_id"] or sign.get("area_id", "")
            in_area = not state.area or full["area_id"] == state.area
            months = state.months
            if in_area and (months is None or _is_at(full, months)):
                matching.append(full)
        return matching


def _is_at(row: Mapping[str, Any], months: int) -> bool:
    """Whether a row is for an age; one without months is for any."""
    return row["from_months"] is None or is_at(row, months)
