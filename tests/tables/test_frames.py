"""The tables are pandas tables for who asks, and can be loaded from changed ones."""

import subprocess
import sys
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from otkit import Age, behaviours_for, score
from otkit.errors import TableError
from otkit.kit.load import load_tables
from otkit.kit.tables import Tables
from otkit.scoring.score import behaviours_asked
from otkit.widgets import CheckIn
from tests.kit import TABLES

FRAMES = {name: TABLES[name] for name in TABLES}
ALL = load_tables(frames=FRAMES)


# ---------------------------------------------------------------- read-only


@pytest.mark.parametrize("name", list(TABLES))
def test_no_row_can_be_changed(name: str) -> None:
    for row in TABLES.rows(name)[:1]:
        with pytest.raises(TypeError):
            row["language"] = "xx"  # type: ignore[index]


def test_no_row_that_is_asked_can_be_changed() -> None:
    with pytest.raises(TypeError):
        behaviours_asked(Age(9), TABLES)[0]["urgent"] = True  # type: ignore[index]


def test_what_is_done_to_a_frame_changes_nothing_for_others() -> None:
    tables = load_tables()
    signs = tables["signs"]
    signs["text_en"] = "mine"
    assert "mine" not in set(tables["signs"]["text_en"])
    assert "mine" not in {row["text_en"] for row in tables.rows("signs")}
    own = Tables({**FRAMES, "signs": signs})
    signs["text_en"] = "later"
    assert set(own["signs"]["text_en"]) == {"mine"}


# ---------------------------------------------------------------- there and back


@pytest.mark.parametrize("name", list(TABLES))
def test_a_frame_that_is_loaded_again_is_the_same_table(name: str) -> None:
    assert_frame_equal(ALL[name], TABLES[name])
    assert ALL.rows(name) == TABLES.rows(name)


@pytest.mark.parametrize("name", list(TABLES))
def test_a_frame_has_the_rows_of_its_table(name: str) -> None:
    frame = TABLES[name].astype(object)
    rows = frame.where(frame.notna(), None).to_dict("records")
    assert [dict(row) for row in TABLES.rows(name)] == rows


def test_a_frame_that_pandas_read_from_a_file_is_the_same() -> None:
    from otkit.kit.tables import data_folder

    read = {
        name: pd.read_csv(data_folder() / f"{name}.csv", keep_default_na=name == "sources")
        for name in ("signs", "behaviours", "sources")
    }
    again = load_tables(frames=read)
    assert all(again.rows(name) == TABLES.rows(name) for name in read)


# ---------------------------------------------------------------- what is wrong with a frame


def test_a_frame_is_checked_as_its_file_is() -> None:
    behaviours = TABLES["behaviours"]
    behaviours.loc[10, "sign_id"] = "infant-fine-moter"
    behaviours.loc[3, "text_es"] = None
    with pytest.raises(TableError) as refused:
        load_tables(frames={"behaviours": behaviours})
    assert [str(one).partition("  ")[0] for one in refused.value.problems] == [
        "behaviours.csv:5:text_es",
        "behaviours.csv:12:sign_id",
    ]
    assert "did you mean “infant-fine-motor”" in str(refused.value)


def test_a_frame_without_a_column_and_of_no_table_are_told() -> None:
    frames = {"areas": TABLES["areas"].drop(columns="order"), "sings": TABLES["signs"]}
    with pytest.raises(TableError) as refused:
        load_tables(frames=frames)
    assert "areas.csv:1:order  the column is missing; add it" in str(refused.value)
    assert "describes no table “sings”" in str(refused.value)


# ---------------------------------------------------------------- scored


ages = st.builds(Age, st.integers(0, 71), st.sampled_from([0, 8]))
words = st.sampled_from(["often", "sometimes", "not-sure"])


@settings(max_examples=15)
@given(age=ages, data=st.data())
def test_frames_score_as_the_page_does(age: Age, data: st.DataObject) -> None:
    ids = list(behaviours_for(age, ALL)["behaviour_id"])
    answers: dict[str, Any] = data.draw(st.dictionaries(st.sampled_from(ids), words, max_size=6))
    fields = {
        "years": [str(age.months // 12)],
        "months": [str(age.months % 12)],
        "weeks": [str(age.weeks_early)],
        **{f"see:{name}": ["on"] for name in answers},
        **{f"how:{name}": [how] for name, how in answers.items()},
    }
    page = CheckIn(TABLES)
    page.handle({"action": "change", "fields": fields, "seen": "1"})
    assert score(age, answers, ALL) == page.result
    page.close()


@settings(max_examples=5)
@given(data=st.data())
def test_a_changed_frame_changes_the_result(data: st.DataObject) -> None:
    """A behaviour that is made urgent makes the result urgent, on the page too."""
    frame = TABLES["behaviours"]
    calm = frame[(frame["urgent"] == "no") & frame["alone_to_months"].isna()]
    row = calm.loc[data.draw(st.sampled_from(list(calm.index)))]
    name, age = row["behaviour_id"], Age(int(row["from_months"]))
    frame.loc[frame["behaviour_id"] == name, ["urgent", "concern"]] = ["today", "feeding"]
    tips = TABLES["tips"].assign(behaviours="")  # none is for what cannot wait
    changed = load_tables(frames={"behaviours": frame, "tips": tips})
    assert score(age, {name: "sometimes"}, TABLES).level == "watch"
    assert score(age, {name: "sometimes"}, changed).level == "act-now"
    page = CheckIn(changed, months=age.months, answers={name: "sometimes"})
    assert page.result.level == "act-now"
    page.close()


# ---------------------------------------------------------------- not imported


HEAVY = ("pandas", "numpy", "typst", "nh3")


@pytest.mark.parametrize(
    "code",
    [
        "import otkit; t = otkit.load_tables(); otkit.score(otkit.Age(9), {}, t).area_rows",
        "from otkit.kit.lessons import check_kit; assert check_kit(None) == []",
        "from otkit.widgets import CheckIn; CheckIn(months=9, answers={'lost-skill': True}).html()",
        "from otkit.widgets import *; Quiz().html(), Cases(facilitator=True).html()",
        "import otkit.widgets.workshop",
    ],
)
def test_nothing_heavy_is_imported_before_it_is_used(code: str) -> None:
    code += f"; import sys; print([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
