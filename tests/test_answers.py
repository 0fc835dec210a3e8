"""Answers made clean, or refused with the name of what is wrong."""

import pytest

from otkit.age import Age
from otkit.errors import AnswerError
from otkit.kit.conditions import ANSWERS
from otkit.kit.tables import Tables
from otkit.scoring.answers import clean_answers
from otkit.scoring.score import behaviours_asked

AGE = Age(9)


@pytest.fixture
def asked(tables: Tables) -> list[str]:
    return [row["behaviour_id"] for row in behaviours_asked(AGE, tables)]


@pytest.fixture
def not_asked(tables: Tables, asked: list[str]) -> str:
    return next(name for name in tables["behaviours"]["behaviour_id"] if name not in asked)


@pytest.mark.parametrize(
    ("answer", "clean"),
    [(True, "often"), ("often", "often"), ("sometimes", "sometimes"), ("not-sure", "not-sure")],
)
def test_an_answer_becomes_one_of_three_words(
    tables: Tables, asked: list[str], answer: object, clean: str
) -> None:
    assert clean_answers(AGE, {asked[0]: answer}, asked, tables) == {asked[0]: clean}


@pytest.mark.parametrize("answer", [False, None, ""])
def test_no_answer_is_left_out(tables: Tables, asked: list[str], answer: object) -> None:
    answers = {asked[0]: answer, "lost-skill": answer, "already-seen": answer}
    assert clean_answers(AGE, answers, asked, tables) == {}


@pytest.mark.parametrize("answer", ["Often", "yes", "not sure", 1, 0, 1.0, [], ["often"], object()])
def test_an_answer_that_is_none_of_the_allowed_is_refused(
    tables: Tables, asked: list[str], answer: object
) -> None:
    with pytest.raises(AnswerError, match=asked[0]) as caught:
        clean_answers(AGE, {asked[0]: answer}, asked, tables)
    assert caught.value.message_id == "answer.not-allowed"
    assert caught.value.values["behaviour"] == asked[0]


@pytest.mark.parametrize("answer", [True, "", None])
def test_an_unknown_behaviour_is_refused_even_unticked(
    tables: Tables, asked: list[str], answer: object
) -> None:
    with pytest.raises(AnswerError, match="no behaviour “flies”") as caught:
        clean_answers(AGE, {"flies": answer}, asked, tables)
    assert caught.value.message_id == "answer.unknown-behaviour"


def test_a_behaviour_not_asked_at_this_age_is_refused(
    tables: Tables, asked: list[str], not_asked: str
) -> None:
    with pytest.raises(AnswerError, match=f"“{not_asked}” is not asked at 9 months") as caught:
        clean_answers(AGE, {not_asked: "often"}, asked, tables)
    assert dict(caught.value.values) == {"behaviour": not_asked, "months": 9}


def test_a_behaviour_not_asked_at_this_age_may_be_unticked(
    tables: Tables, asked: list[str], not_asked: str
) -> None:
    assert clean_answers(AGE, {not_asked: ""}, asked, tables) == {}


def test_the_months_named_are_the_corrected_ones(
    tables: Tables, asked: list[str], not_asked: str
) -> None:
    with pytest.raises(AnswerError, match="at 8 months"):
        clean_answers(Age(9, weeks_early=4), {not_asked: True}, asked, tables)


@pytest.mark.parametrize("answer", ["yes", 1, "sometimes", ["sleep"]])
def test_a_lost_skill_is_true_or_false(tables: Tables, answer: object) -> None:
    with pytest.raises(AnswerError, match="lost-skill"):
        clean_answers(AGE, {"lost-skill": answer}, [], tables)


@pytest.mark.parametrize(
    "areas", [["sleep", "feeding"], ("feeding", "sleep"), {"sleep", "feeding"}]
)
def test_areas_already_seen_stand_in_the_order_of_the_page(tables: Tables, areas: object) -> None:
    clean = clean_answers(AGE, {"already-seen": areas}, [], tables)
    assert clean == {"already-seen": ("feeding", "sleep")}


def test_an_area_that_does_not_exist_is_refused(tables: Tables) -> None:
    with pytest.raises(AnswerError, match="no area “garden”") as caught:
        clean_answers(AGE, {"already-seen": ["sleep", "garden"]}, [], tables)
    assert caught.value.message_id == "answer.unknown-area"


@pytest.mark.parametrize("areas", ["sleep", True, 3])
def test_areas_already_seen_are_a_list(tables: Tables, areas: object) -> None:
    with pytest.raises(AnswerError, match="a list of area ids"):
        clean_answers(AGE, {"already-seen": areas}, [], tables)


def test_the_order_of_answers_does_not_matter(tables: Tables, asked: list[str]) -> None:
    answers = dict(zip(asked, ANSWERS, strict=False))
    turned = dict(reversed(answers.items()))
    assert list(clean_answers(AGE, turned, asked, tables)) == list(answers)


def test_no_behaviour_is_named_like_an_answer_of_the_child(tables: Tables) -> None:
    assert not {"lost-skill", "already-seen"} & set(tables["behaviours"]["behaviour_id"])


@pytest.mark.parametrize("kind", ["unknown-behaviour", "not-asked", "not-allowed", "unknown-area"])
def test_every_error_has_a_sentence_for_parents(tables: Tables, kind: str) -> None:
    assert f"answer.{kind}" in set(tables["messages"]["message_id"])
