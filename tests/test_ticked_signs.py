"""What was ticked stands under its sign, or under the area that it is about."""

import re
from collections import Counter

import pytest
from markupsafe import escape

from otkit import Age, score
from otkit.scoring.answers import choices
from otkit.scoring.guidance import explain
from otkit.scoring.score import behaviours_asked
from otkit.scoring.ticked_signs import age_note, ticked_signs
from otkit.widgets import CheckIn


def test_an_age_is_told_only_where_a_source_gives_it(tables):
    """Who says that something should not wait gives no age for it."""
    ages = {"cdc-2022", "aap-milestones-4-5"}
    for row in tables.rows("behaviours"):
        note, months = age_note(row, tables)
        tells = note in ("result.from-age", "result.at-age")
        has_age = row["source_id"] in ages and row["urgent"] == "no"
        assert tells == has_age, row["behaviour_id"]
        assert months > 0 or note != "result.from-age"
        urgent = {"today": "result.urgent", "this-week": "result.this-week"}
        assert urgent.get(row["urgent"], note) == note
        assert (row["urgent"] == "no") == (note not in urgent.values())


def test_a_behaviour_about_another_area_stands_under_that_area(tables):
    result = score(Age(50), {"chokes-preschool-meals": "often", "uses-fork": "often"}, tables)
    eating, readiness = ticked_signs(result, tables)
    assert eating.row["area_id"] == "feeding"
    assert "swallowing" in eating.row["clinical_term_en"]
    assert readiness.row["sign_id"] == "preschool-readiness"
    assert [tick.row["behaviour_id"] for tick in eating.ticks] == ["chokes-preschool-meals"]


@pytest.mark.parametrize("months", [0, 2, 4, 6, 9, 12, 18, 24, 36, 48, 60])
@pytest.mark.parametrize("language", ["en", "es"])
def test_a_heading_stands_once_above_all_its_reasons(months, language, tables):
    asked = behaviours_asked(Age(months), tables)
    marks = {row["behaviour_id"]: choices(row["asked"], row["kind"])[0][0] for row in asked}
    page = CheckIn(tables, months=months, language=language, answers=marks)
    for fold in page.region_result.split("<details")[1:]:
        told = re.findall("<strong>(.*?)</strong>|call it: (.*?)</p>|lo llaman: (.*?)</p>", fold)
        assert [one for one, n in Counter(told).items() if n > 1] == []
    (why,) = re.findall(r'data-key="result.why">(.*?)</details>', page.region_result, re.DOTALL)
    for row in asked:
        assert why.count(f"<li>{escape(row[f'text_{language}'])}. ") == 1


def test_an_answer_without_a_frequency_is_said_without_one(tables):
    result = score(Age(3), {"was-blue": True, "newly-limp": "not-sure"}, tables)
    (sign,) = ticked_signs(result, tables)
    assert [tick.how for tick in sign.ticks] == ["how.yes", "how.not-sure"]


def test_only_a_missing_skill_says_what_most_children_do(tables):
    """“Most children do this by 6 months” is about a skill, never about something seen."""
    about_most = ("result.from-age", "result.at-age")
    seen = [row for row in tables.rows("behaviours") if row["kind"] != "missing-skill"]
    assert [r["behaviour_id"] for r in seen if age_note(r, tables)[0] in about_most] == []


def test_what_is_urgent_this_week_is_told_as_what_it_is(tables):
    """A sign would claim what nobody marked: that sounds upset a child who does not hear."""
    for name, months, text in (
        ("toddler-sounds", 20, "Your child's hearing should be checked."),
        ("toddler-name", 20, "Your child's hearing should be checked."),
        ("preschool-hears", 50, "Your child's hearing should be checked."),
        ("toddler-one-side", 20, None),
        ("keeps-fists", 6, None),
    ):
        (sign,) = ticked_signs(score(Age(months), {name: "often"}, tables), tables)
        area = next(row for row in tables.rows("areas") if row["area_id"] == "coordination")
        assert sign.row["text_en"] == (text or area["text_en"])


def test_the_words_above_a_tick_claim_no_more_than_was_marked(tables):
    """“Very clumsy” is a sign; a child who does not kick a ball may not be."""
    signs = {row["text_en"] for row in tables.rows("signs")}
    for row in tables.rows("behaviours"):
        result = score(Age(row["from_months"]), {row["behaviour_id"]: True}, tables)
        told = explain(result, tables)
        (sign,) = told.signs
        assert told.area(sign)["area_id"] == sign.row["area_id"]
        assert sign.holds_for_each == (sign.row["text_en"] not in signs)
