"""What a workshop's room asks: the quiz twice, how sure people feel, subjects, an evaluation.

Everything is a choice among a few; nothing is typed, nothing is about a child.
"""

from __future__ import annotations

from collections.abc import Mapping

from otkit.kit.tables import Tables
from otkit.workshop.quiz import MARKS, questions
from otkit.workshop.room.stages import Asked

SCALE = ("not-at-all", "a-little", "quite", "very")
"""How sure, how useful; the last two count as yes."""

SURE = ("sure.notice", "sure.call")
"""How sure people feel, before and after: to notice a sign, and whom to call."""

VALUED = ("value.useful", "value.ready")
"""The evaluation's questions with a scale: how useful it was, how ready people feel to call."""

CHANGED = ("changed.signs", "changed.call", "changed.talk", "changed.home", "changed.calm")
"""What changed: each may be ticked in the evaluation."""

YES, NO = "yes", "no"


def offered(tables: Tables) -> dict[Asked, tuple[str, ...]]:
    """Every question of a room with its choices, in the order of the session.

    >>> from otkit.kit.load import load_tables
    >>> offered(load_tables())[Asked("before", "sure.call")]
    ('not-at-all', 'a-little', 'quite', 'very')
    """
    asked: dict[Asked, tuple[str, ...]] = {}
    for part in ("before", "after"):
        asked |= {Asked(part, one.question_id): MARKS for one in questions(tables)}
        asked |= {Asked(part, sure): SCALE for sure in SURE}
    asked |= {Asked("before", subject): (YES, NO) for subject in subjects(tables)}
    asked |= {Asked("evaluation", valued): SCALE for valued in VALUED}
    return asked | {Asked("evaluation", changed): (YES, NO) for changed in CHANGED}


def subjects(tables: Tables) -> Mapping[str, Mapping[str, object]]:
    """The subjects to talk about, in order: their id as a question of a room -> their row."""
    rows = sorted(tables.rows("subjects"), key=lambda row: row["order"])
    return {f"subject.{row['subject_id']}": row for row in rows}
