"""A table of check-ins: the same answers as `score()`, row by row."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from otkit.age import Age
from otkit.errors import AgeError, AnswerError
from otkit.kit.tables import Tables
from otkit.scoring.batch import result_columns, score_table
from otkit.scoring.score import score
from tests.kit import TABLES
from tests.test_scoring_properties import check_ins

CheckIn = tuple[Age, dict[str, Any]]


def frame_of(many: list[CheckIn]) -> pd.DataFrame:
    """Check-ins as a table: one row each, and a column for each behaviour answered by anyone."""
    rows = [
        {
            "months": age.months,
            "weeks_early": age.weeks_early,
            "lost_skill": answers.get("lost-skill"),
            "already_seen": answers.get("already-seen"),
            **{k: v for k, v in answers.items() if k not in ("lost-skill", "already-seen")},
        }
        for age, answers in many
    ]
    return pd.DataFrame(rows, dtype=object)


def as_scored(age: Age, answers: Mapping[str, object], tables: Tables) -> dict[str, object]:
    """What `score()` says, as a row of a table of results."""
    result = score(age, answers, tables)
    row: dict[str, object] = {
        "months": age.months,
        "weeks_early": age.weeks_early,
        "corrected_months": age.corrected_months,
        "level": result.level,
        "rules": " ".join(result.rules),
    }
    shown = {area["area_id"]: area for area in result.areas.to_dict("records")}
    seen = result.answers.get("already-seen", ())
    for area_id in tables["areas"].sort_values("order")["area_id"]:
        counts = shown.get(area_id, {})
        for name in ("shown", "often", "sometimes", "not_sure", "not_said"):
            row[f"{area_id}_{name}"] = counts.get(name, 0)
        row[f"{area_id}_already_seen"] = area_id in seen
    return row


@settings(max_examples=40)
@given(st.lists(check_ins(), min_size=1, max_size=5))
def test_a_table_is_scored_as_each_row_alone(many: list[CheckIn]) -> None:
    results = score_table(frame_of(many), TABLES)
    assert results.to_dict("records") == [as_scored(*one, TABLES) for one in many]


@settings(max_examples=15)
@given(st.lists(check_ins(), min_size=1, max_size=4), st.data())
def test_other_rules_are_followed_as_well(many: list[CheckIn], data: st.DataObject) -> None:
    rules = TABLES["rules"].copy()
    counts = st.lists(st.integers(1, 3), min_size=len(rules), max_size=len(rules))
    rules["n"] = data.draw(counts)
    rules["order"] = data.draw(st.permutations(list(rules["order"])))
    rules.loc[rules["condition"] == "always", "order"] = 99
    tables = Tables({**TABLES, "rules": rules})
    results = score_table(frame_of(many), tables)
    assert results.to_dict("records") == [as_scored(*one, tables) for one in many]


@settings(max_examples=10)
@given(st.lists(check_ins(), min_size=2, max_size=4))
def test_a_part_of_a_table_gives_that_part_of_the_result(many: list[CheckIn]) -> None:
    frame = frame_of(many)
    whole, part = score_table(frame, TABLES), score_table(frame.iloc[1:], TABLES)
    pd.testing.assert_frame_equal(whole.iloc[1:], part)


def test_columns_left_out_are_no_answers() -> None:
    assert list(score_table(pd.DataFrame({"months": [9]}), TABLES)["level"]) == ["nothing-ticked"]


def test_a_row_keeps_its_name() -> None:
    assert list(score_table(pd.DataFrame({"months": [9]}, index=["a"]), TABLES).index) == ["a"]


def test_levels_are_ordered_most_urgent_first() -> None:
    levels = score_table(pd.DataFrame({"months": [9]}), TABLES)["level"].cat
    assert levels.ordered
    assert list(levels.categories)[:2] == ["act-now", "talk"]


def test_no_rows_give_no_rows_with_all_columns() -> None:
    empty = result_columns(TABLES)
    full = score_table(pd.DataFrame({"months": [9]}), TABLES)
    assert len(empty) == 0
    pd.testing.assert_series_equal(empty.dtypes, full.dtypes)


@pytest.mark.parametrize(
    "ticks",
    [
        pd.Series([True, False], dtype=bool),
        pd.Series([True, None], dtype=object),
        pd.Series([True, pd.NA], dtype="boolean"),
        pd.Series(["often", np.nan], dtype=object),
        pd.Series(["often", ""], dtype="str"),
        pd.Series(["often", None], dtype="category"),
    ],
    ids=lambda ticks: str(ticks.dtype),
)
def test_a_column_may_be_of_any_type_that_holds_answers(ticks: "pd.Series[Any]") -> None:
    results = score_table(pd.DataFrame({"months": [9, 9], "reaches": ticks}), TABLES)
    assert list(results["fine-motor_often"]) == [1, 0]


def test_months_may_stand_in_a_column_of_floats() -> None:
    frame = pd.DataFrame({"months": [9.0], "weeks_early": [np.nan]})
    assert list(score_table(frame, TABLES)["corrected_months"]) == [9]


@pytest.mark.parametrize("months", [72, -1, 9.5, np.nan, None, "9", True, np.inf])
def test_an_age_that_is_none_is_refused_as_by_score(months: object) -> None:
    with pytest.raises(AgeError) as refused:
        score_table(pd.DataFrame({"months": pd.Series([9, months], dtype=object)}), TABLES)
    assert refused.value.__notes__ == ["in row 1 of the table"]


@pytest.mark.parametrize("weeks", [18, -1, 1.5, "3"])
def test_weeks_early_that_are_none_are_refused_as_by_score(weeks: object) -> None:
    with pytest.raises(AgeError):
        score_table(pd.DataFrame({"months": [9], "weeks_early": [weeks]}), TABLES)


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("reaches", "maybe", "answer.not-allowed"),
        ("reaches", 1, "answer.not-allowed"),
        ("reaches", ["often"], "answer.not-allowed"),
        ("holds-toy", "often", "answer.not-asked"),
        ("lost_skill", "yes", "answer.not-allowed"),
        ("already_seen", 7, "answer.not-allowed"),
        ("already_seen", "feeding feet", "answer.unknown-area"),
        ("already_seen", ["feet"], "answer.unknown-area"),
    ],
)
def test_an_answer_that_is_none_is_refused_as_by_score(
    column: str, value: object, message: str
) -> None:
    cells = pd.Series([None, value], dtype=object)
    with pytest.raises(AnswerError) as refused:
        score_table(pd.DataFrame({"months": [9, 9], column: cells}), TABLES)
    assert refused.value.message_id == message


@pytest.mark.parametrize("areas", ["play feeding", "feeding;play", ["play", "feeding"]])
def test_areas_already_seen_may_be_a_list_or_text(areas: object) -> None:
    frame = pd.DataFrame({"months": [9], "already_seen": pd.Series([areas], dtype=object)})
    results = score_table(frame, TABLES).filter(like="already_seen").iloc[0]
    assert list(results[results].index) == ["feeding_already_seen", "play_already_seen"]


def test_a_tick_and_the_number_1_are_not_the_same_answer() -> None:
    cells = pd.Series([True, 1], dtype=object)
    with pytest.raises(AnswerError):
        score_table(pd.DataFrame({"months": [9, 9], "reaches": cells}), TABLES)


def test_a_column_of_no_behaviour_is_refused() -> None:
    with pytest.raises(AnswerError) as refused:
        score_table(pd.DataFrame({"months": [9], "reeches": ["often"]}), TABLES)
    assert refused.value.message_id == "answer.unknown-behaviour"


def test_a_table_without_ages_is_refused() -> None:
    with pytest.raises(AnswerError) as refused:
        score_table(pd.DataFrame({"reaches": ["often"]}), TABLES)
    assert refused.value.message_id == "answer.no-months"
