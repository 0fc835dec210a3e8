"""What a notebook's file holds of a page: what code set, readable, and nothing that was marked."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from ipywidgets import link
from ipywidgets.embed import embed_minimal_html

from otkit.widgets import CheckIn
from otkit.widgets.page import Page
from tests.every_page import PAGES, say
from tests.form_reader import fields_of

VIEW = "application/vnd.jupyter.widget-view+json"
TIMED = ("board", "before_start")  # they show also what happens outside the page
TICKED = {"years": ["0"], "months": ["9"], "see:hand-to-hand": ["on"], "lost-skill": ["on"]}


def outputs(page: Page, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The outputs of a cell whose last line is the page."""
    shown: list[dict[str, Any]] = []
    monkeypatch.setattr(
        "otkit.widgets.notebook_output.publish_display_data",
        lambda data, metadata=None: shown.append(data),
    )
    page._ipython_display_()
    return shown


def test_a_file_keeps_the_widget_and_beside_it_the_page_as_html(monkeypatch):
    widget, saved = outputs(CheckIn(months=9, answers={"hand-to-hand": "often"}), monkeypatch)
    assert set(widget) == {VIEW, "text/plain"}
    assert set(saved) == {"text/html"}
    assert fields_of(saved["text/html"])["see:hand-to-hand"] == ["on"]
    assert "Run the notebook to use it." in saved["text/html"]
    assert "http" not in saved["text/html"].partition("<fieldset disabled")[0]


@pytest.mark.parametrize("name", ["SERVER_SOFTWARE", "VOILA_PREHEAT"])
def test_voila_gets_one_output_with_the_page_as_it_is(monkeypatch, name):
    monkeypatch.setenv(name, "voila/0.5")
    page = CheckIn(months=9)
    (widget,) = outputs(page, monkeypatch)
    assert widget["text/html"] == page.html()


def test_what_a_person_marked_is_in_no_output(monkeypatch):
    page = CheckIn(months=27, language="es")
    before = outputs(page, monkeypatch)
    say(page, TICKED | {"language": ["en"]})
    assert page.result.level == "act-now"
    assert outputs(page, monkeypatch) == before


def test_what_code_sets_later_is_in_the_output(monkeypatch):
    page = CheckIn()
    say(page, TICKED)
    page.months = 27
    page.weeks_early = 8
    _, saved = outputs(page, monkeypatch)
    fields = fields_of(saved["text/html"])
    assert (fields["years"], fields["months"], fields["weeks"]) == (["2"], ["3"], ["8"])
    assert not {"see:hand-to-hand", "lost-skill"} & set(fields)
    assert page.answers


def test_what_a_person_marked_on_a_linked_page_is_in_no_output(monkeypatch):
    page, other = CheckIn(months=9), CheckIn(months=9)
    link((page, "answers"), (other, "answers"))
    before = outputs(other, monkeypatch)
    say(page, TICKED)
    assert other.answers == page.answers != {}
    assert outputs(other, monkeypatch) == before


@pytest.mark.parametrize("kind", PAGES)
def test_every_page_is_saved_as_code_made_it(kind, tables, tmp_path, monkeypatch):
    page = PAGES[kind](tables, tmp_path)
    before = outputs(page, monkeypatch)
    say(page, {"language": ["es"]})
    assert page.language == "es"
    after = outputs(page, monkeypatch)
    page.close()
    assert (
        'lang="en"' in after[-1]["text/html"].partition("<fieldset disabled")[2].partition(">")[0]
    )
    if kind not in TIMED:
        assert after == before


@pytest.mark.parametrize("kind", PAGES)
def test_every_page_is_saved_with_its_own_style_and_radios(kind, tables, tmp_path, monkeypatch):
    """Radios of one name are one group, but for those of another form."""
    page = PAGES[kind](tables, tmp_path)
    saved = page.saved_html()
    page.close()
    rules = [rule.rpartition("{")[2] for rule in page._css.split("}")]
    assert not [rule for rule in rules if rule not in saved]
    ours = re.findall(r"(?<![\w-])\.otkit(?![-\w])(.{8})", saved)
    assert {*ours} == {":not(#_)"}, "rules that weigh less than Jupyter's own"
    assert saved.count("<form>") == saved.count("</form>") == 1
    assert saved.index("<form>") < saved.index("<fieldset disabled")


def test_a_file_of_one_page_is_read_without_a_network(tmp_path: Path):
    page = CheckIn(months=9)
    path = tmp_path / "page.html"
    embed_minimal_html(path, views=[page], title="Mine", template=page.embed_template())
    html = path.read_text(encoding="utf-8")
    assert "<title>Mine</title>" in html
    assert page.saved_html() in html
    assert VIEW in html
