"""What there is to say about a result comes from the tables, for the level and the age."""

import pytest

from otkit import Age, behaviours_for, score
from otkit.guidance import asked, explain


@pytest.mark.parametrize("months", [0, 11, 12, 35, 36, 71])
def test_every_level_has_a_message_steps_and_limits_at_every_age(months, tables):
    age = Age(months)
    first = asked(age, tables)[0]["behaviour_id"]
    for answers in (
        {},
        {first: "not-sure"},
        {first: "sometimes"},
        {first: True},
        {"lost-skill": True},
    ):
        told = explain(score(age, answers, tables), tables)
        assert told.message["part"] == "message"
        assert told.steps
        assert told.limits


def test_the_asked_rows_are_those_of_behaviours_for(tables):
    age = Age(20)
    expected = list(behaviours_for(age, tables)["behaviour_id"])
    assert [row["behaviour_id"] for row in asked(age, tables)] == expected


def test_ticks_stand_under_their_sign_with_how_often(tables):
    row = asked(Age(20), tables)[0]
    told = explain(score(Age(20), {row["behaviour_id"]: "sometimes"}, tables), tables)
    (sign,) = told.signs
    assert sign.row["sign_id"] == row["sign_id"]
    assert [(tick.row["behaviour_id"], tick.answer) for tick in sign.ticks] == [
        (row["behaviour_id"], "sometimes")
    ]


def test_the_call_to_make_follows_the_actual_age_not_the_corrected_one(tables):
    under, over = (
        explain(score(Age(months), {"lost-skill": True}, tables), tables) for months in (35, 36)
    )
    assert [row["guidance_id"] for row in under.steps] != [row["guidance_id"] for row in over.steps]


def test_every_ticked_behaviour_brings_its_source(tables):
    row = asked(Age(9), tables)[0]
    told = explain(score(Age(9), {row["behaviour_id"]: True}, tables), tables)
    assert row["source_id"] in {source["source_id"] for source in told.sources}
