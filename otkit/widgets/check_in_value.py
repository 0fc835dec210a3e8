"""What code sees of a check-in: its age, all of it as plain JSON, its answers as a frame."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from otkit.age import MAX_WEEKS_EARLY, Age
from otkit.kit.tables import Tables
from otkit.kit.wording import Words
from otkit.scoring.answers import ALREADY_SEEN, LOST_SKILL
from otkit.widgets.form import CheckInState

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("question", "text", "area_id", "answer")


def value_of(state: CheckInState) -> dict[str, Any]:
    """`months` and `weeks_early`, `answers` as `otkit.score` takes them, and the `level`.

    All is plain JSON: tuples are lists. Without an age `months` and `level` are None.

    >>> value_of(CheckInState(answers={"already-seen": ("sleep",)}))
    {'months': None, 'weeks_early': 0, 'answers': {'already-seen': ['sleep']}, 'level': None}
    """
    answers = {
        key: list(answer) if isinstance(answer, tuple) else answer
        for key, answer in state.answers.items()
    }
    return {
        "months": state.age.months if state.age else None,
        "weeks_early": min(state.weeks_early, MAX_WEEKS_EARLY),
        "answers": answers,
        "level": state.result.level if state.result else None,
    }


def age_of(before: Age | None, months: int | None, weeks_early: int) -> Age | None:
    """The age that traits give; an exact one stays as it was counted."""
    if before and (before.months, before.weeks_early) == (months, weeks_early):
        return before
    return None if months is None else Age(months, weeks_early)


def frame_of(state: CheckInState, tables: Tables) -> pd.DataFrame:
    """The answers of a check-in, one a row, in the order of the page; all columns are text.

    `question`: a `behaviour_id` of behaviours.csv, `lost-skill` or `already-seen`; `text`: its
    words in the language of the page; `area_id`: as in areas.csv, empty for a lost skill; `answer`:
    `often`, `sometimes`, `not-sure` or `not-said`, and `yes` or `not-sure` for a lost skill. For
    `already-seen` there is a row with `yes` for each area.
    """
    import pandas as pd

    return pd.DataFrame(_rows(state, tables), columns=list(COLUMNS), dtype="str")


def _rows(state: CheckInState, tables: Tables) -> Iterator[tuple[str, ...]]:
    words, answers = Words(tables, state.language), state.answers
    behaviours = {row["behaviour_id"]: row for row in tables.rows("behaviours")}
    for name in (name for name in behaviours if name in answers):
        row, answer = behaviours[name], answers[name]
        how = "often" if answer is True else str(answer)
        yield name, words.text(row, "text"), row["area_id"], how
    if LOST_SKILL in answers:
        how = "yes" if answers[LOST_SKILL] is True else str(answers[LOST_SKILL])
        yield LOST_SKILL, words("whole.lost-skill"), "", how
    for area_id in answers.get(ALREADY_SEEN, ()):
        yield ALREADY_SEEN, words("whole.already-seen"), area_id, "yes"
