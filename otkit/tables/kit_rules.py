"""What this kit asks of its tables beyond what a schema can say.

A rule is a function from all sheets to problems. It runs when the tables it names are sound
on their own, so that one mistake is told once.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain

from otkit.errors import Problem
from otkit.tables.descriptor import DESCRIPTOR
from otkit.tables.message_rules import (
    check_calls,
    check_countries,
    check_emergency,
    check_messages,
)
from otkit.tables.rule_order import MONTHS, check_rules
from otkit.tables.schema import Record, Sheet, whole
from otkit.tables.workshop_rules import check_cases, check_quiz, check_quiz_places

FEWEST, MOST = 8, 24
"""Behaviours to show at one month: enough to see a pattern, few enough for two minutes."""

PLACE = re.compile(r"\{([a-z][a-z0-9_]*)\}")
"""A place to fill in a text, as in ``{months}``."""

Sheets = Mapping[str, Sheet]
KitRule = Callable[..., Iterator[Problem]]


def check_kit_rules(sheets: Sheets) -> Iterator[Problem]:
    """Every problem that a rule of the kit finds in ``sheets``."""
    for sheet in sheets.values():
        yield from check_places(sheet)
        yield from check_months(sheet)
    for name in sorted({*TABLES, *chain(*RULES.values())} - set(sheets)):
        message = f"does not describe the table {name}, which the kit needs"
        yield Problem(DESCRIPTOR, 1, "", message)
    for rule, names in RULES.items():
        if all(name in sheets and sheets[name].is_sound for name in names):
            yield from rule(*(sheets[name] for name in names))


def check_places(sheet: Sheet) -> Iterator[Problem]:
    """A text has the same `{places}` in every language."""
    by_stem: dict[str, list[str]] = {}
    for name, field in sheet.table.fields.items():
        if field.language:
            by_stem.setdefault(name.removesuffix(field.language), []).append(name)
    for record in sheet.records:
        for first, *others in by_stem.values():
            asked = set(PLACE.findall(str(record.values.get(first) or "")))
            for other in others:
                text = record.values.get(other)
                if text and record.row.whole and record.values.get(first):
                    found = set(PLACE.findall(str(text)))
                    for place in sorted(asked - found):
                        yield sheet.problem(record, other, f"{{{place}}} of {first} is missing")
                    for place in sorted(found - asked):
                        yield sheet.problem(record, other, f"{{{place}}} does not stand in {first}")


def check_months(sheet: Sheet) -> Iterator[Problem]:
    """The last month is not before the first."""
    for record in sheet.records:
        first, last = record.values.get("from_months"), record.values.get("to_months")
        if isinstance(first, int) and isinstance(last, int) and first > last and record.row.whole:
            message = f"{last} is before the first month, {first}"
            yield sheet.problem(record, "to_months", message)


def check_age_groups(groups: Sheet) -> Iterator[Problem]:
    """Every month belongs to exactly one age group."""
    counts = Counter(month for record in groups.records for month in _months(record))
    yield from _each_run(
        groups, (m for m in MONTHS if not counts[m]), "{at} there is no age group; close the gap"
    )
    yield from _each_run(
        groups, (m for m in MONTHS if counts[m] > 1), "{at} there are two age groups; keep one"
    )


def check_months_of_signs(behaviours: Sheet, signs: Sheet, groups: Sheet) -> Iterator[Problem]:
    """A behaviour is asked only inside the age group of its sign."""
    group_of = {sign.values["sign_id"]: sign.values["age_group_id"] for sign in signs.records}
    months_of = {group.values["age_group_id"]: _months(group) for group in groups.records}
    for record in behaviours.records:
        group = group_of.get(record.values["sign_id"])
        if group not in months_of:
            continue  # a broken foreign key, told elsewhere
        inside = months_of[group]
        for column in ("from_months", "to_months"):
            if record.values[column] not in inside:
                message = (
                    f"{record.values[column]} is outside the age group of its sign, "
                    f"{group}: {inside.start} to {inside.stop - 1} months"
                )
                yield behaviours.problem(record, column, message)


def check_behaviours_a_month(behaviours: Sheet) -> Iterator[Problem]:
    """At every month there are between 8 and 24 behaviours to show."""
    counts = Counter(month for record in behaviours.records for month in _months(record))
    for month_count in sorted({counts[m] for m in MONTHS} - set(range(FEWEST, MOST + 1))):
        yield from _each_run(
            behaviours,
            (m for m in MONTHS if counts[m] == month_count),
            f"{{at}} there are {month_count} behaviours to show; "
            f"every month needs between {FEWEST} and {MOST}",
        )


def check_messages_of_levels(guidance: Sheet, rules: Sheet) -> Iterator[Problem]:
    """Each level has exactly one main message at each month."""
    messages = [r for r in guidance.records if r.values["part"] == "message"]
    for level in rules.table.fields["level"].enum:
        rows = [r for r in messages if r.values["level"] in (level, "all")]
        counts = Counter(month for record in rows for month in _months(record))
        for wrong, some in (("no main message", 0), ("more than one main message", 2)):
            months = (m for m in MONTHS if min(counts[m], 2) == some)
            yield from _each_run(guidance, months, f"level “{level}”: {{at}} there is {wrong}")


def _months(record: Record) -> range:
    """The months of a row, both ends included."""
    return range(whole(record, "from_months"), whole(record, "to_months") + 1)


def _each_run(sheet: Sheet, months: Iterable[int], message: str) -> Iterator[Problem]:
    """One problem for each run of months, with ``{at}`` in words."""
    run: list[int] = []
    for month in [*months, -1]:
        if run and month != run[-1] + 1:
            at = f"at month {run[0]}" if len(run) == 1 else f"at months {run[0]} to {run[-1]}"
            text = message.replace("{at}", at)
            yield Problem(sheet.file.name, 1, "from_months", text)
            run = []
        run.append(month)


RULES: Mapping[KitRule, tuple[str, ...]] = {
    check_age_groups: ("age_groups",),
    check_months_of_signs: ("behaviours", "signs", "age_groups"),
    check_behaviours_a_month: ("behaviours",),
    check_rules: ("rules", "behaviours", "signs"),
    check_messages_of_levels: ("guidance", "rules"),
    check_messages: ("messages",),
    check_countries: ("contacts", "messages"),
    check_calls: ("contacts",),
    check_emergency: ("emergency", "messages"),
    check_quiz: ("quiz", "quiz_options"),
    check_quiz_places: ("quiz", "quiz_options"),
    check_cases: ("vignettes", "behaviours", "areas"),
}
"""Each rule with the tables it compares, in the order of its arguments."""

TABLES = ("languages", "areas", "sources", "subjects", "emergency_signs", "helplines")
"""Tables that the kit needs besides."""
