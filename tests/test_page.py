"""A page is state in Python and HTML in regions; messages from outside never raise."""

from typing import Any

import comm
import pytest
from hypothesis import given
from hypothesis import strategies as st
from traitlets import TraitError

from otkit.widgets import CheckIn
from otkit.widgets.page import MOST_FIELDS


def said(page: CheckIn, fields: dict[str, Any], action: str = "change", seen: str = "1") -> None:
    page.handle({"action": action, "fields": fields, "seen": seen})


def test_only_regions_that_changed_are_sent(monkeypatch):
    monkeypatch.setattr(comm, "create_comm", comm.DummyComm)
    page = CheckIn(months=20)
    sent: list[set[str]] = []
    monkeypatch.setattr(page, "_send", lambda msg, buffers=None: sent.append(set(msg["state"])))
    row = page.state()
    assert row.age is not None
    said(page, {"years": ["1"], "months": ["8"], "lost-skill": ["on"]})
    (regions,) = sent
    assert "region_result" in regions
    assert "region_header" not in regions
    assert "region_area-play" not in regions


def test_the_answer_carries_the_word_of_the_question():
    page = CheckIn()
    said(page, {"years": ["1"]}, seen="abc")
    assert page.seen == "abc"


def test_an_unknown_language_is_refused_with_the_ones_there_are():
    with pytest.raises(TraitError, match="en, es"):
        CheckIn(language="tlh")


def test_a_form_of_too_many_fields_is_not_read():
    page = CheckIn(months=20)
    said(page, {f"see:{n}": ["on"] for n in range(MOST_FIELDS + 1)})
    assert page.months == 20


def test_the_saved_notebook_carries_the_page_as_html():
    bundle = CheckIn(months=20)._repr_mimebundle_()
    assert bundle is not None
    assert "application/vnd.jupyter.widget-view+json" in bundle[0]
    assert 'class="otkit"' in bundle[0]["text/html"]


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4)
    ),
    max_leaves=12,
)
PAGE = CheckIn()


@given(anything)
def test_no_message_raises(content):
    PAGE.handle(content)


@given(st.dictionaries(st.sampled_from(["years", "months", "weeks", "birth", "age-by"]), anything))
def test_no_field_raises(fields):
    PAGE.handle({"action": 3, "fields": fields, "seen": None})
    assert PAGE.months is None or 0 <= PAGE.months <= 71
