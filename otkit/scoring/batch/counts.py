"""Arrays of answers -> levels, rules and counts: ``otkit.scoring.score``, for all rows at once."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from otkit.kit.conditions import CONDITIONS
from otkit.kit.tables import Tables
from otkit.scoring.batch.check_ins import (
    CODES,
    CheckIns,
    Codes,
    corrected_months,
    lists,
)

BETWEEN = " "
"""Between the rules of one row, the deciding rule first."""

COUNTED = {
    "often": "often",
    "sometimes": "sometimes",
    "not_sure": "not-sure",
    "not_said": "not-said",
}
"""What is counted for each area, and the answer it counts."""

Counted = tuple[str, str]
"""What a rule counts: its condition, and the concern it counts alone, or empty."""


def result_table(check_ins: CheckIns, tables: Tables) -> pd.DataFrame:
    """The result of each check-in; columns as ``otkit.scoring.batch.score_table`` says."""
    by = tables.keep(lists)
    counts = {name: _by_area(check_ins, answer, tables) for name, answer in COUNTED.items()}
    corrected = corrected_months(check_ins, tables)
    level, rules = _decide(_counts(check_ins, corrected, tables), tables)
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


def _counts(check_ins: CheckIns, months: Codes, tables: Tables) -> Mapping[Counted, Codes]:
    """What each rule counts (N each), as ``otkit.kit.conditions.counted`` does for one child."""
    by = tables.keep(lists)
    many = len(months)
    rules = dict.fromkeys((rule["condition"], rule["concern"]) for rule in tables.rows("rules"))
    counts = {counted: np.zeros(many, dtype=np.uint8) for counted in rules}
    areas = {name: np.zeros(check_ins.seen.shape, dtype=bool) for name, _ in rules}
    for row, place, alone, answers in zip(
        by.rows, by.area, by.alone, check_ins.answers, strict=True
    ):
        if not answers.any():
            continue
        is_helped = check_ins.seen[place]
        for name, concern in rules:
            condition = CONDITIONS[name]
            if not condition.answers or not condition.takes(row, concern):
                continue
            counts_here = np.isin(answers, [CODES[answer] for answer in condition.answers])
            if condition.is_helped is not None:
                counts_here &= is_helped == condition.is_helped
            if condition.is_alone is not None:
                counts_here &= alone[months] == condition.is_alone
            if condition.areas:
                areas[name][place] |= counts_here
            else:
                counts[name, concern] += counts_here
    for name, concern in rules:
        condition = CONDITIONS[name]
        if condition.areas:
            counts[name, concern] = areas[name].sum(axis=0, dtype=np.uint8)
        elif condition.lost_skill:
            counts[name, concern] = check_ins.lost_skill.astype(np.uint8)
        elif condition.at_least:
            counts[name, concern] = np.full(many, 255, dtype=np.uint8)
    return counts


def _decide(counts: Mapping[Counted, Codes], tables: Tables) -> tuple[Any, npt.NDArray[np.object_]]:
    """The level of each row, and the rules that fired at that level, joined by ``BETWEEN``."""
    ordered = sorted(tables.rows("rules"), key=lambda rule: rule["order"])
    names = list(dict.fromkeys(rule["level"] for rule in ordered))
    level_of = np.array([names.index(rule["level"]) for rule in ordered])
    fits = np.array([counts[rule["condition"], rule["concern"]] >= rule["n"] for rule in ordered])
    level: npt.NDArray[np.int64] = level_of[fits.argmax(axis=0)]
    fired = fits & (level_of[:, None] == level)
    patterns, which = np.unique(np.packbits(fired, axis=0), axis=1, return_inverse=True)
    told = [
        BETWEEN.join(rule["rule_id"] for rule, on in zip(ordered, bits, strict=True) if on)
        for bits in np.unpackbits(patterns, axis=0, count=len(ordered)).T
    ]
    rules = np.array(told, dtype=object)[which.reshape(-1)]
    return pd.Categorical.from_codes(level, pd.Index(names), ordered=True), rules
