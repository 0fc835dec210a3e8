"""Whether the rules, tried from the top, make sense together.

The first rule that fits decides. A condition is a count of answers and a rule fits from ``n``
on (``otkit.scoring.score.CONDITIONS``); counts only grow when a parent ticks more. So when levels
never rise down the order, one more tick never lowers the answer.

A rule can be reached when, at some month, the fewest answers that fit it fit no rule above.
"""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, pairwise
from typing import Any

from otkit.age import MAX_MONTHS
from otkit.errors import Problem
from otkit.kit.tables.schema import Record, Sheet, Value, whole

MONTHS = range(MAX_MONTHS + 1)
"""Every age in months the kit is for."""

Shown = Sequence[tuple[Value, str, str, bool]]
"""The behaviours shown at one month: the area of each, how urgent it is, its concern, and whether
it is a missing skill whose age a source gives."""

NO_AGE = "article"
"""The source of a behaviour for which no source gives an age."""

MISSING = "missing-skill"
"""The kind of a behaviour that is a skill not seen yet."""

URGENT = {"urgent-today": "today", "urgent-this-week": "this-week"}
"""The conditions that count what is urgent, and which rows each counts."""


def check_rules(rules: Sheet, behaviours: Sheet, signs: Sheet) -> Iterator[Problem]:
    """The orders of rules differ, levels never rise, the last always fits, each is in reach."""
    ordered = sorted(rules.records, key=lambda rule: whole(rule, "order"))
    yield from _check_order(rules, ordered)
    if not ordered or ordered[-1].values["condition"] != "always":
        message = "the last rule must be “always”, so that every check-in gets an answer"
        line = ordered[-1].row.line if ordered else 1
        yield Problem(rules.file.name, line, "condition", message)
    area_of = {sign.values["sign_id"]: sign.values["area_id"] for sign in signs.records}
    months = [_shown(behaviours, area_of, month) for month in MONTHS]
    for position, rule in enumerate(ordered):
        if rule.values["concern"] and rule.values["condition"] not in URGENT:
            message = f"only {' and '.join(URGENT)} count one concern alone"
            yield rules.problem(rule, "concern", message)
        if not any(_is_reached(rule, ordered[:position], shown) for shown in months):
            message = "no answers can ever reach this rule; a rule above it takes them all"
            yield rules.problem(rule, "condition", message)


def _check_order(rules: Sheet, ordered: Sequence[Record]) -> Iterator[Problem]:
    levels = rules.table.fields["level"].enum
    for above, rule in pairwise(ordered):
        if above.values["order"] == rule.values["order"]:
            message = f"{rule.values['order']} already stands on line {above.row.line}"
            yield rules.problem(rule, "order", message)
        if levels.index(str(rule.values["level"])) < levels.index(str(above.values["level"])):
            message = (
                f"“{rule.values['level']}” is more urgent than “{above.values['level']}” "
                f"of the rule before it (line {above.row.line}); put this rule before that one"
            )
            yield rules.problem(rule, "level", message)


def _shown(behaviours: Sheet, area_of: Mapping[Value, Value], month: int) -> Shown:
    return [
        (
            record.values["area_id"] or area_of.get(record.values["sign_id"]),
            str(record.values["urgent"]),
            str(record.values["concern"] or ""),
            is_dated_skill(record.values),
        )
        for record in behaviours.records
        if whole(record, "from_months") <= month <= whole(record, "to_months")
    ]


def _is_reached(rule: Record, above: Sequence[Record], shown: Shown) -> bool:
    """Whether the fewest answers that fit ``rule`` fit none of the rules above it."""
    condition, n = str(rule.values["condition"]), whole(rule, "n")
    if condition in URGENT:
        return _is_urgent_reached(rule, above, shown)
    counts = _fewest(condition, n, shown)
    return counts is not None and not any(
        counts.get(str(other.values["condition"]), 0) >= whole(other, "n") for other in above
    )


def _is_urgent_reached(rule: Record, above: Sequence[Record], shown: Shown) -> bool:
    """The same for what is urgent: as many of each concern as no rule above it takes.

    Urgent answers are taken from areas already looked after, where nothing else counts them.
    """
    condition, n = str(rule.values["condition"]), whole(rule, "n")
    same = [other for other in above if other.values["condition"] == condition]
    if any(whole(other, "n") <= 0 for other in above if other not in same):
        return False
    there = Counter(concern for _, urgent, concern, _ in shown if urgent == URGENT[condition])
    for other in same:
        if concern := str(other.values["concern"] or ""):
            there[concern] = min(there[concern], whole(other, "n") - 1)
    only = str(rule.values["concern"] or "")
    most = there[only] if only else there.total()
    all_of_it = (whole(other, "n") for other in same if not other.values["concern"])
    return n <= most and all(n < limit for limit in all_of_it)


def is_dated_skill(behaviour: Mapping[str, Any]) -> bool:
    """Whether a behaviour is a missing skill whose age a source gives."""
    return bool(behaviour["kind"] == MISSING and behaviour["source_id"] != NO_AGE)


def _fewest(condition: str, n: int, shown: Shown) -> Mapping[str, float] | None:
    """The smallest counts at which ``condition`` reaches ``n``; None when it cannot.

    All answers are taken from behaviours that are not urgent, in as few areas as hold them.
    """
    plain = Counter(area for area, urgent, _, _ in shown if urgent == "no")
    sizes = sorted(plain.values(), reverse=True)
    areas = next((i for i, total in enumerate(accumulate(sizes, initial=0)) if total >= n), None)
    always: dict[str, float] = {"always": math.inf}
    skills = Counter(area for area, urgent, _, skill in shown if urgent == "no" and skill)
    forced = {"missing-skills": max(0, n - (plain.total() - skills.total()))}
    match condition:
        case "lost-skill":
            return always | {"lost-skill": n} if n <= 1 else None
        case "areas":
            found = always | forced | {"areas": n, "sometimes": n, "not-sure": n}
            return found if n <= len(sizes) else None
        case "not-sure" if areas is not None:
            return always | {"not-sure": n}
        case "already-helped" if areas is not None:
            return always | {"already-helped": n}
        case "missing-skills" if skills.total() >= n:
            few = accumulate(sorted(skills.values(), reverse=True), initial=0)
            fewest = next(i for i, total in enumerate(few) if total >= n)
            counts = {"areas": fewest, "sometimes": n, "not-sure": n}
            return always | {"missing-skills": n} | counts
        case "not-said" if areas is not None:
            return always | {"not-said": n, "not-sure": n}
        case "sometimes" if areas is not None:
            return always | forced | {"areas": areas, "sometimes": n, "not-sure": n}
        case "often" if areas is not None:
            found = always | forced | {"areas": areas, "often": n}
            return found | {"sometimes": n, "not-sure": n}
        case "always":
            return always
    return None
