"""Two check-ins side by side: what was marked on which day, and no more."""

from dataclasses import fields
from datetime import date

import pytest
from hypothesis import given, settings

from otkit import Age, score
from otkit.age import MAX_MONTHS
from otkit.kit.wording import Words
from otkit.scoring.earlier import Comparison, Earlier, compare
from otkit.scoring.other_ages import carried
from otkit.scoring.score import behaviours_asked
from otkit.takeaway.then_and_now import comparison_content
from tests.kit import TABLES
from tests.test_scoring_properties import check_ins

THEN, NOW = date(2026, 1, 31), date(2026, 4, 30)
WHOLE = {"lost-skill", "already-seen"}


def rows_at(months):
    return {row["behaviour_id"]: row for row in behaviours_asked(Age(months), TABLES)}


def compared(then_months, then, now_months, now):
    earlier = Earlier(Age(then_months), then, THEN, "en", "")
    return compare(Age(now_months), now, earlier, NOW, TABLES)


def in_both(kind=None):
    """Rows asked at 24 and at 26 months."""
    first, second = rows_at(24), rows_at(26)
    return [key for key in first if key in second and kind in (None, first[key]["kind"])]


def only_at(months, other):
    """A row asked at one age and not at another, where none is the same sign."""
    asked = rows_at(months).values()
    return next(
        row["behaviour_id"]
        for row in asked
        if not row["same_sign"] and row["behaviour_id"] not in rows_at(other)
    )


def test_marked_now_and_not_then_is_new():
    (key, *_) = in_both()
    assert compared(24, {}, 26, {key: "often"}).new == (key,)


def test_marked_on_both_days_is_still_there():
    (key, *_) = in_both()
    found = compared(24, {key: "often"}, 26, {key: "sometimes"})
    assert (found.still, found.new, found.unmarked) == ((key,), (), ())


def test_unmarked_counts_only_what_is_asked_still():
    kept = in_both()[0]
    gone = only_at(9, 40)
    assert compared(24, {kept: "often"}, 26, {}).unmarked == (kept,)
    found = compared(9, {gone: "often"}, 40, {})
    assert (found.unmarked, found.not_asked) == ((), (gone,))


def test_what_was_not_asked_then_is_not_called_new():
    first = only_at(40, 9)
    found = compared(9, {}, 40, {first: "often"})
    assert (found.new, found.first_asked, found.missing) == ((), (first,), ())


def test_a_skill_missing_now_that_was_asked_then_may_be_lost():
    skill, other = in_both("missing-skill")[0], in_both("seen")[0]
    assert compared(24, {}, 26, {skill: "often", other: "often"}).missing == (skill,)
    assert compared(24, {skill: "not-sure"}, 26, {skill: "often"}).missing == ()


@pytest.mark.parametrize(
    ("then", "now", "part"), [({}, True, "new"), (True, True, "still"), (True, {}, "unmarked")]
)
def test_a_lost_skill_is_compared_at_any_age(then, now, part):
    found = compared(
        9, {"lost-skill": then} if then else {}, 40, {"lost-skill": now} if now else {}
    )
    assert getattr(found, part) == ("lost-skill",)


@given(check_ins(), check_ins())
@settings(max_examples=150)
def test_each_mark_stands_in_one_place(first, second):
    then, now = (score(*check_in, TABLES) for check_in in (first, second))
    earlier = Earlier(then.age, then.answers, THEN, "en", "")
    found = compare(now.age, now.answers, earlier, NOW, TABLES)
    before = carried(then.answers, now.age, TABLES)
    marked_now, marked_then = {*now.answers} - {"already-seen"}, {*before} - {"already-seen"}
    assert sorted(found.new + found.first_asked + found.still) == sorted(marked_now)
    assert sorted(found.still + found.unmarked + found.not_asked) == sorted(marked_then)
    assert {*found.missing} <= {*found.new}
    asked = {row["behaviour_id"] for row in behaviours_asked(now.age, TABLES)} | WHOLE
    assert not {*found.not_asked} & asked


def test_the_same_sign_under_another_row_is_still_there():
    """What is asked at each age is not told as gone, and as never asked before."""
    for row in TABLES.rows("behaviours"):
        months = row["to_months"] + 1
        others = rows_at(months) if months <= MAX_MONTHS else {}
        same = [key for key, one in others.items() if one["same_sign"] == row["same_sign"] != ""]
        if same:
            earlier, key = row["behaviour_id"], same[0]
            found = compared(row["to_months"], {earlier: "not-sure"}, months, {key: "often"})
            assert (found.still, found.first_asked, found.not_asked) == ((key,), (), ()), earlier
            assert found.was == {key: earlier}


def test_a_skill_asked_then_under_another_row_may_be_lost():
    found = compared(11, {}, 14, {"toddler-name": "often"})
    assert (found.new, found.missing) == (("toddler-name",), ("toddler-name",))


@pytest.mark.parametrize("language", TABLES.languages)
def test_each_day_is_told_in_the_words_of_its_own_row(language):
    words = Words(TABLES, language)
    found = compared(34, {"toddler-name": "often"}, 37, {"preschool-hears": "often"})
    (part,) = comparison_content(found, TABLES, words)["parts"]
    assert part["title"] == words("compare.still")
    how = words("compare.how", then=words("how.not-yet"), now=words("how.often"))
    assert [line["how"] for line in part["lines"]] == [how]


def test_a_comparison_holds_no_number():
    assert not [one.name for one in fields(Comparison) if one.type in ("int", "float")]
