"""Whether the rules, tried from the top, make sense together.

The first rule that fits decides (``otkit.kit.conditions``). A rule can be reached when, at some
month, there are answers that fit it and fit no rule above it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from itertools import pairwise, product
from typing import Any

from otkit.age import MAX_MONTHS, is_at
from otkit.errors import Problem
from otkit.kit.conditions import CONDITIONS, NOT_URGENT, Answered, counted, is_alone, is_dated_skill
from otkit.kit.tables import Row
from otkit.kit.tables.schema import Record, Sheet, Value, whole
from otkit.kit.tables.sentences import said

MONTHS = range(MAX_MONTHS + 1)
"""Every age in months the kit is for."""


def check_rules(rules: Sheet, behaviours: Sheet, signs: Sheet) -> Iterator[Problem]:
    """The orders of rules differ, levels never rise, the last always fits, each is in reach."""
    ordered = sorted(rules.records, key=lambda rule: whole(rule, "order"))
    yield from _check_order(rules, ordered)
    if not ordered or ordered[-1].values["condition"] != "always":
        message = said("rule.last")
        line = ordered[-1].row.line if ordered else 1
        yield Problem(rules.file.name, line, "condition", message)
    area_of = {sign.values["sign_id"]: sign.values["area_id"] for sign in signs.records}
    lists = _lists(behaviours, area_of)
    by_concern = [name for name, condition in CONDITIONS.items() if condition.is_helped is None]
    for position, rule in enumerate(ordered):
        if rule.values["concern"] and rule.values["condition"] not in by_concern:
            message = said("rule.concern", conditions=_listed(by_concern))
            yield rules.problem(rule, "concern", message)
            continue
        above = [other.values for other in ordered[:position]]
        if not any(_is_reached(rule.values, above, month, rows) for month, rows in lists):
            message = said("rule.out-of-reach")
            yield rules.problem(rule, "condition", message)


def _check_order(rules: Sheet, ordered: Sequence[Record]) -> Iterator[Problem]:
    levels = rules.table.fields["level"].enum
    for above, rule in pairwise(ordered):
        if above.values["order"] == rule.values["order"]:
            message = said("cell.already", text=rule.values["order"], line=above.row.line)
            yield rules.problem(rule, "order", message)
        if levels.index(str(rule.values["level"])) < levels.index(str(above.values["level"])):
            level, other = rule.values["level"], above.values["level"]
            message = said("rule.more-urgent", level=level, above=other, line=above.row.line)
            yield rules.problem(rule, "level", message)


def _listed(conditions: Iterable[str]) -> str:
    return reduce(lambda first, second: said("form.and", one=first, other=second), conditions)


def _lists(
    behaviours: Sheet, area_of: Mapping[Value, Value]
) -> Iterable[tuple[int, Sequence[Row]]]:
    """The different lists of behaviours there are, each with the first month that has it."""
    rows: list[Row] = [
        {
            **record.values,
            "area_id": record.values["area_id"] or area_of.get(record.values["sign_id"]),
        }
        for record in behaviours.records
    ]
    lists: dict[tuple[Any, ...], tuple[int, Sequence[Row]]] = {}
    for month in MONTHS:
        listed = [row for row in rows if is_at(row, month)]
        key = tuple((row["behaviour_id"], is_alone(row, month)) for row in listed)
        lists.setdefault(key, (month, listed))
    return lists.values()


def _is_reached(rule: Row, above: Sequence[Row], month: int, listed: Sequence[Row]) -> bool:
    """Whether answers of ``listed`` fit ``rule`` and none of the rules above it.

    They are gathered one by one, weakest first, each only where no rule above takes it: from each
    area first, skills first or last, and with a professional helping everywhere or nowhere.
    """
    condition = CONDITIONS[rule["condition"]]
    counting = [row for row in listed if condition.takes(row, rule["concern"] or "")]
    areas = dict.fromkeys(row["area_id"] for row in counting) or {None: None}
    ways = product(areas, (False, True), (False, True), reversed(condition.answers or ("",)))
    for area, skills_last, is_helped, answer in ways:
        in_order = sorted(
            counting,
            key=lambda row: (
                row["urgent"] != NOT_URGENT,
                row["area_id"] != area,
                is_dated_skill(row) == skills_last,
            ),
        )
        if _gathers(rule, above, month, [Answered(row, answer, is_helped) for row in in_order]):
            return True
    return False


def _gathers(rule: Row, above: Sequence[Row], month: int, offered: Iterable[Answered]) -> bool:
    """Whether ``rule`` comes to fit while answers are added that fit no rule above."""

    lost = CONDITIONS[rule["condition"]].lost_skill

    def count(rule: Row, answers: Sequence[Answered]) -> float:
        return counted(rule, answers, month, lost)[0]

    def is_taken(answers: Sequence[Answered]) -> bool:
        return any(count(rule, answers) >= rule["n"] for rule in above)

    gathered: list[Answered] = []
    if is_taken(gathered):
        return False
    for answer in offered:
        more = [*gathered, answer]
        if count(rule, more) > count(rule, gathered) and not is_taken(more):
            gathered = more
        if count(rule, gathered) >= rule["n"]:
            return True
    return count(rule, gathered) >= int(rule["n"])
