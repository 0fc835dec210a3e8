"""What the workshop asks of its tables beyond a schema."""

import pytest
from made_up_kit import MadeUpKit

from otkit.kit.checks.workshop_rules import read_marks

QUIZ = ["whom-to-call", "calls", "", "1", "single", "full", "Whom?", "¿A quién?", "article"]
CASE = {
    "case_id": "noa",
    "order": "1",
    "country": "",
    "name": "Noa",
    "months": "9",
    "weeks_early": "0",
}


@pytest.fixture
def kit(kit: MadeUpKit) -> MadeUpKit:
    """A made-up kit with a question of two options and a case."""
    kit.write("subjects", [*kit.read("subjects"), ["calls", "1", "Calls", "Llamadas"]])
    kit.write("quiz", [*kit.read("quiz"), QUIZ])
    options = [
        [f"option-{place}", "whom-to-call", str(place), "A", "A", right, "Yes.", "Sí."]
        for place, right in enumerate(["no", "yes"], start=1)
    ]
    kit.write("quiz_options", [*kit.read("quiz_options"), *options])
    (header,) = kit.read("cases")
    case = CASE | {"level": "talk", "source_id": "article", "answers": "infant-play-1:often"}
    kit.write("cases", [header, [case.get(column, "words") for column in header]])
    return kit


def test_a_sound_quiz_and_a_sound_case_are_in_order(kit: MadeUpKit) -> None:
    assert kit.problems() == []


def test_a_second_right_answer_is_told_where_one_is_allowed(kit: MadeUpKit) -> None:
    kit.put("quiz_options", 2, "right", "yes")
    told = "“whom-to-call” has a right option on line 2 already, and is of kind single"
    assert kit.problems() == [f"quiz_options.csv:3:right  {told}"]


def test_several_right_answers_are_fine_where_they_are_asked_for(kit: MadeUpKit) -> None:
    kit.put("quiz_options", 2, "right", "yes")
    kit.put("quiz", 2, "kind", "multiple")
    assert kit.problems() == []


@pytest.mark.parametrize("kind", ["single", "multiple"])
def test_a_question_without_a_right_answer_is_told(kit: MadeUpKit, kind: str) -> None:
    kit.put("quiz_options", 3, "right", "no")
    kit.put("quiz", 2, "kind", kind)
    told = "no option of it is right in quiz_options.csv; one must be"
    assert kit.problems() == [f"quiz.csv:2:question_id  {told}"]


def test_a_question_with_one_option_is_told(kit: MadeUpKit) -> None:
    kit.remove("quiz_options", 2)
    told = "has 1 options in quiz_options.csv; it needs two or more"
    assert kit.problems() == [f"quiz.csv:2:question_id  {told}"]


def test_two_options_at_the_same_place_are_told(kit: MadeUpKit) -> None:
    kit.put("quiz_options", 3, "order", "1")
    assert kit.problems() == ["quiz_options.csv:3:order  1 already stands on line 2"]


def test_an_option_of_a_question_that_is_not_there_is_told(kit: MadeUpKit) -> None:
    kit.put("quiz_options", 2, "question_id", "whom-to-cal")
    told = "“whom-to-cal” is not in quiz.csv; did you mean “whom-to-call”?"
    assert f"quiz_options.csv:2:question_id  {told}" in kit.problems()


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ("infant-pla-1:often", "“infant-pla-1” is not in behaviours.csv"),
        ("toddler-play-1:often", "“toddler-play-1” is not asked at 9 months"),
        ("infant-play-1", "“infant-play-1:”: nothing is none of often, sometimes, not-sure"),
        (
            "infant-play-1:allways",
            "“infant-play-1:allways”: allways is none of often, sometimes, not-sure",
        ),
        (
            "lost-skill:no",
            "“lost-skill:no”: write lost-skill:yes or lost-skill:not-sure, or leave it out",
        ),
        ("already-seen:slep", "“slep” is not in areas.csv"),
    ],
)
def test_a_mark_that_nobody_can_make_is_told(kit: MadeUpKit, answers: str, told: str) -> None:
    kit.put("cases", 2, "answers", answers)
    assert kit.problems() == [f"cases.csv:2:answers  {told}"]


@pytest.mark.parametrize(
    "answers", ["", "lost-skill:yes", "already-seen:sleep; infant-play-1:not-sure", " ; "]
)
def test_marks_that_a_parent_can_make_are_fine(kit: MadeUpKit, answers: str) -> None:
    kit.put("cases", 2, "answers", answers)
    assert kit.problems() == []


def test_a_case_is_asked_by_its_corrected_age(kit: MadeUpKit) -> None:
    kit.put("cases", 2, "months", "12")
    kit.put("cases", 2, "weeks_early", "8")
    assert kit.problems() == []


def test_marks_are_read_with_any_spaces() -> None:
    assert read_marks(" a:often ;b : sometimes;") == {"a": "often", "b": "sometimes"}
