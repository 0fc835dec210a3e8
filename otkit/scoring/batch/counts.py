"""Arrays of answers -> levels, rules and counts: ``otkit.scoring.score``, for all rows at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from otkit.kit.tables import Tables
from otkit.scoring.batch.check_ins import (
    CODES,
    NOTHING,
    CheckIns,
    Codes,
    Lists,
    Yes,
    corrected_months,
    lists,
)
from otkit.scoring.score import NOT_URGENT, THIS_WEEK, TODAY

BETWEEN = " "
"""Between the rules of one row, the deciding rule first."""

COUNTED = {
    "often": "often",
    "sometimes": "sometimes",
    "not_sure": "not-sure",
    "not_said": "not-said",
}
"""What is counted for each area, and the answer it counts."""


@dataclass(frozen=True)
class Given:
    """How much of each kind was given (N each): ``otkit.scoring.score.Given`` as numbers.

    Areas already seen are left out, except in ``urgent`` and ``set_aside``.
    """

    lost_skill: Yes
    urgent: Callable[[str, str], Codes]
    often: Codes
    areas: Codes
    ticked: Codes
    skills: Codes
    not_said: Codes
    answered: Codes
    set_aside: Codes


COUNTS: Mapping[str, Callable[[Given, str], Codes | Yes]] = {
    "lost-skill": lambda given, _: given.lost_skill,
    "urgent-today": lambda given, concern: given.urgent(TODAY, concern),
    "urgent-this-week": lambda given, concern: given.urgent(THIS_WEEK, concern),
    "often": lambda given, _: given.often,
    "areas": lambda given, _: given.areas,
    "missing-skills": lambda given, _: given.skills,
    "not-said": lambda given, _: given.not_said,
    "sometimes": lambda given, _: given.ticked,
    "not-sure": lambda given, _: given.answered,
    "already-helped": lambda given, _: given.set_aside,
    "always": lambda given, _: np.full(len(given.often), 255, dtype=np.uint8),
}
"""The same conditions as ``otkit.scoring.score.CONDITIONS``, for all children at once; the second
argument is the concern that a rule counts alone, or empty."""


def result_table(check_ins: CheckIns, tables: Tables) -> pd.DataFrame:
    """The result of each check-in; columns as ``otkit.scoring.batch.score_table`` says."""
    by = tables.keep(lists)
    counts = {name: _by_area(check_ins, answer, tables) for name, answer in COUNTED.items()}
    corrected = corrected_months(check_ins, tables)
    level, rules = _decide(_given(check_ins, counts, by), tables)
    columns: dict[str, object] = {
        "months": check_ins.months.astype(np.int16),
        "weeks_early": check_ins.weeks_early.astype(np.int16),
        "corrected_months": corrected.astype(np.int16),
        "level": level,
        "rules": pd.Series(rules, dtype="str"),
    }
    for place, area_id in enumerate(by.area_ids):
        whole = {"shown": by.shown[place][corrected]}
        whole |= {name: count[place] for name, count in counts.items()}
        columns |= {f"{area_id}_{name}": many.astype(np.int16) for name, many in whole.items()}
        columns[f"{area_id}_already_seen"] = check_ins.seen[place]
    return pd.DataFrame(columns)


def _by_area(check_ins: CheckIns, answer: str, tables: Tables) -> Codes:
    """How many behaviours of each area have this answer (A x N)."""
    by = tables.keep(lists)
    counts: Codes = np.zeros(check_ins.seen.shape, dtype=np.uint8)
    for area, answers in zip(by.area, check_ins.answers, strict=True):
        counts[area] += answers == CODES[answer]
    return counts


def _given(check_ins: CheckIns, counts: Mapping[str, Codes], by: Lists) -> Given:
    """``counts`` put together over the areas that are scored."""
    scored = ~check_ins.seen

    def urgent(kind: str, concern: str) -> Codes:
        rows = (by.urgent == kind) & ((by.concern == concern) | (concern == ""))
        return _sum(check_ins.answers[rows] > NOTHING)

    set_aside: Codes = np.zeros(check_ins.months.shape, dtype=np.uint8)
    for area, kind, answers in zip(by.area, by.urgent, check_ins.answers, strict=True):
        if kind == NOT_URGENT:
            set_aside += (answers > NOTHING) & check_ins.seen[area]
    skills: Codes = np.zeros(check_ins.months.shape, dtype=np.uint8)
    for area, answers in zip(by.area[by.skill], check_ins.answers[by.skill], strict=True):
        is_ticked = (answers == CODES["often"]) | (answers == CODES["sometimes"])
        skills += is_ticked & scored[area]
    often = counts["often"] * scored
    ticked = often + counts["sometimes"] * scored
    not_said = counts["not_said"] * scored
    answered = ticked + not_said + counts["not_sure"] * scored
    return Given(
        lost_skill=check_ins.lost_skill,
        urgent=urgent,
        often=_sum(often),
        areas=_sum(ticked > 0),
        ticked=_sum(ticked),
        skills=skills,
        not_said=_sum(not_said),
        answered=_sum(answered),
        set_aside=set_aside,
    )


def _sum(counts: Codes | Yes) -> Codes:
    """Down the first axis; no age asks for as many as 255 behaviours."""
    total: Codes = counts.sum(axis=0, dtype=np.uint8)
    return total


def _decide(given: Given, tables: Tables) -> tuple[Any, npt.NDArray[np.object_]]:
    """The level of each row, and the rules that fired at that level, joined by ``BETWEEN``."""
    ordered = sorted(tables.rows("rules"), key=lambda rule: rule["order"])
    names = list(dict.fromkeys(rule["level"] for rule in ordered))
    level_of = np.array([names.index(rule["level"]) for rule in ordered])
    fits = np.array(
        [COUNTS[rule["condition"]](given, rule["concern"]) >= rule["n"] for rule in ordered]
    )
    level: npt.NDArray[np.int64] = level_of[fits.argmax(axis=0)]
    fired = fits & (level_of[:, None] == level)
    patterns, which = np.unique(np.packbits(fired, axis=0), axis=1, return_inverse=True)
    told = [
        BETWEEN.join(rule["rule_id"] for rule, on in zip(ordered, bits, strict=True) if on)
        for bits in np.unpackbits(patterns, axis=0, count=len(ordered)).T
    ]
    rules = np.array(told, dtype=object)[which.reshape(-1)]
    return pd.Categorical.from_codes(level, pd.Index(names), ordered=True), rules
