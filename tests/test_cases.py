"""The cases: what the kit says is what the table expects, and nobody reads it too early."""

import html as escapes
import re

import pytest

import otkit.widgets
from otkit.widgets import Cases
from otkit.workshop.cases import cases


@pytest.fixture
def page(tables) -> Cases:
    return Cases(tables)


def say(page: Cases, action: str = "change", **fields: str) -> str:
    given = {"case": page.current().case_id, "shown": page.current().case_id} | fields
    page.handle({"action": action, "fields": {k: [v] for k, v in given.items()}, "seen": "1"})
    return escapes.unescape(page.html())


def test_every_case_gets_the_level_that_its_row_expects(tables):
    expected = {case.case_id: case.row["level"] for case in cases(tables)}
    assert {case.case_id: case.result(tables).level for case in cases(tables)} == expected


@pytest.mark.parametrize("language", ["en", "es"])
def test_before_a_decision_the_page_has_no_marks_and_no_level(tables, language):
    for case in cases(tables):
        page = Cases(tables, case=case.case_id, language=language, facilitator=True)
        shown = escapes.unescape(page.html())
        assert case.row[f"story_{language}"] in shown
        assert case.row[f"teaching_{language}"] not in shown
        assert case.row[f"facilitator_{language}"] not in shown
        assert 'class="card result' not in shown


def test_after_the_decision_the_page_shows_the_level_and_why(page, tables):
    case = page.current()
    shown = say(page, "decide", pick="watch")
    assert page.decision == "watch"
    assert case.row["teaching_en"] in shown
    assert f'class="card result kit {case.row["level"]}"' in shown
    assert "Why" in shown
    assert "The rule comes from" in shown


def test_what_is_marked_in_a_case_is_shown_by_its_drawing(tables):
    rows = {row["behaviour_id"]: row for row in tables.rows("behaviours")}
    alternatives = {row["picture_id"]: row["alt_en"] for row in tables.rows("pictures")}
    drawn = {}
    for case in cases(tables):
        page = Cases(tables, case=case.case_id, facilitator=True)
        shown = say(page, "decide", pick="watch")
        marked = [rows[name] for name in case.result(tables).answers if name in rows]
        drawn[case.case_id] = [alternatives[row["picture"]] for row in marked if row["picture"]]
        alts = re.findall(r'<img class="shown"[^>]* alt="([^"]*)"', shown)
        assert sorted(alts) == sorted(drawn[case.case_id])
    assert any(drawn.values())


def test_the_room_has_to_decide_first(page):
    shown = say(page, "decide")
    assert page.decision == ""
    assert "Pick what most of the room would do" in shown


def test_a_decision_stays_while_other_things_are_changed(page):
    say(page, decision="talk", language="es")
    assert (page.decision, page.language) == ("talk", "es")


def test_another_case_starts_without_a_decision(page, tables):
    other = cases(tables)[1].case_id
    say(page, case=other, decision="talk")
    assert (page.case, page.decision) == (other, "")


def test_the_next_case_follows_and_after_the_last_the_first(page, tables):
    every = [case.case_id for case in cases(tables)]
    say(page, "following", shown=every[0], decision="talk")
    assert (page.case, page.decision) == (every[1], "")
    say(page, "following", shown=every[-1])
    assert page.case == every[0]


def test_the_facilitators_notes_are_drawn_only_on_request(page):
    note = page.current().row["facilitator_en"]
    assert note not in say(page, notes="on")
    page.facilitator = True
    assert note in say(page, notes="on")
    assert note not in say(page)


@pytest.mark.parametrize("pick", ["", "nonsense", "<script>", "level"])
def test_what_is_no_level_is_no_decision(page, pick):
    say(page, "decide", pick=pick)
    assert page.decision == ""


def test_notebooks_made_before_find_the_page_by_its_old_name() -> None:
    assert otkit.widgets.Vignette is Cases
