"""The phone call, practiced in pairs: one is the parent, the other one is the office."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from otkit.guidance import contacts_of, countries
from otkit.tables import Tables
from otkit.widgets.workshop.base import Fields, State, WorkshopPage, first

AGES = {"under-three": 20, "from-three": 50}
"""The two ages to practice for -> months: the program to call changes on the third birthday."""


@dataclass(frozen=True)
class CallState(State):
    """For which age and place, and whether good replies are to be seen."""

    age: str = "under-three"
    country: str = ""
    answers_shown: bool = False


class Call(WorkshopPage):
    """Whom to call at an age, three things to say, and what the office may answer."""

    def __init__(self, tables: Tables | None = None, **traits: Any) -> None:
        """Start with a child under 3 in the first country of contacts.csv."""
        super().__init__(("call",), tables, **traits)

    def blank(self) -> CallState:
        """A child under 3, in the first country."""
        return CallState(country=countries(self.tables)[0])

    def take(self, action: str, fields: Fields, state: CallState) -> CallState:
        """The state with the child's age, the place, and whether the answers are to be seen."""
        age, country = first(fields, "age"), first(fields, "country")
        return replace(
            state,
            age=age if age in AGES else state.age,
            country=country if country in countries(self.tables) else state.country,
            answers_shown=first(fields, "answers") == "on",
        )

    def shown(self, state: CallState) -> dict[str, Any]:
        """The contacts at this age, and the turns of the office with a good reply to each."""
        country, months = state.country, AGES[state.age]
        return {
            "ages": tuple(AGES),
            "age": state.age,
            "country": country,
            "contacts": [
                row
                for row in contacts_of(self.tables, country)
                if row["from_months"] <= months <= row["to_months"]
            ],
            "turns": [
                row
                for row in self.tables.rows("call_turns")
                if row["country"] in ("", country)
                and row["from_months"] <= months <= row["to_months"]
            ],
            "answers_shown": state.answers_shown,
        }
