"""What each condition of a rule counts, stated once for every reader of the rules."""

import pytest

from otkit.kit.conditions import (
    ANY,
    CONDITIONS,
    Answered,
    counted,
    is_alone,
    is_dated_skill,
)

PLAIN = {
    "area_id": "play",
    "kind": "seen",
    "source_id": "article",
    "urgent": "no",
    "concern": "",
    "alone_to_months": None,
}
SKILL = {**PLAIN, "kind": "missing-skill", "source_id": "cdc-2022"}
USUAL = {**PLAIN, "alone_to_months": 4}
URGENT = {**PLAIN, "urgent": "today", "concern": "feeding"}
OTHER_AREA = {**PLAIN, "area_id": "sleep"}


def count(condition, *answered, month=4, lost_skill=False, concern=""):
    rule = {"condition": condition, "concern": concern}
    many, rows = counted(rule, [Answered(*one) for one in answered], month, lost_skill)
    return many, len(rows)


@pytest.mark.parametrize(
    ("condition", "one", "many"),
    [
        ("often", (PLAIN, "often"), 1),
        ("often", (PLAIN, "sometimes"), 0),
        ("often", (PLAIN, "not-said"), 0),
        ("often", (USUAL, "often"), 0),
        ("often", (PLAIN, "often", True), 0),
        ("alone", (USUAL, "often"), 1),
        ("alone", (USUAL, "sometimes"), 0),
        ("alone", (PLAIN, "often"), 0),
        ("sometimes", (USUAL, "often"), 1),
        ("sometimes", (PLAIN, "not-said"), 0),
        ("not-said", (PLAIN, "not-said"), 1),
        ("not-sure", (PLAIN, "not-sure"), 1),
        ("missing-skills", (SKILL, "sometimes"), 1),
        ("missing-skills", (SKILL, "not-sure"), 0),
        ("missing-skills", ({**SKILL, "source_id": "article"}, "often"), 0),
        ("already-helped", (PLAIN, "not-sure", True), 1),
        ("already-helped", (URGENT, "often", True), 0),
        ("urgent-today", (URGENT, "not-said", True), 1),
        ("urgent-this-week", (URGENT, "often"), 0),
    ],
)
def test_a_condition_counts_its_answers_of_its_rows(condition, one, many):
    assert count(condition, one) == (many, many)


def test_areas_are_counted_once_each():
    three = (PLAIN, "often"), (USUAL, "often"), (OTHER_AREA, "sometimes")
    assert count("areas", *three) == (2, 3)


def test_a_concern_leaves_out_what_is_about_another():
    assert count("urgent-today", (URGENT, "often"), concern="feeding") == (1, 1)
    assert count("urgent-today", (URGENT, "often"), concern="hearing") == (0, 0)


def test_a_lost_skill_and_always_need_no_row():
    assert count("lost-skill", lost_skill=True) == (1, 0)
    assert count("lost-skill", (PLAIN, "often")) == (0, 0)
    assert count("always")[0] == float("inf")


def test_usual_alone_ends_with_its_month():
    assert [is_alone(USUAL, month) for month in (0, 4, 5)] == [True, True, False]
    assert not is_alone(PLAIN, 0)


def test_a_skill_is_dated_when_a_source_gives_its_age():
    assert is_dated_skill(SKILL)
    assert not is_dated_skill(PLAIN)


def test_every_answer_counts_for_some_condition():
    assert {answer for one in CONDITIONS.values() for answer in one.answers} == set(ANY)
