"""What the workshop says and asks: every case gets its level, the quiz covers the article."""

import re
from itertools import groupby
from pathlib import Path

import pytest

from otkit import Age, score
from otkit.kit.checks.workshop_rules import read_marks
from otkit.kit.country import rows_of
from otkit.kit.tables import Tables
from otkit.scoring.countries import contacts, countries
from otkit.workshop.cases import cases
from tests.kit import TABLES

DOCS = Path(__file__).parents[1] / "docs"
CASES = TABLES.rows("cases")
QUIZ = TABLES.rows("quiz")
OPTIONS = TABLES.rows("quiz_options")
LEVELS = {"act-now", "talk", "watch", "not-sure", "nothing-ticked"}
ARTICLE = {
    "what OT is": ["what-is-ot"],
    "whom it helps": ["whom-ot-helps"],
    "its benefits": ["benefits"],
    "when to ask": ["one-sign", "lost-skill"],
    "doctor and OT, referral and prescription": ["which-paper", "goals"],
    "early intervention and schools": ["call-under-three", "call-from-three"],
    "the first visit": ["first-visit"],
    "practice at home": ["practice-home"],
    "OT and physical therapy": ["ot-or-pt"],
}
"""The parts of the article, each with the questions that ask about it."""


def answers(case: dict[str, str]) -> dict[str, object]:
    marks: dict[str, object] = dict(read_marks(case["answers"]))
    if "lost-skill" in marks:
        marks["lost-skill"] = True
    if "already-seen" in marks:
        marks["already-seen"] = [marks["already-seen"]]
    return marks


def group_of(months: int) -> str:
    groups = TABLES.rows("age_groups")
    return next(g["age_group_id"] for g in groups if g["from_months"] <= months <= g["to_months"])


# ------------------------------------------------------------------ cases


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case_id"])
def test_a_case_gets_its_expected_level(case: dict[str, str], tables: Tables) -> None:
    age = Age(case["months"], case["weeks_early"])
    assert score(age, answers(case), tables).level == case["level"]


def test_there_are_at_least_12_cases() -> None:
    assert len(CASES) >= 12


def test_each_age_group_has_a_case_of_each_level() -> None:
    found = {(group_of(case["months"]), case["level"]) for case in CASES}
    groups = [row["age_group_id"] for row in TABLES.rows("age_groups")]
    assert found >= {(group, level) for group in groups for level in LEVELS}
    assert "already-helped" in {level for _, level in found}


def test_cases_hold_early_birth_a_lost_skill_and_present_help() -> None:
    assert any(case["weeks_early"] > 3 for case in CASES)
    assert any("lost-skill" in case["answers"] for case in CASES)
    assert any("already-seen" in case["answers"] for case in CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case_id"])
def test_a_story_names_its_child_and_says_the_age(case: dict[str, str]) -> None:
    for language in ("en", "es"):
        story = case[f"story_{language}"]
        assert case["name"] in story
        assert re.search(r"\d+ (years|months|años|meses)|turn(s|ed) \d|cumpl\w+ \d", story)


@pytest.mark.parametrize("place", ["US", "GB-ENG"])
def test_no_two_cases_of_a_place_have_the_same_name(place: str) -> None:
    names = [case.row["name"] for case in cases(TABLES, place)]
    assert len(set(names)) == len(names) == 18


def test_a_child_has_one_story_and_one_level_in_every_place() -> None:
    told = ("order", "months", "weeks_early", "story_en", "story_es", "answers", "level")
    by_name = {case["name"]: {column: case[column] for column in told} for case in CASES}
    for case in CASES:
        assert {column: case[column] for column in told} == by_name[case["name"]]


# ------------------------------------------------------------------ quiz


def test_there_are_at_least_16_questions() -> None:
    assert len(QUIZ) >= 16


@pytest.mark.parametrize("part", ARTICLE)
def test_the_quiz_covers_each_part_of_the_article(part: str) -> None:
    assert set(ARTICLE[part]) <= {row["question_id"] for row in QUIZ}


def test_most_questions_are_about_whom_to_call() -> None:
    about_calls = [row for row in QUIZ if row["subject_id"] == "whom-to-call"]
    assert len(about_calls) > len(QUIZ) / 2


def test_every_subject_has_a_question() -> None:
    subjects = {row["subject_id"] for row in TABLES.rows("subjects")}
    assert {row["subject_id"] for row in QUIZ} == subjects


def test_right_answers_stand_at_different_places() -> None:
    first = [o["question_id"] for o in OPTIONS if o["right"] and o["order"] == 1]
    assert len(first) < len(QUIZ) / 2


def test_not_sure_is_no_option_since_each_question_has_it() -> None:
    texts = " ".join(option["text_en"].lower() for option in OPTIONS)
    assert "not sure" not in texts


@pytest.mark.parametrize("question", [row["question_id"] for row in QUIZ])
def test_a_question_has_three_or_four_different_options(question: str) -> None:
    own = [option for option in OPTIONS if option["question_id"] == question]
    assert len({option["text_en"] for option in own}) == len(own)
    assert 3 <= len(own) <= 4


def test_feedback_never_says_wrong() -> None:
    words = re.compile(
        r"\b(wrong|incorrect|mistake|incorrecto|error|equivocad\w+)\b", re.IGNORECASE
    )
    said = [o[f"feedback_{language}"] for o in OPTIONS for language in ("en", "es")]
    assert [text for text in said if words.search(text)] == []


# ------------------------------------------------------------------ notebooks and agendas


@pytest.mark.parametrize("length", [60, 90, 120])
def test_the_steps_of_an_agenda_take_as_long_as_it_says(length: int) -> None:
    steps = [row for row in TABLES.rows("agendas") if row["length"] == length]
    assert sum(row["minutes"] for row in steps) == length


def test_a_workshop_of_90_minutes_or_more_has_a_break() -> None:
    breaks = {row["length"] for row in TABLES.rows("agendas") if not row["notebook_id"]}
    assert breaks == {90, 120}


@pytest.mark.parametrize("length", [60, 90, 120])
@pytest.mark.parametrize(
    ("name", "language", "minutes"),
    [("facilitator.md", "en", "minutes"), ("facilitator.es.md", "es", "minutos")],
)
def test_the_facilitators_page_has_the_same_agendas(
    name: str, language: str, minutes: str, length: int
) -> None:
    page = (DOCS / name).read_text(encoding="utf-8")
    shown = page.partition(f"**{length} {minutes}**")[2].partition("\n\n**")[0]
    orders = {row["notebook_id"]: row["order"] for row in TABLES.rows("workshop_notebooks")}
    at = 0
    for row in (row for row in TABLES.rows("agendas") if row["length"] == length):
        notebook = orders.get(row["notebook_id"], "")
        text = row[f"text_{language}"]
        assert f"| {at // 60}:{at % 60:02} | {row['minutes']} | {text} | {notebook} |" in shown
        at += row["minutes"]


@pytest.mark.parametrize("page", ["facilitator.md", "facilitator.es.md"])
def test_the_facilitators_page_names_notebooks_and_minutes(page: str) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    for row in TABLES.rows("workshop_notebooks"):
        name = f"{row['order']}_{row['notebook_id'].replace('-', '_')}"
        assert f"| `{name}` | {row['minutes']} |" in text


@pytest.mark.parametrize(
    "notebook", TABLES.rows("workshop_notebooks"), ids=lambda row: row["notebook_id"]
)
def test_a_notebook_says_everything_it_must(notebook: dict[str, str]) -> None:
    lines = [
        row
        for row in TABLES.rows("workshop_lines")
        if row["notebook_id"] == notebook["notebook_id"]
    ]
    parts = {part: list(rows) for part, rows in groupby(lines, lambda row: row["part"])}
    assert set(parts) == {"able", "ready", "point", "do", "say", "ask", "no-promise"}
    assert all(1 <= len(rows) <= 7 for rows in parts.values())
    assert all(
        [r["order"] for r in rows] == list(range(1, len(rows) + 1)) for rows in parts.values()
    )


# ------------------------------------------------------------------ the call


@pytest.mark.parametrize("months", [0, 35, 36, 71])
def test_the_office_has_three_replies_at_each_age_and_place(months: int) -> None:
    for country in countries(TABLES):
        turns = [
            row
            for row in rows_of(TABLES.rows("call_turns"), country)
            if row["from_months"] <= months <= row["to_months"]
        ]
        assert len(turns) >= 3


def test_whom_to_call_changes_on_the_third_birthday() -> None:
    def programs(months: int) -> set[str]:
        return {row["contact_id"] for row in contacts(Age(months), TABLES, "US")}

    assert programs(35) - programs(36) == {"us-early-intervention"}
    assert programs(36) - programs(35) == {"us-school"}
