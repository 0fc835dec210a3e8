"""The workshop's cases: made-up children, what their parents mark, and the result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from operator import itemgetter

from otkit.age import Age
from otkit.kit.checks.workshop_rules import read_marks
from otkit.kit.country import rows_of
from otkit.kit.tables import Row, Tables
from otkit.scoring.answers import ALREADY_SEEN, LOST_SKILL
from otkit.scoring.countries import home_country
from otkit.scoring.score import Result, score

LEVELS = ("act-now", "talk", "watch", "not-sure", "already-helped", "nothing-ticked")
"""What the group can decide about a case: the levels of a result, in order."""


@dataclass(frozen=True)
class Case:
    """A row of cases.csv with the child's age and the parent's answers."""

    row: Row
    age: Age
    answers: Mapping[str, object]

    @property
    def case_id(self) -> str:
        """The short name of the case."""
        return str(self.row["case_id"])

    def result(self, tables: Tables) -> Result:
        """The result of the case."""
        return score(self.age, self.answers, tables)


def cases(tables: Tables, country: str = "") -> tuple[Case, ...]:
    """All cases, in order, as told in `country`, or in the home one.

    >>> from otkit.kit.load import load_tables
    >>> first = cases(load_tables())[0]
    >>> first.result(load_tables()).level == first.row["level"]
    True
    """
    rows = rows_of(tables.rows("cases"), country or home_country(tables), itemgetter("order"))
    case_ids = {row["case_id"] for row in rows}
    return tuple(case for case in tables.keep(_cases) if case.case_id in case_ids)


def _cases(tables: Tables) -> tuple[Case, ...]:
    rows = sorted(tables.rows("cases"), key=lambda row: row["order"])
    return tuple(
        Case(row, Age(row["months"], row["weeks_early"]), answers_of(row["answers"]))
        for row in rows
    )


def answers_of(text: str) -> dict[str, object]:
    """The marks of a case as `score` takes them.

    >>> answers_of("reaches:often; lost-skill:yes")
    {'reaches': 'often', 'lost-skill': True}
    """
    marks: dict[str, object] = dict(read_marks(text))
    if marks.get(LOST_SKILL) == "yes":
        marks[LOST_SKILL] = True
    if ALREADY_SEEN in marks:
        marks[ALREADY_SEEN] = (marks[ALREADY_SEEN],)
    return marks
