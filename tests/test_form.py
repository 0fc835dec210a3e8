"""A form's fields become a state; whatever stands in them, nothing raises."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otkit import load_tables
from otkit.widgets.form import read_fields

TODAY = date(2026, 3, 10)
TABLES = load_tables()
BEHAVIOUR = TABLES.rows("behaviours")[0]["behaviour_id"]


def test_years_and_months_make_months(tables):
    state = read_fields({"years": ["2"], "months": ["3"]}, tables, TODAY)
    assert (state.months, state.age.months, state.problem) == (27, 27, None)


def test_without_years_there_is_no_age_yet(tables):
    state = read_fields({"months": ["3"]}, tables, TODAY)
    assert state.months is None
    assert state.age is None


def test_a_birth_date_becomes_months_and_is_not_in_the_state(tables):
    state = read_fields({"age-by": ["birth"], "birth": ["2025-06-10"]}, tables, TODAY)
    assert state.months == 9
    assert "2025" not in repr(state)


def test_a_birth_date_counts_only_when_asked_for(tables):
    fields = {"age-by": ["months"], "birth": ["2025-06-10"], "years": ["4"]}
    assert read_fields(fields, tables, TODAY).months == 48


def test_weeks_early_correct_the_age(tables):
    state = read_fields({"years": ["1"], "weeks": ["8"]}, tables, TODAY)
    assert state.age.is_corrected
    assert state.age.corrected_months == 10


@pytest.mark.parametrize(
    ("fields", "message_id"),
    [
        ({"age-by": ["birth"], "birth": ["2026-03-11"]}, "age.future"),
        ({"age-by": ["birth"], "birth": ["2019-01-01"]}, "age.too-old"),
        ({"age-by": ["birth"], "birth": ["soon"]}, "age.not-a-date"),
        ({"years": ["6"]}, "age.too-old"),
        ({"years": ["1"], "weeks": ["18"]}, "age.weeks-early-range"),
    ],
)
def test_an_age_that_cannot_be_is_told_and_loses_no_answer(fields, message_id, tables):
    state = read_fields({**fields, f"see:{BEHAVIOUR}": ["on"]}, tables, TODAY)
    assert state.problem.message_id == message_id
    assert state.age is None
    assert state.answers == {BEHAVIOUR: True}


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


def test_a_doubt_about_a_lost_skill_without_its_tick_is_no_answer(tables):
    assert read_fields({"how:lost-skill": ["not-sure"]}, tables, TODAY).answers == {}


def test_an_unknown_language_is_the_first_one(tables):
    assert read_fields({"language": ["xx"]}, tables, TODAY).language == "en"


KNOWN = ["language", "age-by", "years", "months", "birth", "weeks", "lost-skill", "already-seen"]
NAMES = st.sampled_from([*KNOWN, f"see:{BEHAVIOUR}", f"how:{BEHAVIOUR}", "see:", "how:nobody"])
VALUES = st.lists(st.one_of(st.text(max_size=12), st.integers().map(str), st.dates().map(str)))


@given(st.dictionaries(NAMES, VALUES))
def test_whatever_stands_in_the_fields_nothing_raises(fields):
    state = read_fields(fields, TABLES, TODAY)
    assert state.months is None or state.problem or 0 <= state.months <= 71
