"""The quiz as data and as a widget: “not sure” always there, what is right only after an answer."""

import html as escapes
import shutil
from pathlib import Path

import pytest

from otkit import load_tables
from otkit.kit.tables import Tables, data_folder
from otkit.kit.wording import Words
from otkit.widgets import Quiz
from otkit.workshop.quiz import (
    NOT_SURE,
    SETS,
    clean,
    feedback_for,
    in_set,
    mark,
    minutes_of,
    questions,
)


@pytest.fixture
def quiz(tables: Tables) -> Quiz:
    return Quiz(tables)


def single(tables: Tables):
    return next(q for q in questions(tables) if not q.is_multiple)


def several(tables: Tables):
    return next(q for q in questions(tables) if q.is_multiple)


def ids(rows) -> list[str]:
    return [row["option_id"] for row in rows]


def wrong(question) -> str:
    return next(row["option_id"] for row in question.options if not row["right"])


def say(quiz: Quiz, action: str = "change", **fields: list[str]) -> str:
    quiz.handle({"action": action, "fields": fields, "seen": "1"})
    return escapes.unescape(quiz.html())


# ---------------------------------------------------------------- as data


def test_after_the_session_questions_come_in_another_order(tables):
    before = [q.question_id for q in questions(tables)]
    after = [q.question_id for q in questions(tables, again=True)]
    assert sorted(before) == sorted(after)
    assert all(a != b for a, b in zip(before, after, strict=True))


def test_the_short_quiz_is_six_mostly_on_whom_to_call(tables):
    short = in_set(tables, "short")
    assert len(short) == 6
    assert sum(q.row["subject_id"] == "whom-to-call" for q in short) > len(short) / 2
    assert in_set(tables, "full") == questions(tables)


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_short_quiz_fits_every_agenda_when_it_is_read_aloud(tables, language):
    planned = [row["minutes"] for row in tables.rows("agendas") if "Quiz" in row["text_en"]]
    assert len(planned) == 6
    assert minutes_of(in_set(tables, "short"), Words(tables, language)) <= min(planned)


def test_the_full_quiz_says_how_much_longer_it_takes(tables):
    words = Words(tables, "en")
    short, full = (minutes_of(in_set(tables, name), words) for name in SETS)
    assert full > 2 * short


def test_a_right_answer_is_right_and_any_other_is_not(tables):
    question = single(tables)
    assert mark(question, ids(question.right)) == "right"
    assert mark(question, [wrong(question)]) == "other"
    assert mark(question, [NOT_SURE]) == NOT_SURE


def test_exactly_the_right_options_must_be_picked(tables):
    question = several(tables)
    right = ids(question.right)
    assert mark(question, right) == "right"
    assert mark(question, right[1:]) == "other"
    assert mark(question, [*right, wrong(question)]) == "other"


def test_only_valid_options_can_be_picked(tables):
    question = single(tables)
    both = ids(question.options)[:2]
    assert clean(question, ["nonsense", *both]) == (both[0],)
    assert clean(several(tables), ids(several(tables).options)) == tuple(
        ids(several(tables).options)
    )


def test_not_sure_beside_an_option_means_not_sure(tables):
    question = single(tables)
    assert clean(question, [wrong(question), NOT_SURE]) == (NOT_SURE,)


def test_feedback_comes_to_what_was_picked_and_to_what_is_right(tables):
    question = single(tables)
    assert ids(feedback_for(question, [wrong(question)])) == [wrong(question), *ids(question.right)]
    assert ids(feedback_for(question, [NOT_SURE])) == ids(question.right)


# ---------------------------------------------------------------- as a widget


def test_every_question_offers_not_sure(tables):
    page = Quiz(tables, one_at_a_time=False).html()
    assert page.count('value="not-sure"') == len(questions(tables))


@pytest.mark.parametrize("language", ["en", "es"])
def test_before_an_answer_the_page_does_not_know_what_is_right(tables, language):
    page = escapes.unescape(Quiz(tables, language=language, one_at_a_time=False).html())
    for row in tables.rows("quiz_options"):
        assert row[f"feedback_{language}"] not in page
    assert 'class="answer' not in page


def test_after_an_answer_the_page_says_why(quiz, tables):
    question = single(tables)
    page = say(
        quiz,
        "answer",
        at=[question.question_id],
        **{f"pick:{question.question_id}": [wrong(question)]},
    )
    feedback = {row["option_id"]: row["feedback_en"] for row in question.options}
    assert feedback[wrong(question)] in page
    assert feedback[ids(question.right)[0]] in page
    assert quiz.answers == {question.question_id: (wrong(question),)}


def test_an_answer_to_one_question_tells_nothing_of_another(quiz, tables):
    first, second = questions(tables)[:2]
    page = say(quiz, "answer", at=[first.question_id], **{f"pick:{first.question_id}": [NOT_SURE]})
    assert second.right[0]["feedback_en"] not in page


def test_an_answer_that_was_told_stays(quiz, tables):
    question = single(tables)
    name = question.question_id
    given = {f"answer:{name}": [wrong(question)], f"pick:{name}": ids(question.right)}
    say(quiz, "answer", at=[name], **given)
    assert quiz.answers[name] == (wrong(question),)


def test_checking_without_a_pick_asks_for_one(quiz):
    assert "Pick an answer first" in say(quiz, "answer")


def test_next_and_back_turn_the_page_and_stop_at_the_ends(quiz, tables):
    every = [q.question_id for q in questions(tables)]
    say(quiz, "next", at=[every[0]])
    assert quiz.state().at == every[1]
    say(quiz, "back", at=[every[0]])
    assert quiz.state().at == every[0]
    say(quiz, "next", at=[every[-1]])
    assert quiz.state().at == every[-1]


def test_the_quiz_of_one_subject_asks_its_questions_only(tables):
    subject = single(tables).row["subject_id"]
    asked = Quiz(tables, subject=subject).questions()
    assert {q.row["subject_id"] for q in asked} == {subject}


def test_the_language_switch_keeps_the_answers(quiz, tables):
    name = single(tables).question_id
    page = say(quiz, language=["es"], at=[name], **{f"answer:{name}": [NOT_SURE]})
    assert "No pasa nada si no lo sabe" in page


def test_the_quiz_asks_as_where_the_reader_lives_and_stays_there(quiz, tables):
    american = {q.question_id for q in quiz.questions()}
    quiz.handle({"action": "change", "fields": {"country": ["IE"]}, "seen": ""})
    irish = questions(tables, country="IE")
    assert quiz.questions() == irish != ()
    assert not {q.question_id for q in irish} >= american
    assert '<input type="hidden" name="country" value="IE">' in quiz.html()
    quiz.handle({"action": "change", "fields": {"country": ["nowhere"]}, "seen": ""})
    assert quiz.questions() == irish
    quiz.answers = {irish[-1].question_id: (NOT_SURE,)}


def test_html_in_a_question_is_shown_as_text(tmp_path: Path):
    folder = tmp_path / "data"
    shutil.copytree(data_folder(), folder)
    path = folder / "quiz.csv"
    text = path.read_text(encoding="utf-8")
    first = single(load_tables(folder)).row["text_en"]
    path.write_text(text.replace(first, "<script>alert(1)</script>"), encoding="utf-8")
    page = Quiz(load_tables(folder), one_at_a_time=False).html()
    assert "<script" not in page
    assert "&lt;script&gt;" in page
