"""Many check-ins as arrays, and what the tables ask, as arrays to count with.

``N`` is the number of children, ``B`` of behaviours (in the order of ``behaviours.csv``),
``A`` of areas (in the order of the page). Children run along the last axis: one behaviour of
all children is one piece of memory, which is what makes counting quick.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from otkit.age import MAX_MONTHS, MAX_WEEKS_EARLY, Age
from otkit.kit.conditions import ANSWERS, NOT_SAID, is_alone
from otkit.kit.tables import Tables
from otkit.scoring.answers import ONCE
from otkit.scoring.score import area_of, behaviours_asked

Codes = npt.NDArray[np.uint8]
Yes = npt.NDArray[np.bool_]

NOTHING = 0
CODES = {answer: code for code, answer in enumerate((*reversed(ANSWERS), NOT_SAID), start=1)}
"""An answer as a number, 1 for not sure to 3 for often, 4 for not said; 0 is no answer."""

TICK = 5
"""A plain tick on a typed sheet, until it is counted as often."""


@dataclass(frozen=True)
class CheckIns:
    """``N`` check-ins as arrays.

    ``months`` and ``weeks_early`` (N), inside the limits of ``Age``; ``answers`` (B x N) as
    ``CODES``; ``lost_skill`` (N), also where it is not sure; ``seen`` (A x N), the areas where a
    professional already helps.
    """

    months: Codes
    weeks_early: Codes
    answers: Codes
    lost_skill: Yes
    seen: Yes

    def only(self, rows: Yes) -> "CheckIns":
        """The check-ins where ``rows`` (N) is True."""
        return CheckIns(
            self.months[rows],
            self.weeks_early[rows],
            self.answers[:, rows],
            self.lost_skill[rows],
            self.seen[:, rows],
        )


@dataclass(frozen=True)
class Lists:
    """What is asked at which age.

    ``corrected`` (72 x 18) corrected months by months and weeks early; ``asked`` (B x 72) by
    corrected month; ``shown`` (A x 72), how many of each area; ``alone`` (B x 72), what is usual
    alone at a month; ``rows`` (B), as in behaviours.csv; ``once`` (B), asked without a frequency;
    ``area`` (B), the place of each behaviour's area.
    """

    behaviour_ids: tuple[str, ...]
    area_ids: tuple[str, ...]
    corrected: Codes
    asked: Yes
    shown: Codes
    alone: Yes
    rows: tuple[Mapping[str, Any], ...]
    once: Yes
    area: npt.NDArray[np.intp]


def lists(tables: Tables) -> Lists:
    """The lists of these tables; ``tables.keep(lists)`` works them out once."""
    behaviours = tables.rows("behaviours")
    ids = [row["behaviour_id"] for row in behaviours]
    areas = [row["area_id"] for row in sorted(tables.rows("areas"), key=lambda r: r["order"])]
    signs = tables.by_id("signs")
    asked = np.zeros((len(ids), MAX_MONTHS + 1), dtype=bool)
    shown = np.zeros((len(areas), MAX_MONTHS + 1), dtype=np.uint8)
    for month in range(MAX_MONTHS + 1):
        for row in behaviours_asked(Age(month), tables):
            asked[ids.index(row["behaviour_id"]), month] = True
            shown[areas.index(row["area_id"]), month] += 1
    corrected = [
        [Age(months, weeks).corrected_months for weeks in range(MAX_WEEKS_EARLY + 1)]
        for months in range(MAX_MONTHS + 1)
    ]
    return Lists(
        behaviour_ids=tuple(ids),
        area_ids=tuple(areas),
        corrected=np.array(corrected, dtype=np.uint8),
        asked=asked,
        shown=shown,
        alone=np.array([[is_alone(row, m) for m in range(MAX_MONTHS + 1)] for row in behaviours]),
        rows=tuple(behaviours),
        once=np.array([row["asked"] == ONCE for row in behaviours]),
        area=np.array([areas.index(area_of(row, signs[row["sign_id"]])) for row in behaviours]),
    )


def without_frequency(answers: Codes, tables: Tables) -> Codes:
    """The same answers (B x N), a tick being often where no frequency is asked."""
    once = tables.keep(lists).once[:, None]
    is_tick = (answers == CODES["sometimes"]) | (answers == CODES[NOT_SAID])
    return np.where(once & is_tick, CODES["often"], answers).astype(np.uint8)


def corrected_months(check_ins: CheckIns, tables: Tables) -> Codes:
    """The months to compare each child by (N)."""
    corrected: Codes = tables.keep(lists).corrected[check_ins.months, check_ins.weeks_early]
    return corrected


def with_an_answer_not_asked(check_ins: CheckIns, tables: Tables) -> Yes:
    """Which check-ins answer something that is not asked at that age (N)."""
    corrected = corrected_months(check_ins, tables)
    found = np.zeros(len(corrected), dtype=bool)
    for answers, asked in zip(check_ins.answers, tables.keep(lists).asked, strict=True):
        if answers.any():
            found |= (answers > NOTHING) & ~asked[corrected]
    return found
