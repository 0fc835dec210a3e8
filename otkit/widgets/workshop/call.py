"""Practicing the phone call in pairs: one person is the parent, one the office."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from otkit.age import Age, is_at
from otkit.kit.country import rows_of
from otkit.kit.tables import Tables
from otkit.kit.wording import Words
from otkit.scoring.calls import CLOCKS, WEEK, Script, ToCall, script
from otkit.scoring.countries import contacts, countries, home_country
from otkit.widgets.workshop.base import Fields, State, WorkshopPage, first

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

    def __init__(self, tables: Tables | None = None, **traits: Any) -> None:
        """Start with a child under 3, where most readers live."""
        super().__init__(("call",), tables, **traits)

    def blank(self) -> CallState:
        """A child under 3, where most readers live."""
        return CallState(country=home_country(self.tables))

    def take(self, action: str, fields: Fields, state: CallState) -> CallState:
        """The state with the age, country and time that were picked, and the replies or not."""
        age, country, clock = (first(fields, name) for name in ("age", "country", "clock"))
        return replace(
            state,
            age=age if age in AGES else state.age,
            country=country if country in countries(self.tables) else state.country,
            clock=clock if clock in CLOCKS else state.clock,
            answers_shown=first(fields, "answers") == "on",
        )

    def inputs(self, state: CallState) -> dict[str, Any]:
        """The contacts at this age, and what the office may say, each with a good reply."""
        country, months = state.country, AGES[state.age]
        words = Words(self.tables, self.spoken(state))
        return {
            "ages": tuple(AGES),
            "age": state.age,
            "country": country,
            "clocks": CLOCKS,
            "clock": state.clock,
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
            "answers_shown": state.answers_shown,
        }
