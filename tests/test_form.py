"""A form's fields become a state; whatever stands in them, nothing raises."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otkit.widgets.form import read_fields
from tests.kit import TABLES

TODAY = date(2026, 3, 10)
BEHAVIOUR = TABLES.rows("behaviours")[0]["behaviour_id"]


def test_years_and_months_make_months(tables):
    state = read_fields({"years": ["2"], "months": ["3"]}, tables, TODAY)
    assert (state.months, state.age.months, state.problem) == (27, 27, None)


@pytest.mark.parametrize("chosen", [{"years": ["0"]}, {"years": [""], "months": ["3"]}])
def test_years_or_months_alone_open_no_list(chosen, tables):
    """Of a year alone the first month would be meant, and a baby of 10 months be a newborn."""
    for fields in (chosen, {"months": [""], **chosen}):
        state = read_fields(fields, tables, TODAY)
        assert (state.months, state.age, state.problem) == (None, None, None)


def test_an_address_may_give_the_age_in_months_alone(tables):
    assert read_fields({"months": ["30"]}, tables, TODAY).age.months == 30


def test_a_birth_date_becomes_months_and_is_not_in_the_state(tables):
    state = read_fields({"age-by": ["birth"], "birth": ["2025-06-10"]}, tables, TODAY)
    assert state.months == 9
    assert "2025" not in repr(state)


def test_a_birth_date_counts_only_when_asked_for(tables):
    fields = {"age-by": ["months"], "birth": ["2025-06-10"], "months": ["48"]}
    assert read_fields(fields, tables, TODAY).months == 48


def test_weeks_early_correct_the_age(tables):
    state = read_fields({"months": ["12"], "weeks": ["8"]}, tables, TODAY)
    assert state.age.is_corrected
    assert state.age.corrected_months == 10


@pytest.mark.parametrize(
    ("fields", "message_id"),
    [
        ({"age-by": ["birth"], "birth": ["2026-03-11"]}, "age.future"),
        ({"age-by": ["birth"], "birth": ["2019-01-01"]}, "age.too-old"),
        ({"age-by": ["birth"], "birth": ["soon"]}, "age.not-a-date"),
        ({"months": ["72"]}, "age.too-old"),
        ({"months": ["12"], "weeks": ["18"]}, "age.weeks-early-range"),
    ],
)
def test_an_age_that_cannot_be_is_told_and_loses_no_answer(fields, message_id, tables):
    state = read_fields({**fields, f"see:{BEHAVIOUR}": ["on"]}, tables, TODAY)
    assert state.problem.message_id == message_id
    assert state.age is None
    assert state.answers == {BEHAVIOUR: "not-said"}


def test_a_tick_with_how_often_is_that_answer(tables):
    fields = {f"see:{BEHAVIOUR}": ["on"], f"how:{BEHAVIOUR}": ["sometimes"]}
    assert read_fields(fields, tables, TODAY).answers == {BEHAVIOUR: "sometimes"}


def test_how_often_without_a_tick_is_no_answer(tables):
    assert read_fields({f"how:{BEHAVIOUR}": ["often"]}, tables, TODAY).answers == {}


def test_the_two_questions_on_the_whole_child_are_read(tables):
    fields = {"lost-skill": ["on"], "already-seen": ["sleep", "feeding", "moon"]}
    answers = read_fields(fields, tables, TODAY).answers
    assert answers["lost-skill"] is True
    assert set(answers["already-seen"]) == {"sleep", "feeding"}


def test_a_lost_skill_may_be_not_sure(tables):
    fields = {"lost-skill": ["on"], "how:lost-skill": ["not-sure"]}
    assert read_fields(fields, tables, TODAY).answers == {"lost-skill": "not-sure"}


def test_a_doubt_about_a_lost_skill_that_is_unticked_is_none(tables):
    assert read_fields({"how:lost-skill": ["not-sure"]}, tables, TODAY).answers == {}


def test_an_unknown_language_is_the_first_one(tables):
    assert read_fields({"language": ["xx"]}, tables, TODAY).language == "en"


# ---------------------------------------------------------------- a reload without a birth date


BORN = st.dates(date(2020, 3, 11), TODAY)


@given(BORN, st.integers(0, 17))
def test_the_age_is_the_same_without_the_birth_date(born, weeks):
    """The form that a browser keeps: all but the birth date."""
    fields = {"age-by": ["birth"], "birth": [born.isoformat()], "weeks": [str(weeks)]}
    before = read_fields(fields, TABLES, TODAY)
    kept = {
        "age-by": ["birth"],
        "years": [str(before.months // 12)],
        "months": [str(before.months % 12)],
        "weeks": [str(weeks)],
        "since-due": [f"{before.since_due} {before.months} {before.weeks_early}"],
    }
    after = read_fields(kept, TABLES, TODAY)
    assert after == before
    assert after.age.corrected_months == before.age.corrected_months
    assert born.isoformat() not in repr(before) + repr(kept)


PRETERM = {"age-by": ["birth"], "years": ["0"], "months": ["10"], "weeks": ["5"]}


@pytest.mark.parametrize(
    ("fields", "corrected"),
    [
        ({"since-due": ["9 10 5"]}, 9),
        ({}, 8),
        ({"since-due": ["9 10 5"], "age-by": ["months"]}, 8),
        ({"since-due": ["9 10 5"], "weeks": ["8"]}, 8),
        ({"since-due": ["9 11 5"]}, 8),
        ({"since-due": ["70 10 5"]}, 8),
        ({"since-due": ["9"]}, 8),
        ({"since-due": ["x y z"]}, 8),
        ({"since-due": ["-1 10 5"]}, 8),
    ],
)
def test_what_a_birth_date_came_to_counts_for_that_age_alone(fields, corrected, tables):
    assert read_fields({**PRETERM, **fields}, tables, TODAY).age.corrected_months == corrected


def test_a_birth_date_half_typed_does_not_lose_what_was_counted(tables):
    fields = {**PRETERM, "since-due": ["9 10 5"], "birth": ["half-typed"]}
    state = read_fields(fields, tables, TODAY)
    assert (state.age, state.since_due) == (None, 9)


def test_a_problem_with_the_age_does_not_hold_what_was_typed(tables):
    typed = {"age-by": ["birth"], "birth": ["2031-12-24"]}
    problem = read_fields(typed, tables, TODAY).problem
    assert "2031" not in str(problem)
    assert (problem.__traceback__, problem.__context__) == (None, None)


KNOWN = [
    "language",
    "age-by",
    "since-due",
    "years",
    "months",
    "birth",
    "weeks",
    "lost-skill",
    "already-seen",
]
NAMES = st.sampled_from([*KNOWN, f"see:{BEHAVIOUR}", f"how:{BEHAVIOUR}", "see:", "how:nobody"])
VALUES = st.lists(st.one_of(st.text(max_size=12), st.integers().map(str), st.dates().map(str)))


@given(st.dictionaries(NAMES, VALUES))
def test_whatever_stands_in_the_fields_nothing_raises(fields):
    state = read_fields(fields, TABLES, TODAY)
    assert state.months is None or state.problem or 0 <= state.months <= 71


def test_an_answer_that_a_row_does_not_offer_is_not_said(tables):
    """Where no frequency is asked, now and then cannot be chosen: a reload would not show it."""
    once = next(row for row in tables.rows("behaviours") if row["asked"] == "once")["behaviour_id"]
    fields = {"months": ["9"], f"see:{once}": ["on"], f"how:{once}": ["sometimes"]}
    assert read_fields(fields, tables, date(2026, 1, 1)).answers == {once: "not-said"}
