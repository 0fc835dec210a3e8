"""What a rule can count, once: scoring, scoring in bulk and the check of ``rules.csv`` read this.

A condition is a count of answers, and a rule fits from its ``n`` on. Each count can only grow when
an answer is added or goes up (not sure, sometimes, often), and the checker lets no level rise down
the order of the rules: one more tick never lowers the level.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from otkit.kit.tables import Row

ANSWERS = ("often", "sometimes", "not-sure")
"""What can be said of a behaviour, most telling first; True, a plain tick, counts as often."""

NOT_SURE = "not-sure"

LOST_SKILL = "lost-skill"
"""Key of the answer for the whole child: a skill the child had is gone (True or not sure)."""

ALREADY_SEEN = "already-seen"
"""Key of the areas where a professional already helps: shown and counted, never scored."""

NOT_SAID = "not-said"
"""A tick on the page while nobody has said how often: no level is guessed from it."""

ANY = (*ANSWERS, NOT_SAID)
TICKED = ("often", "sometimes")

MISSING = "missing-skill"
"""The kind of a behaviour that is a skill not seen yet."""

NO_AGE = "article"
"""The source of a behaviour for which no source gives an age."""

HEALTH = "health"
"""The area of breathing, fever and the body: a matter for a doctor alone."""

TODAY, THIS_WEEK, NOT_URGENT = "today", "this-week", "no"
"""How urgent a behaviour is."""


class Answered(NamedTuple):
    """A behaviour, what was answered, and whether a professional already helps in its area."""

    row: Row
    answer: str
    is_helped: bool = False


@dataclass(frozen=True)
class Condition:
    """Which answers of which behaviours a condition counts.

    ``answers`` are those that count. ``urgent``, unless empty, counts only what is urgent in this
    way. ``is_dated_skill``, ``is_alone`` and ``is_helped`` count, where True, only missing skills
    whose age a source gives, only what is usual alone at the age, only areas where a professional
    already helps; where False, all else; where None, both. ``areas`` counts areas instead of
    behaviours. ``at_least`` is the count without any behaviour; ``lost_skill`` is one for a skill
    lost, or perhaps lost.
    """

    answers: tuple[str, ...] = ()
    urgent: str = ""
    is_dated_skill: bool | None = None
    is_alone: bool | None = None
    is_helped: bool | None = False
    areas: bool = False
    at_least: float = 0
    lost_skill: bool = False

    def takes(self, row: Row, concern: str = "") -> bool:
        """Whether a behaviour is one of those counted, at an age at which it is asked."""
        return (
            self.urgent in ("", row["urgent"])
            and concern in ("", row["concern"])
            and self.is_dated_skill in (None, is_dated_skill(row))
        )


CONDITIONS: Mapping[str, Condition] = {
    "lost-skill": Condition(lost_skill=True),
    "urgent-today": Condition(ANY, urgent=TODAY, is_helped=None),
    "urgent-this-week": Condition(ANY, urgent=THIS_WEEK, is_helped=None),
    "often": Condition(("often",), is_alone=False),
    "areas": Condition(TICKED, areas=True),
    "missing-skills": Condition(TICKED, is_dated_skill=True),
    "not-said": Condition((NOT_SAID,)),
    "alone": Condition(("often",), is_alone=True),
    "sometimes": Condition(TICKED),
    "not-sure": Condition(ANY),
    "already-helped": Condition(ANY, urgent=NOT_URGENT, is_helped=True),
    "always": Condition(at_least=math.inf),
}
"""The conditions by the names that ``rules.csv`` uses."""


def is_dated_skill(row: Row) -> bool:
    """Whether a behaviour is a missing skill whose age a source gives."""
    return bool(row["kind"] == MISSING and row["source_id"] != NO_AGE)


def is_alone(row: Row, month: int) -> bool:
    """Whether a source says that a behaviour is usual at a month (of corrected age), if alone."""
    until = row["alone_to_months"]
    return until is not None and month <= until


def counted(
    rule: Row, answered: Iterable[Answered], month: int, lost_skill: bool
) -> tuple[float, tuple[Row, ...]]:
    """The count of ``rule`` (its ``condition`` and ``concern``), and the behaviours counted."""
    condition = CONDITIONS[rule["condition"]]
    rows = tuple(
        one.row
        for one in answered
        if one.answer in condition.answers
        and condition.is_helped in (None, one.is_helped)
        and condition.is_alone in (None, is_alone(one.row, month))
        and condition.takes(one.row, rule["concern"] or "")
    )
    many = len({row["area_id"] for row in rows}) if condition.areas else len(rows)
    return max(many, condition.at_least, condition.lost_skill and lost_skill), rows
