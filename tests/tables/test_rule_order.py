"""The rules together: in order, all within reach, and never softer for one more tick."""

import pytest
from made_up_kit import RULES, MadeUpKit

UNREACHED = "no answers can ever reach this rule; a rule above it takes them all"


def put_rules(kit: MadeUpKit, rules: list[tuple[str, int, str]]) -> list[str]:
    """Write ``rules`` (condition, n, level) from the top and read the problems."""
    header = kit.read("rules")[0]
    rows = []
    for order, (condition, n, level) in enumerate(rules, start=1):
        known = {"rule_id": f"rule-{order}", "order": order, "condition": condition, "n": n}
        cells = {**known, "concern": "", "level": level, "source_id": "article"}
        rows.append([str(cells.get(name, "words")) for name in header])
    kit.write("rules", [header, *rows])
    return kit.problems()


def test_two_rules_with_the_same_order_are_told(kit: MadeUpKit) -> None:
    kit.put("rules", 4, "order", "2")
    assert kit.problems() == ["rules.csv:4:order  2 already stands on line 3"]


def test_the_order_counts_and_not_the_line(kit: MadeUpKit) -> None:
    rows = kit.read("rules")
    kit.write("rules", [rows[0], *rows[:0:-1]])
    assert kit.problems() == []


def test_the_last_rule_must_always_fit(kit: MadeUpKit) -> None:
    message = "the last rule must be “always”, so that every check-in gets an answer"
    assert put_rules(kit, list(RULES[:-1])) == [f"rules.csv:7:condition  {message}"]


def test_no_rules_at_all_are_told(kit: MadeUpKit) -> None:
    (problem,) = put_rules(kit, [])
    assert problem.startswith("rules.csv:1:condition  the last rule must be")


def test_a_level_that_rises_again_is_told(kit: MadeUpKit) -> None:
    kit.put("rules", 6, "level", "talk")
    kit.put("rules", 5, "level", "watch")
    assert kit.problems() == [
        "rules.csv:6:level  “talk” is more urgent than “watch” of the rule before it (line 5); "
        "put this rule before that one"
    ]


def test_a_level_that_is_unknown_is_told(kit: MadeUpKit) -> None:
    kit.put("rules", 6, "level", "worry")
    levels = "act-now, talk, watch, not-sure, already-helped, nothing-ticked"
    assert kit.problems() == [f"rules.csv:6:level  “worry” is none of {levels}"]


@pytest.mark.parametrize(
    ("above", "below"),
    [
        (("always", 0), ("often", 1)),
        (("often", 1), ("often", 2)),
        (("often", 0), ("urgent-today", 1)),
        (("sometimes", 1), ("often", 1)),
        (("sometimes", 1), ("areas", 2)),
        (("areas", 1), ("often", 3)),
        (("not-sure", 1), ("sometimes", 1)),
        (("areas", 2), ("often", 5)),
    ],
)
def test_a_rule_that_another_always_forestalls_is_told(
    kit: MadeUpKit, above: tuple[str, int], below: tuple[str, int]
) -> None:
    rules = [(*above, "talk"), (*below, "talk"), ("always", 0, "nothing-ticked")]
    assert f"rules.csv:3:condition  {UNREACHED}" in put_rules(kit, rules)


@pytest.mark.parametrize(
    ("condition", "n"),
    [("lost-skill", 2), ("urgent-today", 2), ("areas", 3), ("often", 9), ("sometimes", 9)],
)
def test_a_rule_that_asks_for_more_than_any_month_shows_is_told(
    kit: MadeUpKit, condition: str, n: int
) -> None:
    rules = [(condition, n, "talk"), ("always", 0, "nothing-ticked")]
    assert put_rules(kit, rules) == [f"rules.csv:2:condition  {UNREACHED}"]


@pytest.mark.parametrize(
    ("above", "below"),
    [
        (("often", 2), ("often", 1)),
        (("often", 1), ("areas", 1)),
        (("areas", 2), ("often", 3)),
        (("urgent-today", 1), ("often", 7)),
        (("lost-skill", 1), ("urgent-today", 1)),
    ],
)
def test_a_rule_that_some_answers_still_reach_is_fine(
    kit: MadeUpKit, above: tuple[str, int], below: tuple[str, int]
) -> None:
    rules = [(*above, "talk"), (*below, "watch"), ("always", 0, "nothing-ticked")]
    assert put_rules(kit, rules) == []


@pytest.mark.parametrize(
    ("above", "below", "unreached"),
    [
        (("feeding", 1), ("", 1), [3]),
        (("", 1), ("feeding", 1), [3]),
        (("feeding", 1), ("feeding", 1), [3]),
        (("feeding", 1), ("hearing", 1), []),
        (("hearing", 2), ("", 2), [2]),
        (("", 2), ("feeding", 1), []),
    ],
)
def test_a_rule_on_one_concern_takes_that_alone(
    kit: MadeUpKit, above: tuple[str, int], below: tuple[str, int], unreached: list[int]
) -> None:
    for line, concern in ((2, "feeding"), (3, "hearing")):
        kit.put("behaviours", line, "urgent", "this-week")
        kit.put("behaviours", line, "concern", concern)
    if below == ("", 1):
        kit.put("behaviours", 3, "urgent", "no")
        kit.put("behaviours", 3, "concern", "")
    header = kit.read("rules")[0]
    rows = [
        {"rule_id": f"rule-{order}", "order": order, "concern": concern, "n": n}
        for order, (concern, n) in enumerate((above, below), start=1)
    ]
    same = {"condition": "urgent-this-week", "level": "talk", "source_id": "article"}
    last = {"rule_id": "rule-3", "order": 3, "condition": "always", "concern": "", "n": 0}
    last |= {"level": "nothing-ticked", "source_id": "article"}
    cells = [*({**row, **same} for row in rows), last]
    kit.write("rules", [header, *([str(c.get(name, "words")) for name in header] for c in cells)])
    assert kit.problems() == [f"rules.csv:{line}:condition  {UNREACHED}" for line in unreached]


def test_only_what_is_urgent_counts_one_concern(kit: MadeUpKit) -> None:
    kit.put("rules", 4, "concern", "feeding")
    message = "only urgent-today and urgent-this-week count one concern alone"
    assert kit.problems() == [f"rules.csv:4:concern  {message}"]
