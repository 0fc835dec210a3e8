"""What the kit asks of its behaviours, and of the tables that name them."""

from collections import Counter
from collections.abc import Iterable, Iterator

from otkit.errors import Problem
from otkit.kit.checks.rule_order import MONTHS
from otkit.kit.tables.schema import Sheet, months_of
from otkit.kit.tables.sentences import not_in, said

FEWEST, MOST = 8, 32
"""Behaviours to show at one month: enough to see a pattern, few enough for a phone."""

MOST_IN_ALL = 140
"""Behaviours of all ages."""

SPOKEN = ("text", "clinical_term")
"""What an area says of behaviours whose sign is of another area."""


def check_behaviours_a_month(behaviours: Sheet) -> Iterator[Problem]:
    """At every month there are between 8 and 32 behaviours to show, and at most 140 in all."""
    counts = Counter(month for record in behaviours.records for month in months_of(record))
    for month_count in sorted({counts[m] for m in MONTHS} - set(range(FEWEST, MOST + 1))):
        yield from each_run(
            behaviours,
            (m for m in MONTHS if counts[m] == month_count),
            "behaviour.how-many",
            count=month_count,
            least=FEWEST,
            most=MOST,
        )
    for record in behaviours.records[MOST_IN_ALL:]:
        message = said("behaviour.in-all", most=MOST_IN_ALL)
        yield behaviours.problem(record, "behaviour_id", message)


def check_urgent(behaviours: Sheet) -> Iterator[Problem]:
    """A behaviour names a concern when it is urgent, and only then."""
    for record in behaviours.records:
        is_urgent = record.values["urgent"] != "no"
        if is_urgent and not record.values["concern"] and record.row.whole:
            message = said("behaviour.no-concern")
            yield behaviours.problem(record, "concern", message)
        elif record.values["concern"] and not is_urgent:
            message = said("behaviour.not-urgent")
            yield behaviours.problem(record, "concern", message)


def check_usual_alone(behaviours: Sheet) -> Iterator[Problem]:
    """What is usual alone says until which of its months, and who says so; nothing urgent is."""
    for record in behaviours.records:
        until, source = record.values["alone_to_months"], record.values["alone_source_id"]
        if (until is None) != (source is None):
            column = "alone_source_id" if source is None else "alone_to_months"
            other = "alone_to_months" if source is None else "alone_source_id"
            message = said("behaviour.both-or-none", other=other)
            yield behaviours.problem(record, column, message)
        elif until is not None and record.values["urgent"] != "no":
            message = said("behaviour.urgent")
            yield behaviours.problem(record, "alone_to_months", message)
        elif until is not None and until not in months_of(record):
            message = said("behaviour.not-then", month=until)
            yield behaviours.problem(record, "alone_to_months", message)


def check_areas_of_behaviours(behaviours: Sheet, signs: Sheet, areas: Sheet) -> Iterator[Problem]:
    """An area of a behaviour is not that of its sign, and says what it is, in every language."""
    area_of = {sign.values["sign_id"]: sign.values["area_id"] for sign in signs.records}
    silent = {
        area.values["area_id"]
        for area in areas.records
        if not all(area.values[name] for name in areas.table.fields if name.startswith(SPOKEN))
    }
    for record in behaviours.records:
        area_id = record.values["area_id"]
        if area_id and area_id == area_of.get(record.values["sign_id"]):
            message = said("behaviour.same-area", area=area_id)
            yield behaviours.problem(record, "area_id", message)
        elif area_id in silent:
            message = said("behaviour.silent-area", file=areas.file.name, area=area_id)
            yield behaviours.problem(record, "area_id", message)


def check_tips(tips: Sheet, behaviours: Sheet, signs: Sheet) -> Iterator[Problem]:
    """A tip helps with behaviours of its own area and age group, none of them urgent."""
    sign_of = {sign.values["sign_id"]: sign.values for sign in signs.records}
    belongs = {}
    for record in behaviours.records:
        sign = sign_of.get(record.values["sign_id"], {})
        area_id = record.values["area_id"] or sign.get("area_id")
        belongs[record.values["behaviour_id"]] = (
            area_id,
            sign.get("age_group_id"),
            record.values["urgent"],
        )
    for tip in tips.records:
        listed = str(tip.values["behaviours"] or "").split(";")
        for name in filter(None, map(str.strip, listed)):
            fits = (tip.values["area_id"], tip.values["age_group_id"], "no")
            if name not in belongs:
                yield tips.problem(tip, "behaviours", not_in(name, behaviours.file.name))
            elif belongs[name] != fits:
                message = said("tip.not-fitting", name=name)
                yield tips.problem(tip, "behaviours", message)


def check_rules_of_guidance(guidance: Sheet, rules: Sheet) -> Iterator[Problem]:
    """What is said for one rule is said at the level of that rule."""
    level_of = {rule.values["rule_id"]: rule.values["level"] for rule in rules.records}
    for record in guidance.records:
        level = level_of.get(record.values["rule_id"])
        if level and record.values["level"] != level:
            rule = record.values["rule_id"]
            message = said("guidance.other-level", rule=rule, level=level)
            yield guidance.problem(record, "level", message)


def each_run(
    sheet: Sheet, months: Iterable[int], sentence_id: str, **values: object
) -> Iterator[Problem]:
    """One problem for each run of months, which is the value ``at`` of the sentence."""
    run: list[int] = []
    for month in [*months, -1]:
        if run and month != run[-1] + 1:
            at = said("at.month" if len(run) == 1 else "at.months", first=run[0], last=run[-1])
            message = said(sentence_id, at=at, **values)
            yield Problem(sheet.file.name, 1, "from_months", message)
            run = []
        run.append(month)
