"""Practicing the phone call in pairs: one person is the parent, one the office."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from otkit.age import Age, is_at
from otkit.kit.country import rows_of
from otkit.scoring.calls import CLOCKS, WEEK, Script, ToCall, script
from otkit.scoring.countries import contacts, countries
from otkit.widgets.workshop.base import Fields, State, WorkshopPage, first, one_of

AGES = {"under-three": 20, "from-three": 50}
"""The two ages to practice for -> months; the program to call changes at 36 months."""


@dataclass(frozen=True)
class CallState(State):
    """The age, the country, the time of the call, and whether good replies are shown."""

    age: str = "under-three"
    country: str = ""
    clock: str = WEEK
    answers_shown: bool = False


class Call(WorkshopPage):
    """Whom to call at an age, three things to say, and possible replies of the office."""

    regions = ("call",)
    starts_as = CallState

    def take(self, action: str, fields: Fields, state: CallState) -> CallState:
        """The state with the age, country and time that were picked, and the replies or not."""
        return replace(
            state,
            age=one_of(AGES, fields, "age", state.age),
            country=one_of(countries(self.tables), fields, "country", state.country),
            clock=one_of(CLOCKS, fields, "clock", state.clock),
            answers_shown=first(fields, "answers") == "on",
        )

    def inputs(self, state: CallState) -> dict[str, Any]:
        """The contacts at this age, and what the office may say, each with a good reply."""
        country, months = state.country, AGES[state.age]
        words = self.words(state)
        return {
            "ages": tuple(AGES),
            "clocks": CLOCKS,
            "calls": [
                ToCall(row, (Script("result.say", text),))
                for row in contacts(Age(months), self.tables, country)
                if (text := script(row, state.clock, words))
            ],
            "turns": [
                row
                for row in rows_of(self.tables.rows("call_turns"), country)
                if row["clock"] in ("", state.clock) and is_at(row, months)
            ],
        }
