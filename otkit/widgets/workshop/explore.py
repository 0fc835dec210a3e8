"""Browsing the tables by age and area, with the source of each row."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from otkit.age import MAX_MONTHS
from otkit.kit.tables import Tables
from otkit.widgets.workshop.base import Fields, State, WorkshopPage, first

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

    def __init__(self, tables: Tables | None = None, **traits: Any) -> None:
        """Start without filters."""
        super().__init__(("filters", "found"), tables, **traits)

    def blank(self) -> Filters:
        """No filters."""
        return Filters()

    def take(self, action: str, fields: Fields, state: Filters) -> Filters:
        """The state with the filters; unknown values are no filter."""
        table, months = first(fields, "table"), first(fields, "months")
        areas = {row["area_id"] for row in self.tables.rows("areas")}
        return replace(
            state,
            table=table if table in TABLES else TABLES[0],
            months=next((m for m in self.ages() if str(m) == months), None),
            area=first(fields, "area") if first(fields, "area") in areas else "",
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
            "table": state.table,
            "ages": self.ages(),
            "months": state.months,
            "areas": self.tables.rows("areas"),
            "area": state.area,
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
            if in_area and (state.months is None or self._at(full, state.months)):
                matching.append(full)
        return matching

    @staticmethod
    def _at(row: dict[str, Any], months: int) -> bool:
        first_month, last_month = row["from_months"], row["to_months"]
        return first_month is None or bool(first_month <= months <= last_month)
