"""The check-in: pick the child's age, tick what you see, read what it means and what to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from traitlets import Any as AnyTrait
from traitlets import Dict, Int, TraitError, Unicode, observe, validate

from otkit.age import MAX_WEEKS_EARLY, Age
from otkit.calls import calls
from otkit.drawing import render
from otkit.emergency import emergency, in_every_language, sources_of
from otkit.errors import AgeError
from otkit.guidance import age_note, explain, questions, tips
from otkit.scoring import behaviours_asked, score
from otkit.tables import Tables
from otkit.takeaway.notes import notes_text
from otkit.widgets.downloads import MAKERS
from otkit.widgets.form import CheckInState, read_fields
from otkit.widgets.page import Fields, Page, default_tables
from otkit.wording import Words

OLDEST_BIRTH_YEARS = 10  # the date field offers no earlier year: it would be a typing slip
BEFORE = ("header", "emergency", "paper", "age", "intro")  # the regions above the questions
AFTER = ("whole", "bar", "result", "footer")
WHOLE_CHILD = {"lost-skill", "already-seen"}
PRINTED = {"result.from-age", "result.urgent"}  # the notes on a row that a list on paper needs


class CheckIn(Page):
    """The check-in as a widget: `CheckIn()` shows it, its traits can be read, set and observed.

    Traits: `language` (a code of languages.csv), `months` (completed months since birth, 0 to 71,
    or None), `weeks_early` (0 to 17), `country` (as in contacts.csv), `answers` (as
    `otkit.score` takes them), and `result` (a `Result`, or None while no age is known; to be
    read, not set).

    >>> check_in = CheckIn(months=9)
    >>> check_in.result.level
    'nothing-ticked'
    >>> check_in.answers = {"lost-skill": True}
    >>> check_in.result.level
    'act-now'
    """

    name = "check_in"

    months = Int(None, allow_none=True)
    weeks_early = Int(0)
    answers = Dict()
    country = Unicode("US")
    result = AnyTrait(None, allow_none=True)

    def __init__(self, tables: Tables | None = None, **traits: Any) -> None:
        """Show the check-in of `tables`, or of the kit's own; traits may be given by name."""
        self._state: CheckInState | None = None
        tables = default_tables() if tables is None else tables
        areas = (f"area-{row['area_id']}" for row in tables.rows("areas"))
        super().__init__(tables, (*BEFORE, *areas, *AFTER), **traits)

    @validate("months", "weeks_early")
    def _check_age(self, proposal: Any) -> Any:
        ages = {"months": self.months or 0, "weeks_early": self.weeks_early}
        ages[proposal["trait"].name] = proposal["value"] or 0
        try:
            Age(**ages)
        except AgeError as error:
            raise TraitError(str(error)) from None
        return proposal["value"]

    @observe("language", "country", "months", "weeks_early", "answers")
    def _on_state(self, _change: Any) -> None:
        if self._state is not None:
            self._state = None
            self.redraw()

    def receive(self, action: str, fields: Fields) -> None:
        """Take the whole form; the traits follow it, and the page is drawn from it."""
        state = read_fields(fields, self.tables, date.today())
        self._state = None
        self.language, self.country = state.language, state.country
        self.answers = dict(state.answers)
        if state.problem is None:
            self.months = None
            self.weeks_early, self.months = state.weeks_early, state.months
        self._state = state
        if action in MAKERS:
            self.draw()
            if self.result is not None:
                words = Words(self.tables, self.language)
                self.hand_over(*MAKERS[action](self.result, self.tables, words, self.country))

    def state(self) -> CheckInState:
        """What is entered: the form as last received, or the traits as set from Python."""
        if self._state is None:
            age = None if self.months is None else Age(self.months, self.weeks_early)
            self._state = CheckInState(
                language=self.language,
                country=self.country,
                months=self.months,
                weeks_early=self.weeks_early,
                age=age,
                answers=dict(self.answers),
            )
        return self._state

    def draw(self) -> dict[str, str]:
        """Score what is ticked, then draw every region."""
        state = self.state()
        behaviours = () if state.age is None else behaviours_asked(state.age, self.tables)
        here = {row["behaviour_id"] for row in behaviours} | WHOLE_CHILD
        answers = {key: value for key, value in state.answers.items() if key in here}
        self.result = None if state.age is None else score(state.age, answers, self.tables)
        areas = self.tables.rows("areas")
        by_area = {
            area["area_id"]: [row for row in behaviours if row["area_id"] == area["area_id"]]
            for area in areas
        }
        this_year = date.today().year
        words = Words(self.tables, self.language)
        context = self.context() | {
            "state": state,
            "result": self.result,
            **self._told(state.country, words),
            "put_by": [
                field for key in state.answers for field in _fields(key, state) if key not in here
            ],
            "shown_areas": [area for area in areas if by_area[area["area_id"]]],
            "earliest": f"{this_year - OLDEST_BIRTH_YEARS}-01-01",
            "most_weeks": MAX_WEEKS_EARLY,
            "printable": self._printable,
            "emergency": emergency(self.tables, state.country, words),
            "and_country": self.and_country(state.country),
            "emergencies": in_every_language(self.tables),
        }
        drawn = {}
        for region in self.regions:
            kind, _, area_id = region.partition("-")
            area = next((row for row in areas if row["area_id"] == area_id), None)
            context |= {"area": area, "behaviours": by_area.get(area_id, [])}
            drawn[region] = render(f"{self.name}/{kind}.html.j2", context)
        return drawn

    def _told(self, country: str, words: Words) -> dict[str, Any]:
        """Everything there is to say about the result."""
        if self.result is None:
            return {}
        first, later = calls(self.result, self.tables, words, country)
        told = explain(self.result, self.tables)
        box = emergency(self.tables, country, words)
        return {
            "told": replace(told, sources=sources_of(box, self.tables, told.sources)),
            "calls": first,
            "later_calls": later,
            "tips": tips(self.result, self.tables),
            "text": notes_text(self.result, self.tables, self.language, date.today(), country)
            if self.state().shows_text
            else "",
            "questions": questions(self.result, self.tables, "doctor"),
        }

    def _printable(self, language: str) -> list[dict[str, Any]]:
        """Every behaviour by age group, for a reader without JavaScript."""
        words = Words(self.tables, language)
        group_of = {row["sign_id"]: row["age_group_id"] for row in self.tables.rows("signs")}
        return [
            {
                "title": words.text(group, "title"),
                "behaviours": [
                    {
                        "text": words.text(row, "text"),
                        "note": words(note, age=words.age(months)) if note in PRINTED else "",
                    }
                    for row in self.tables.rows("behaviours")
                    if group_of[row["sign_id"]] == group["age_group_id"]
                    for note, months in [age_note(row, self.tables)]
                ],
            }
            for group in self.tables.rows("age_groups")
        ]


def _fields(behaviour_id: str, state: CheckInState) -> list[tuple[str, str]]:
    """The fields that say an answer again, for behaviours that the page does not show now."""
    answer = state.answers[behaviour_id]
    how = [(f"how:{behaviour_id}", answer)] if isinstance(answer, str) else []
    return [(f"see:{behaviour_id}", "on"), *how]
