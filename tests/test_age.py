"""Ages, birth dates and early births, at every edge of the rules."""

import dataclasses
from datetime import date, datetime

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from otkit.age import MAX_MONTHS, MAX_WEEKS_EARLY, Age
from otkit.errors import AgeError
from otkit.kit.tables import Tables

MONTHS = st.integers(0, MAX_MONTHS)
WEEKS = st.integers(0, MAX_WEEKS_EARLY)
DATES = st.dates(date(2018, 1, 1), date(2032, 12, 31))


@pytest.mark.parametrize(
    ("months", "weeks_early", "corrected"),
    [
        (0, 0, 0),
        (71, 0, 71),
        (71, 17, 71),
        (9, 0, 9),
        (9, 3, 9),  # born at 36 weeks and 6 days: 3 whole weeks early, not corrected
        (9, 4, 8),
        (3, 12, 0),  # born at 28 weeks
        (12, 12, 9),
        (18, 12, 15),
        (23, 12, 20),
        (24, 12, 24),
        (23, 17, 19),
        (0, 17, 0),
        (2, 17, 0),
        (4, 17, 0),
    ],
)
def test_months_are_corrected_as_the_rule_says(
    months: int, weeks_early: int, corrected: int
) -> None:
    assert Age(months, weeks_early).corrected_months == corrected


@pytest.mark.parametrize(
    ("months", "weeks_early", "is_corrected"),
    [(9, 0, False), (9, 3, False), (9, 4, True), (23, 4, True), (24, 4, False), (71, 17, False)],
)
def test_ages_are_corrected_above_3_weeks_until_2_years(
    months: int, weeks_early: int, is_corrected: bool
) -> None:
    assert Age(months, weeks_early).is_corrected is is_corrected


@pytest.mark.parametrize(
    ("birth", "today", "months"),
    [
        ("2024-01-15", "2024-01-15", 0),
        ("2024-01-15", "2024-02-14", 0),
        ("2024-01-15", "2024-02-15", 1),
        ("2024-12-31", "2025-01-01", 0),
        ("2024-01-31", "2024-02-28", 0),
        ("2024-01-31", "2024-02-29", 1),
        ("2025-01-31", "2025-02-28", 1),
        ("2024-03-31", "2024-04-30", 1),
        ("2024-02-29", "2025-02-27", 11),
        ("2024-02-29", "2025-02-28", 12),
        ("2024-02-29", "2028-02-28", 47),
        ("2024-02-29", "2028-02-29", 48),
        ("2020-05-10", "2026-05-09", 71),
    ],
)
def test_months_since_a_birth_date_are_whole_calendar_months(
    birth: str, today: str, months: int
) -> None:
    assert Age.from_birth_date(birth, today).months == months


@pytest.mark.parametrize(
    ("birth", "today", "weeks_early", "corrected"),
    [
        ("2025-01-10", "2025-09-01", 0, 7),
        ("2025-01-10", "2025-09-01", 3, 7),
        ("2025-01-10", "2025-09-01", 4, 6),  # due on 7 February
        ("2025-01-10", "2025-09-06", 4, 6),
        ("2025-01-10", "2025-09-07", 4, 7),
        ("2025-01-10", "2025-09-01", 12, 4),  # born at 28 weeks, due on 4 April
        ("2025-01-10", "2025-04-03", 12, 0),  # not yet due
        ("2025-01-10", "2025-05-03", 12, 0),
        ("2025-01-10", "2025-05-04", 12, 1),
        ("2025-01-10", "2027-01-09", 12, 21),  # the last day of correction
        ("2025-01-10", "2027-01-10", 12, 24),  # the day it ends
        ("2023-12-07", "2024-02-29", 12, 0),  # due on 29 February
        ("2023-12-07", "2025-02-28", 12, 12),
    ],
)
def test_a_birth_date_is_corrected_by_the_due_date(
    birth: str, today: str, weeks_early: int, corrected: int
) -> None:
    assert Age.from_birth_date(birth, today, weeks_early).corrected_months == corrected


@pytest.mark.parametrize("months", [72, 100, 10**9])
def test_a_child_of_six_is_too_old(months: int) -> None:
    with pytest.raises(AgeError, match="above 71") as caught:
        Age(months)
    assert (caught.value.message_id, dict(caught.value.values)) == ("age.too-old", {"max": 71})


def test_a_birth_date_six_years_ago_is_too_old() -> None:
    with pytest.raises(AgeError) as caught:
        Age.from_birth_date("2020-05-10", "2026-05-10")
    assert caught.value.message_id == "age.too-old"


def test_a_birth_in_the_future_is_refused() -> None:
    with pytest.raises(AgeError) as caught:
        Age.from_birth_date(date(2026, 5, 11), date(2026, 5, 10))
    assert caught.value.message_id == "age.future"


@pytest.mark.parametrize("months", [-1, 3.0, 3.5, "3", None, True, float("nan")])
def test_months_that_are_no_whole_number_in_range_are_refused(months: object) -> None:
    with pytest.raises(AgeError) as caught:
        Age(months)  # type: ignore[arg-type]
    assert (caught.value.message_id, dict(caught.value.values)) == ("age.months-range", {"max": 71})


@pytest.mark.parametrize("weeks", [-1, 18, 40, 4.0, "4", None, True])
def test_weeks_early_out_of_range_are_refused(weeks: object) -> None:
    with pytest.raises(AgeError) as caught:
        Age(9, weeks)  # type: ignore[arg-type]
    assert caught.value.message_id == "age.weeks-early-range"
    assert dict(caught.value.values) == {"max": 17}


def test_weeks_early_out_of_range_fail_with_a_date_too() -> None:
    with pytest.raises(AgeError) as caught:
        Age.from_birth_date("2025-01-10", "2025-09-01", weeks_early=18)
    assert caught.value.message_id == "age.weeks-early-range"


@pytest.mark.parametrize("text", ["", "yesterday", "2025-02-29", "2025-13-01", "10/01/2025", None])
def test_what_is_no_date_is_refused(text: object) -> None:
    with pytest.raises(AgeError) as caught:
        Age.from_birth_date(text, date(2025, 9, 1))  # type: ignore[arg-type]
    assert caught.value.message_id == "age.not-a-date"


def test_a_time_of_day_does_not_matter() -> None:
    birth = datetime(2025, 1, 10, 23, 59)
    assert Age.from_birth_date(birth, datetime(2025, 2, 10, 0, 1)).months == 1


def test_whole_numbers_of_other_libraries_are_whole_numbers() -> None:
    age = Age(np.int64(9), np.int32(4))  # type: ignore[arg-type]
    assert age == Age(9, 4)
    assert type(age.months) is int


def test_an_age_from_a_birth_date_keeps_no_date() -> None:
    age = Age.from_birth_date("2025-01-10", "2025-09-01", weeks_early=12)
    kept = [getattr(age, field.name) for field in dataclasses.fields(age)]
    assert all(isinstance(value, int) for value in kept)
    assert "2025" not in repr(age)


def test_an_age_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Age(9).months = 10  # type: ignore[misc]


@pytest.mark.parametrize(
    "message_id",
    ["age.future", "age.too-old", "age.weeks-early-range", "age.months-range", "age.not-a-date"],
)
def test_every_error_has_a_sentence_for_parents(tables: Tables, message_id: str) -> None:
    assert message_id in set(tables["messages"]["message_id"])


@given(MONTHS, WEEKS)
def test_a_corrected_age_is_never_above_the_actual_one(months: int, weeks: int) -> None:
    assert 0 <= Age(months, weeks).corrected_months <= months


@given(MONTHS, st.integers(0, MAX_WEEKS_EARLY - 1))
def test_a_birth_a_week_earlier_never_makes_a_child_older(months: int, weeks: int) -> None:
    earlier = Age(months, weeks + 1).corrected_months
    assert earlier <= Age(months, weeks).corrected_months


@given(DATES, st.integers(0, 2190), WEEKS)
@example(date(2024, 2, 29), 365, 12)
def test_the_two_ways_to_count_differ_by_a_month_at_most(
    birth: date, days: int, weeks: int
) -> None:
    today = date.fromordinal(birth.toordinal() + days)
    exact = Age.from_birth_date(birth, today, weeks)
    assert abs(exact.corrected_months - Age(exact.months, weeks).corrected_months) <= 1


@given(DATES, st.integers(0, 2189), WEEKS)
def test_a_child_never_gets_younger_overnight(birth: date, days: int, weeks: int) -> None:
    today, tomorrow = (date.fromordinal(birth.toordinal() + n) for n in (days, days + 1))
    now = Age.from_birth_date(birth, today, weeks)
    later = Age.from_birth_date(birth, tomorrow, weeks)
    assert now.corrected_months <= later.corrected_months
