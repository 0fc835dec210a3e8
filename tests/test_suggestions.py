"""What to try and what to ask fits what was marked."""

import pytest

from otkit import Age, score
from otkit.scoring.score import behaviours_asked
from otkit.scoring.suggestions import behaviours_of, questions, tips


def test_tips_are_for_the_marked_areas_and_the_age_group(tables):
    result = score(Age(20), {"covers-ears": True, "dislikes-textures": True}, tables)
    found = tips(result, tables)
    assert {(tip["area_id"], tip["age_group_id"]) for tip in found} == {("senses", "toddler")}


def test_tips_of_several_areas_come_by_turns(tables):
    marked = ["trips-and-bumps", "moving-on", "fears-movement"]
    found = tips(score(Age(20), dict.fromkeys(marked, True), tables), tables)
    assert len({tip["area_id"] for tip in found}) == 3


def test_a_tip_fits_a_behaviour_that_was_marked(tables):
    for row in tables.rows("behaviours"):
        age = Age(row["from_months"])
        for tip in tips(score(age, {row["behaviour_id"]: "sometimes"}, tables), tables):
            assert row["behaviour_id"] in behaviours_of(tip)


def test_who_is_told_to_try_a_tip_finds_one(tables):
    """Trying one is the first step of that level."""
    for row in tables.rows("behaviours"):
        for months in {row["from_months"], row["to_months"]}:
            result = score(Age(months), {row["behaviour_id"]: "sometimes"}, tables)
            assert result.level != "watch" or tips(result, tables), (row["behaviour_id"], months)


def test_no_bear_walk_for_a_child_who_cannot_pull_to_stand(tables):
    found = tips(score(Age(12), {"pulls-to-stand": "often"}, tables), tables)
    assert "toddler-coordination-animals" not in {tip["tip_id"] for tip in found}


def test_an_area_with_something_urgent_gets_no_tip(tables):
    result = score(Age(8), {"reaches": "often", "uses-one-hand": "not-sure"}, tables)
    assert tips(score(Age(8), {"reaches": "often"}, tables), tables)
    assert tips(result, tables) == ()


def test_an_area_that_a_professional_helps_with_gets_no_tip(tables):
    answers = {"covers-ears": "often", "trips-and-bumps": "sometimes", "already-seen": ["senses"]}
    found = tips(score(Age(20), answers, tables), tables)
    assert {tip["area_id"] for tip in found} == {"coordination"}


def test_what_should_not_wait_comes_with_no_tips(tables):
    assert tips(score(Age(9), {"reaches": True}, tables), tables)
    assert tips(score(Age(9), {"reaches": True, "was-blue": "not-sure"}, tables), tables) == ()


def test_nothing_marked_gives_no_tips_but_questions_to_ask(tables):
    result = score(Age(20), {}, tables)
    assert tips(result, tables) == ()
    assert questions(result, tables, "doctor")


def test_questions_on_the_marked_area_come_first(tables):
    row = next(r for r in behaviours_asked(Age(9), tables) if r["area_id"] == "feeding")
    result = score(Age(9), {row["behaviour_id"]: True}, tables)
    assert questions(result, tables, "doctor")[0]["area_id"] == "feeding"


def test_questions_on_what_is_urgent_come_first_though_not_sure(tables):
    answers = {"refuses-food-textures": "often", "chokes-toddler-meals": "not-sure"}
    result = score(Age(20), answers, tables)
    assert questions(result, tables, "doctor")[0]["question_id"] == "doctor-feeding"


def test_a_visit_today_is_not_about_a_screening(tables):
    found = questions(score(Age(4), {"was-blue": "not-sure"}, tables), tables, "doctor")
    names = [row["question_id"] for row in found]
    assert names == ["doctor-health-area", "doctor-health-watched", "doctor-sooner"]


def test_a_visit_for_a_lost_skill_may_be_about_a_screening(tables):
    found = questions(score(Age(22), {"lost-skill": True}, tables), tables, "doctor")
    assert "doctor-screening" in {row["question_id"] for row in found}


@pytest.mark.parametrize(
    ("months", "mark", "question"),
    [
        (6, "keeps-fists", "doctor-both-hands"),
        (48, "preschool-one-side", "doctor-both-hands"),
        (20, "toddler-name", "doctor-hearing"),
        (3, "responds-to-loud-sounds", "doctor-hearing"),
    ],
)
def test_the_question_on_what_was_marked_comes_first(months, mark, question, tables):
    result = score(Age(months), {mark: "not-sure"}, tables)
    assert questions(result, tables, "doctor")[0]["question_id"] == question


def test_a_sudden_change_in_health_brings_no_question_for_an_ot(tables):
    assert questions(score(Age(2), {"was-blue": True}, tables), tables, "ot") == ()
    assert questions(score(Age(2), {"chokes-feeding": True}, tables), tables, "ot")


def test_a_tip_touches_no_mouth_that_loses_milk(tables):
    for row in tables.rows("tips"):
        if row["age_group_id"] == "infant":
            assert "lips with a clean finger" not in row["text_en"]
            assert "Make a soft sound" not in row["text_en"]


def test_a_child_slow_to_sleep_gets_tips_on_sleep_first(tables):
    found = tips(score(Age(5), {"slow-to-sleep": "often"}, tables), tables)
    assert found[0]["tip_id"] == "infant-sleep-same-steps"
