"""The phone call, practiced in pairs: one is the parent, the other one is the office."""

from __future__ import annotations

from typing import Any

from otkit.calls import CLOCKS, WEEK, Script, ToCall, script
from otkit.guidance import contacts_of, countries
from otkit.tables import Tables
from otkit.widgets.page import Fields
from otkit.widgets.workshop.base import WorkshopPage, first
from otkit.wording import Words

AGES = {"under-three": 20, "from-three": 50}
"""The two ages to practice for -> months: the program to call changes on the third birthday."""


class Call(WorkshopPage):
    """Whom to call at an age, three things to say, and what the office may answer."""

    def __init__(self, tables: Tables | None = None, **traits: Any) -> None:
        """Start with a child under 3 in the first country of contacts.csv."""
        self._age = "under-three"
        self._country = ""
        self._clock = WEEK
        self._answers_shown = False
        super().__init__(("call",), tables, **traits)

    def take(self, action: str, fields: Fields) -> None:
        """Take the child's age, the place, when the call is, and whether to show the answers."""
        age, country = first(fields, "age"), first(fields, "country")
        clock = first(fields, "clock")
        self._clock = clock if clock in CLOCKS else self._clock
        self._age = age if age in AGES else self._age
        self._country = country if country in countries(self.tables) else self._country
        self._answers_shown = first(fields, "answers") == "on"

    def shown(self) -> dict[str, Any]:
        """The contacts at this age, and the turns of the office with a good reply to each."""
        country = self._country or countries(self.tables)[0]
        months = AGES[self._age]
        words = Words(self.tables, self.language)
        return {
            "ages": tuple(AGES),
            "age": self._age,
            "country": country,
            "clocks": CLOCKS,
            "clock": self._clock,
            "calls": [
                ToCall(row, (Script("result.say", text),))
                for row in contacts_of(self.tables, country)
                if row["from_months"] <= months <= row["to_months"]
                and (text := script(row, self._clock, words))
            ],
            "turns": [
                row
                for row in self.tables.rows("call_turns")
                if row["country"] in ("", country)
                and row["clock"] in ("", self._clock)
                and row["from_months"] <= months <= row["to_months"]
            ],
            "answers_shown": self._answers_shown,
        }
