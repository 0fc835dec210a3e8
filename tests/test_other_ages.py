"""A mark stays with the child when the age is corrected."""

import pytest

from otkit.age import Age
from otkit.kit.conditions import MISSING, NOT_URGENT
from otkit.kit.wording import Words
from otkit.scoring.other_ages import carried
from otkit.scoring.score import behaviours_asked
from otkit.widgets import CheckIn
from tests.form_reader import Reader
from tests.kit import TABLES

ROWS = {row["behaviour_id"]: row for row in TABLES.rows("behaviours")}
URGENT = [row for row in ROWS.values() if row["urgent"] != NOT_URGENT]
LEVELS = {"today": "act-now", "this-week": "talk"}
BEGINNINGS = sorted({row["from_months"] for row in ROWS.values()})
"""Every age from which another list is asked."""


def asked_at(months: int) -> set[str]:
    return {row["behaviour_id"] for row in behaviours_asked(Age(months), TABLES)}


@pytest.mark.parametrize("row", URGENT, ids=lambda row: row["behaviour_id"])
def test_no_age_change_drops_an_urgent_mark(row: dict) -> None:
    """It goes on as the same sign, or it counts still, or the result says why it does not."""
    for months in BEGINNINGS:
        page = CheckIn(TABLES, months=row["from_months"])
        page.answers = {row["behaviour_id"]: "often"}
        page.months = months
        result = page.result
        carried_on = [one for one in result.answers if one in asked_at(months)]
        if carried_on:
            (now,) = carried_on
            assert now == row["behaviour_id"] or ROWS[now]["same_sign"] == row["same_sign"]
            assert result.level == LEVELS[ROWS[now]["urgent"]]
        elif row["kind"] == MISSING and months < row["from_months"]:
            assert result.level == "nothing-ticked"
            assert said("put-by.nothing") in page.html()
            assert said("put-by.not-counted") in page.html()
        else:
            assert result.level == LEVELS[row["urgent"]]
            assert said(f"put-by.{row['urgent']}") in page.html()
        shown = page.region_result
        assert "You marked nothing" not in shown


def said(message: str) -> str:
    return Words(TABLES, "en")(message)


@pytest.mark.parametrize(
    ("months", "marked", "then", "now"),
    [
        (11, "was-blue", "12", "toddler-was-blue"),
        (18, "chokes-toddler-meals", "42", "chokes-preschool-meals"),
        (42, "preschool-refuses-drink", "3", "refuses-drink"),
    ],
)
def test_a_mark_is_ticked_at_the_new_age(months: int, marked: str, then: str, now: str) -> None:
    """And once it is taken back there, it is gone at every age."""
    page = CheckIn(TABLES, months=months)
    page.answers = {marked: True}
    reader = Reader(page)
    years, rest = divmod(int(then), 12)
    html = reader.press(years=[str(years)], months=[str(rest)])
    assert f'name="see:{now}" checked' in html
    assert f'"see:{marked}"' not in html
    assert page.result.level == "act-now"
    page.answers = {}
    page.months = months
    assert page.result.level == "nothing-ticked"


def test_the_surest_of_several_marks_goes_on() -> None:
    answers = {"chokes-feeding": "not-sure", "coughs-feeding": "often", "lost-skill": True}
    moved = carried(answers, Age(12), TABLES)
    assert moved == {"chokes-toddler-meals": "often", "lost-skill": True}
    assert carried(moved, Age(3), TABLES) == {"chokes-feeding": "often", "lost-skill": True}


def test_rows_that_say_the_same_are_one_sign() -> None:
    """And they are asked in the same way, so that an answer is one at each age."""
    by_text: dict[str, set[str]] = {}
    by_sign: dict[str, set[str]] = {}
    for row in ROWS.values():
        by_text.setdefault(row["text_en"], set()).add(row["same_sign"] or row["behaviour_id"])
        if row["same_sign"]:
            by_sign.setdefault(row["same_sign"], set()).add(row["asked"])
    assert {text: signs for text, signs in by_text.items() if len(signs) > 1} == {}
    assert all(len(ways) == 1 for ways in by_sign.values())


def test_notes_say_what_is_not_asked_at_this_age() -> None:
    page = CheckIn(TABLES, months=1)
    page.answers = {"fever": True}
    page.months = 27
    assert page.result.level == "act-now"
    from otkit.takeaway.notes import notes_text

    text = notes_text(page.result, TABLES, "en", page.state().today, "US")
    assert said("put-by.today") in text
    assert ROWS["fever"]["text_en"] in text
