"""The questions of a room: the quiz twice, how sure people feel, subjects, an evaluation.

Each is a choice among a few; nothing is typed, nothing is about a child.
"""

from __future__ import annotations

from collections.abc import Mapping

from otkit.kit.tables import Tables
from otkit.workshop.quiz import OUTCOMES, in_set
from otkit.workshop.room.stages import QuestionKey

SCALE = ("not-at-all", "a-little", "quite", "very")
"""How sure, how useful; the last two count as yes."""

SURE = ("sure.notice", "sure.call")
"""How sure people feel, before and after: to notice a sign, and whom to call."""

VALUED = ("value.useful", "value.ready")
"""The evaluation's questions with a scale: how useful it was, how ready people feel to call."""

CHANGED = ("changed.signs", "changed.call", "changed.talk", "changed.home", "changed.calm")
"""What changed: each may be ticked in the evaluation."""

YES, NO = "yes", "no"


def offered(tables: Tables, quiz: str = "full") -> dict[QuestionKey, tuple[str, ...]]:
    """Every question of a room with its choices, in the order of the session; `quiz` is its set.

    >>> from otkit.kit.load import load_tables
    >>> offered(load_tables())[QuestionKey("before", "sure.call")]
    ('not-at-all', 'a-little', 'quite', 'very')
    """
    choices: dict[QuestionKey, tuple[str, ...]] = {}
    for part in ("before", "after"):
        choices |= {QuestionKey(part, q.question_id): OUTCOMES for q in in_set(tables, quiz)}
        choices |= {QuestionKey(part, sure): SCALE for sure in SURE}
    choices |= {QuestionKey("before", subject): (YES, NO) for subject in subjects(tables)}
    choices |= {QuestionKey("evaluation", valued): SCALE for valued in VALUED}
    return choices | {QuestionKey("evaluation", changed): (YES, NO) for changed in CHANGED}


def subjects(tables: Tables) -> Mapping[str, Mapping[str, object]]:
    """The subjects to talk about, in order: their id as a question of a room -> their row."""
    rows = sorted(tables.rows("subjects"), key=lambda row: row["order"])
    return {f"subject.{row['subject_id']}": row for row in rows}
