"""What code sees of a check-in: all of it as plain JSON, its answers as a frame."""

from __future__ import annotations

import json
from typing import Any

import pytest
from traitlets import TraitError

from otkit.kit.tables import Tables
from otkit.server.kernels.hosting import HostedPage, add_widget
from otkit.widgets import CheckIn
from tests.every_page import say

FORM = {"years": ["0"], "months": ["9"], "weeks": ["5"], "already-seen": ["sleep", "feeding"]}
TICKED = FORM | {"see:hand-to-hand": ["on"], "how:hand-to-hand": ["often"], "lost-skill": ["on"]}


@pytest.fixture
def marked(tables: Tables) -> CheckIn:
    page = CheckIn(tables)
    say(page, TICKED)
    return page


def test_the_value_says_what_a_person_entered_in_plain_json(marked):
    assert json.loads(json.dumps(marked.value)) == marked.value
    assert marked.value == {
        "months": 9,
        "weeks_early": 5,
        "answers": {
            "hand-to-hand": "often",
            "lost-skill": True,
            "already-seen": list(marked.answers["already-seen"]),
        },
        "level": "act-now",
    }


def test_the_value_follows_and_is_told_once(marked):
    met: list[Any] = []
    marked.observe(lambda change: met.append(change.new), "value")
    say(marked, FORM)
    assert [value["level"] for value in met] == [marked.result.level] == ["nothing-ticked"]
    say(marked, FORM)
    assert len(met) == 1


def test_nobody_sets_the_value(marked):
    before = marked.value
    with pytest.raises(TraitError, match="read-only"):
        marked.value = {}
    data = {"method": "update", "state": {"value": {"level": "talk"}}, "buffer_paths": []}
    marked._handle_msg({"content": {"data": data}, "buffers": []})
    assert marked.value is before


def test_only_a_notebook_gets_the_value(tables):
    assert "value" in CheckIn(tables).get_state()
    page = HostedPage("a1")
    with page.at_work():
        shown = CheckIn(tables, months=9)
        add_widget(shown)
    assert shown.get_state() == {}, "until it is shown"
    assert "value" not in shown.keys_of_hosted()
    assert "region_result" in shown.keys_of_hosted()
    page.close()


def test_a_frame_has_a_row_for_each_answer(marked, tables):
    frame = marked.to_frame()
    texts = tables["behaviours"].set_index("behaviour_id")
    assert list(frame.columns) == ["question", "text", "area_id", "answer"]
    rows = [tuple(row) for row in frame[["question", "area_id", "answer"]].itertuples(index=False)]
    assert rows == [
        ("hand-to-hand", texts.loc["hand-to-hand", "area_id"], "often"),
        ("lost-skill", "", "yes"),
        *(("already-seen", area, "yes") for area in marked.answers["already-seen"]),
    ]
    assert frame["text"][0] == texts.loc["hand-to-hand", "text_en"]
    marked.language = "es"
    assert marked.to_frame()["text"][0] == texts.loc["hand-to-hand", "text_es"]


def test_a_frame_of_no_answers_has_its_columns(tables):
    frame = CheckIn(tables).to_frame()
    assert (len(frame), list(frame.columns)) == (0, ["question", "text", "area_id", "answer"])


def test_an_age_set_by_code_counts_after_weeks_that_cannot_be(tables):
    """They were typed; the page says so, and what code sees is the most that can be."""
    page = CheckIn(tables)
    say(page, FORM | {"weeks": ["18"]}, "change", "1")
    page.months = 4
    assert page.value["weeks_early"] == page.weeks_early == page.result.age.weeks_early == 17
