"""The check-in: pick the child's age, tick what you see, read what it means and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from traitlets import Any as AnyTrait
from traitlets import Dict, Int, TraitError, Unicode, validate

from otkit.age import Age
from otkit.errors import AgeError, AnswerError
from otkit.front.drawing import Drawing
from otkit.kit.tables import Tables
from otkit.scoring.answers import clean_answers
from otkit.scoring.countries import countries, home_country
from otkit.scoring.earlier import compare
from otkit.scoring.other_ages import carried
from otkit.scoring.score import behaviours_asked, score
from otkit.widgets.check_in_drawing import drawings
from otkit.widgets.check_in_value import age_of, frame_of, value_of
from otkit.widgets.downloads import MAKERS
from otkit.widgets.form import WHOLE_CHILD, CheckInState, read_fields
from otkit.widgets.front import ReadOnlyDict
from otkit.widgets.page import Fields, File, Page, default_tables
from otkit.widgets.printed_list import without_script
from otkit.widgets.saved_answers import with_files

if TYPE_CHECKING:
    import pandas as pd

BEFORE = ("header", "emergency", "age", "file", "intro")  # the regions above the questions
AFTER = ("whole", "earlier", "bar", "result", "footer")


class CheckIn(Page):
    """The check-in as a widget: `CheckIn()` shows it, its traits can be read, set and observed.

    Traits: `language` (a code of languages.csv), `months` (completed months since birth, 0 to 71,
    or None), `weeks_early` (0 to 17), `country` (as in contacts.csv), `answers` (as
    `otkit.score` takes them; set it as a whole, an answer that cannot be is refused), and `result`
    (a `Result`, or None while no age is known; to be read, not set), and `value` (the same as plain
    JSON, as `value_of` has it; to be read, and synced, so that other front ends follow it). What a
    person does on the page sets all of them before any observer is called.

    >>> check_in = CheckIn(months=9)
    >>> check_in.result.level
    'nothing-ticked'
    >>> check_in.answers = {"lost-skill": True}
    >>> check_in.result.level
    'act-now'
    """

    name = "check_in"
    starts_as = CheckInState
    watched = ("language", "country", "months", "weeks_early", "answers")
    for_notebooks = ("value",)
    makes = frozenset(MAKERS)

    months = Int(None, allow_none=True)
    weeks_early = Int(0)
    answers = ReadOnlyDict()
    country = Unicode("US")
    result = AnyTrait(None, allow_none=True, read_only=True)
    value = Dict(read_only=True).tag(sync=True)

    def __init__(self, tables: Tables | None = None, **traits: Any) -> None:
        """Show the check-in of `tables`, or of the kit's own; traits may be given by name."""
        tables = default_tables() if tables is None else tables
        traits = {"country": home_country(tables)} | traits
        areas = (f"area-{row['area_id']}" for row in tables.rows("areas"))
        super().__init__(tables, (*BEFORE, *areas, *AFTER), **traits)

    # ------------------------------------------------------------ state

    def receive(self, action: str, fields: Fields) -> CheckInState:
        """The state that the whole form describes, scored."""
        state = read_fields(fields, self.tables, date.today())
        return self._scored(with_files(state, action, fields, self.tables))

    def follow(self, state: CheckInState, changed: Mapping[str, Any]) -> CheckInState:
        """The state with traits that were set; an age that is set is an age in months."""
        if changed.keys() & {"months", "weeks_early"}:
            shown = self.traits_of(state)
            months, weeks = ({**shown, **changed}[name] for name in ("months", "weeks_early"))
            changed = {
                **changed,
                "age_by": "months",
                "months": months,
                "picked": (None, None),
                "weeks_early": weeks,
                "since_due": None,
                "age": age_of(state.age, months, weeks),
                "problem": None,
            }
        return self._scored(replace(state, today=date.today(), **changed))

    def traits_of(self, state: CheckInState) -> dict[str, Any]:
        """The traits of a state; without an age that can be, there are no months."""
        value = value_of(state)
        return {
            "language": state.language,
            "country": state.country,
            "months": value["months"],
            "weeks_early": value["weeks_early"],
            "answers": state.answers,
            "result": state.result,
            "value": value,
        }

    def file(self, action: str, state: CheckInState) -> File | None:
        """The notes or the answers as a file, for who has an age to make them of."""
        if action not in MAKERS or state.result is None:
            return None
        return MAKERS[action](state.result, state, self.tables, self.words(state))

    def to_frame(self) -> pd.DataFrame:
        """The answers as a pandas frame, a row each, with the columns of `frame_of`.

        >>> CheckIn(months=9, answers={"hand-to-hand": "often"}).to_frame()["answer"].tolist()
        ['often']
        """
        return frame_of(self._state, self.tables)

    def _scored(self, state: CheckInState) -> CheckInState:
        if state.age is None:
            return replace(state, result=None, comparison=None)
        age, then = state.age, state.then
        every = carried(state.answers, age, self.tables)
        asked = {row["behaviour_id"] for row in behaviours_asked(age, self.tables)}
        answers = {key: every[key] for key in every if key in asked or key in WHOLE_CHILD}
        put_by = {key: every[key] for key in every if key not in answers}
        result = score(age, answers, self.tables, put_by)
        comparison = None
        if then is not None:
            comparison = compare(age, result.answers, then, state.today, self.tables)
        return replace(state, answers=every, result=result, comparison=comparison)

    @validate("months", "weeks_early")
    def _check_age(self, proposal: Any) -> Any:
        ages = {"months": self.months or 0, "weeks_early": self.weeks_early}
        ages[proposal["trait"].name] = proposal["value"] or 0
        try:
            Age(**ages)
        except AgeError as error:
            raise TraitError(str(error)) from None
        return proposal["value"]

    @validate("country")
    def _check_country(self, proposal: Any) -> str:
        known = countries(self.tables)
        if proposal["value"] not in known:
            raise TraitError(f"country is one of {', '.join(known)}, not {proposal['value']}")
        return str(proposal["value"])

    @validate("answers")
    def _check_answers(self, proposal: Any) -> Mapping[str, Any]:
        """As `score()` checks them; what waits for another age may go on waiting."""
        given = proposal["value"]
        before = {} if self._state is None else self._state.answers
        if given == before:
            return MappingProxyType(dict(before))
        try:
            age = age_of(self._state and self._state.age, self.months, self.weeks_early)
            rows = behaviours_asked(age, self.tables) if age else self.tables.rows("behaviours")
            asked = [row["behaviour_id"] for row in rows]
            waiting = {
                key: answer
                for key, answer in before.items()
                if key not in (*asked, *WHOLE_CHILD) and given.get(key) == answer
            }
            new = {key: answer for key, answer in given.items() if key not in waiting}
            clean = clean_answers(age or Age(0), new, asked, self.tables)
        except (AgeError, AnswerError) as error:
            raise TraitError(str(error)) from None
        return MappingProxyType(clean | waiting)

    # ------------------------------------------------------------ drawing

    def drawings(self, state: CheckInState) -> Mapping[str, Drawing]:
        """What each region is drawn from."""
        return drawings(state, self.tables)

    def without_script(self, state: CheckInState) -> str:
        """Every behaviour by age group, in every language, the reader's own first."""
        return without_script(self.tables, state.language, state.country).html(
            self.tables, state.language, self._uid
        )
