"""What there is to say about a result comes from the tables, for the level and the age."""

import pytest

from otkit import Age, score
from otkit.guidance import age_note, contacts, countries, explain, questions, tips
from otkit.scoring import behaviours_asked


@pytest.mark.parametrize("months", [0, 11, 12, 35, 36, 71])
def test_every_level_has_a_message_steps_and_limits_at_every_age(months, tables):
    age = Age(months)
    first = behaviours_asked(age, tables)[0]["behaviour_id"]
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


def test_ticks_stand_under_their_sign_with_how_often(tables):
    row = behaviours_asked(Age(20), tables)[0]
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
    row = behaviours_asked(Age(9), tables)[0]
    told = explain(score(Age(9), {row["behaviour_id"]: True}, tables), tables)
    assert row["source_id"] in {source["source_id"] for source in told.sources}


@pytest.mark.parametrize(("months", "contact"), [(35, "us-early-intervention"), (36, "us-school")])
def test_whom_to_call_changes_at_the_third_birthday(months, contact, tables):
    assert contact in {row["contact_id"] for row in contacts(Age(months), tables, "US")}


def test_a_country_without_rows_gets_the_generic_ones(tables):
    rows = contacts(Age(20), tables, "AQ")
    assert rows
    assert {row["country"] for row in rows} == {"any"}


def test_the_generic_place_is_offered_last(tables):
    assert countries(tables)[-1] == "any"


def test_tips_are_for_the_marked_areas_and_the_age_group(tables):
    row = behaviours_asked(Age(20), tables)[0]
    found = tips(score(Age(20), {row["behaviour_id"]: True}, tables), tables)
    assert {(tip["area_id"], tip["age_group_id"]) for tip in found} == {(row["area_id"], "toddler")}
    assert len(found) == 3


def test_tips_of_several_areas_come_by_turns(tables):
    by_area = {row["area_id"]: row["behaviour_id"] for row in behaviours_asked(Age(20), tables)}
    found = tips(score(Age(20), dict.fromkeys(by_area.values(), True), tables), tables)
    assert len({tip["area_id"] for tip in found}) == 3


def test_nothing_marked_gives_no_tips_but_questions_to_ask(tables):
    result = score(Age(20), {}, tables)
    assert tips(result, tables) == ()
    assert questions(result, tables, "doctor")


def test_questions_on_the_marked_area_come_first(tables):
    row = next(r for r in behaviours_asked(Age(9), tables) if r["area_id"] == "feeding")
    result = score(Age(9), {row["behaviour_id"]: True}, tables)
    assert questions(result, tables, "doctor")[0]["area_id"] == "feeding"


def test_an_age_is_told_only_where_a_source_gives_it(tables):
    """Who says that something should not wait gives no age for it."""
    ages = {"cdc-2022", "who-motor"}
    for row in tables.rows("behaviours"):
        note, months = age_note(row, tables)
        tells = note in ("result.from-age", "result.at-age")
        assert tells == (row["source_id"] in ages), row["behaviour_id"]
        assert months > 0 or note != "result.from-age"
        assert (note == "result.urgent") == row["urgent"]


def test_what_should_not_wait_comes_with_no_tips(tables):
    rows = behaviours_asked(Age(9), tables)
    urgent = next(row["behaviour_id"] for row in rows if row["urgent"])
    other = next(row["behaviour_id"] for row in rows if not row["urgent"])
    assert tips(score(Age(9), {other: True}, tables), tables)
    assert tips(score(Age(9), {other: True, urgent: "sometimes"}, tables), tables) == ()


def test_only_a_missing_skill_says_what_most_children_do(tables):
    """“Most children do this by 6 months” is about a skill, never about something seen."""
    about_most = ("result.from-age", "result.at-age")
    seen = [row for row in tables.rows("behaviours") if row["kind"] != "missing-skill"]
    assert [r["behaviour_id"] for r in seen if age_note(r, tables)[0] in about_most] == []
