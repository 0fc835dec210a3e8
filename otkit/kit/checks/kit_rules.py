"""What this kit asks of its tables beyond what a schema can say.

A rule is a function from all sheets to problems. It runs when the tables it names are sound
on their own, so that one mistake is told once.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import chain

from otkit.errors import Problem
from otkit.kit.checks.behaviour_rules import (
    check_areas_of_behaviours,
    check_behaviours_a_month,
    check_rules_of_guidance,
    check_tips,
    check_urgent,
    check_usual_alone,
    each_run,
)
from otkit.kit.checks.letter_rules import check_letters
from otkit.kit.checks.message_rules import (
    check_any,
    check_calls,
    check_countries,
    check_emergency,
    check_filled,
    check_messages,
    check_words,
)
from otkit.kit.checks.number_rules import check_numbers
from otkit.kit.checks.plural_rules import check_languages, check_texts, plurals_of
from otkit.kit.checks.review_rules import check_days, check_parts, check_roles
from otkit.kit.checks.rule_order import MONTHS, check_rules
from otkit.kit.checks.workshop_rules import check_cases, check_quiz, check_quiz_places
from otkit.kit.places import PLACE
from otkit.kit.tables.descriptor import DESCRIPTOR
from otkit.kit.tables.schema import Sheet, months_of
from otkit.kit.tables.sentences import said

Sheets = Mapping[str, Sheet]
KitRule = Callable[..., Iterator[Problem]]


def check_kit_rules(sheets: Sheets) -> Iterator[Problem]:
    """Every problem that a rule of the kit finds in ``sheets``."""
    for sheet in sheets.values():
        yield from check_places(sheet)
        yield from check_months(sheet)
        yield from check_letters(sheet)
        if "sources" in sheets and sheets["sources"].is_sound:
            yield from check_numbers(sheet, sheets["sources"])
    yield from check_parts(sheets)
    for name in sorted({*TABLES, *chain(*RULES.values())} - set(sheets)):
        message = said("package.needs-table", name=name)
        yield Problem(DESCRIPTOR, 1, "", message)
    for rule, names in RULES.items():
        if all(name in sheets and sheets[name].is_sound for name in names):
            yield from rule(*(sheets[name] for name in names))


def check_places(sheet: Sheet) -> Iterator[Problem]:
    """A text has the same `{places}` in every language."""
    plurals = {id(record) for forms in plurals_of(sheet).values() for record in forms.values()}
    by_stem: dict[str, list[str]] = {}
    for name, field in sheet.table.fields.items():
        if field.language:
            by_stem.setdefault(name.removesuffix(field.language), []).append(name)
    for record in sheet.records:
        if id(record) in plurals:
            continue  # their forms need not be those of another language
        for first, *others in by_stem.values():
            wanted = set(PLACE.findall(str(record.values.get(first) or "")))
            for other in others:
                text = record.values.get(other)
                if text and record.row.whole and record.values.get(first):
                    places = set(PLACE.findall(str(text)))
                    for place in sorted(wanted ^ places):
                        wrong = "place.missing" if place in wanted else "place.extra"
                        message = said(wrong, place=f"{{{place}}}", column=first)
                        yield sheet.problem(record, other, message)


def check_months(sheet: Sheet) -> Iterator[Problem]:
    """The last month is not before the first."""
    for record in sheet.records:
        first, last = record.values.get("from_months"), record.values.get("to_months")
        if isinstance(first, int) and isinstance(last, int) and first > last and record.row.whole:
            message = said("months.reversed", last=last, first=first)
            yield sheet.problem(record, "to_months", message)


def check_age_groups(groups: Sheet) -> Iterator[Problem]:
    """Every month belongs to exactly one age group."""
    counts = Counter(month for record in groups.records for month in months_of(record))
    yield from each_run(groups, (m for m in MONTHS if not counts[m]), "group.none")
    yield from each_run(groups, (m for m in MONTHS if counts[m] > 1), "group.two")


def check_months_of_signs(behaviours: Sheet, signs: Sheet, groups: Sheet) -> Iterator[Problem]:
    """A behaviour is asked only inside the age group of its sign."""
    group_of = {sign.values["sign_id"]: sign.values["age_group_id"] for sign in signs.records}
    months_in = {group.values["age_group_id"]: months_of(group) for group in groups.records}
    for record in behaviours.records:
        group = group_of.get(record.values["sign_id"])
        if group not in months_in:
            continue  # a broken foreign key, told elsewhere
        inside = months_in[group]
        for column in ("from_months", "to_months"):
            if record.values[column] not in inside:
                message = said(
                    "group.outside",
                    month=record.values[column],
                    group=group,
                    first=inside.start,
                    last=inside.stop - 1,
                )
                yield behaviours.problem(record, column, message)


def check_messages_of_levels(guidance: Sheet, rules: Sheet) -> Iterator[Problem]:
    """Each level has exactly one main message at each month, a rule at most one of its own."""
    every = [r for r in guidance.records if r.values["part"] == "message"]
    messages = [r for r in every if not r.values["rule_id"]]
    for rule in rules.records:
        own = [r for r in every if r.values["rule_id"] == rule.values["rule_id"]]
        counts = Counter(month for record in own for month in months_of(record))
        twice = (month for month in MONTHS if counts[month] > 1)
        yield from each_run(guidance, twice, "guidance.rule-twice", rule=rule.values["rule_id"])
    for level in rules.table.fields["level"].enum:
        rows = [r for r in messages if r.values["level"] in (level, "all")]
        counts = Counter(month for record in rows for month in months_of(record))
        for wrong, some in (("guidance.level-none", 0), ("guidance.level-twice", 2)):
            months = (m for m in MONTHS if min(counts[m], 2) == some)
            yield from each_run(guidance, months, wrong, level=level)


RULES: Mapping[KitRule, tuple[str, ...]] = {
    check_age_groups: ("age_groups",),
    check_months_of_signs: ("behaviours", "signs", "age_groups"),
    check_behaviours_a_month: ("behaviours",),
    check_urgent: ("behaviours",),
    check_usual_alone: ("behaviours",),
    check_areas_of_behaviours: ("behaviours", "signs", "areas"),
    check_tips: ("tips", "behaviours", "signs"),
    check_rules_of_guidance: ("guidance", "rules"),
    check_rules: ("rules", "behaviours", "signs"),
    check_messages_of_levels: ("guidance", "rules"),
    check_messages: ("messages",),
    check_languages: ("languages",),
    check_texts: ("messages",),
    check_filled: ("messages",),
    check_words: ("messages",),
    check_countries: ("contacts", "messages"),
    check_calls: ("contacts",),
    check_emergency: ("emergency", "messages"),
    check_any: ("paper_sizes",),
    check_quiz: ("quiz", "quiz_options"),
    check_quiz_places: ("quiz", "quiz_options"),
    check_cases: ("cases", "behaviours", "areas"),
    check_roles: ("review_roles", "review_parts"),
    check_days: ("reviews",),
}
"""Each rule with the tables it compares, in the order of its arguments."""

TABLES = (
    "languages",
    "areas",
    "sources",
    "subjects",
    "emergency_signs",
    "helplines",
    "pictures",
    "check_ups",
)
"""Tables that the kit needs besides."""
