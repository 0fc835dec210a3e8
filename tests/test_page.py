"""A page is state in Python and HTML in regions; messages from outside never raise."""

import re
from collections.abc import Iterator
from threading import Thread
from typing import Any

import comm
import pytest
from hypothesis import given
from hypothesis import strategies as st
from traitlets import TraitError

from otkit.widgets import CheckIn, Learn, RoomPage
from otkit.widgets.fields import MOST_FIELDS
from otkit.widgets.page import Page
from otkit.workshop.room.questions import offered
from otkit.workshop.room.store import Rooms
from tests.every_page import PAGES, say
from tests.form_reader import Reader


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


def test_a_page_that_was_away_is_sent_all_regions_at_once(monkeypatch):
    monkeypatch.setattr(comm, "create_comm", comm.DummyComm)
    page = CheckIn(months=20)
    sent: list[dict[str, Any]] = []
    monkeypatch.setattr(page, "_send", lambda msg, buffers=None: sent.append(msg["state"]))
    fields = {"years": ["1"], "months": ["8"], "lost-skill": ["on"]}
    said(page, fields, seen="1")
    missed = dict(sent[0])
    sent.clear()
    page.handle({"action": "change", "fields": fields, "seen": "2", "whole": True})
    assert sent[0]["region_result"] == missed["region_result"]
    assert {f"region_{region}" for region in page.regions} <= set(sent[0])
    assert sent[0]["seen"] == "2"
    assert "_esm" not in sent[0]


def test_the_answer_carries_the_word_of_the_question():
    page = CheckIn()
    said(page, {"years": ["1"]}, seen="abc")
    assert page.seen == "abc"


def test_a_file_comes_before_the_report_that_it_was_made(monkeypatch):
    """A page whose kernel ends over a file asks the next one for it, until one has answered."""
    monkeypatch.setattr(comm, "create_comm", comm.DummyComm)
    page = CheckIn(months=20)
    sent: list[str] = []
    monkeypatch.setattr(page, "_send", lambda msg, buffers=None: sent.append(msg["method"]))
    said(page, {"years": ["1"], "months": ["8"]}, "fhir", seen="2")
    assert sent == ["custom", "update"]


def test_an_unknown_language_is_refused_with_the_ones_there_are():
    with pytest.raises(TraitError, match="en, es"):
        CheckIn(language="tlh")


def test_a_form_of_too_many_fields_is_not_read():
    page = CheckIn(months=20)
    said(page, {f"see:{n}": ["on"] for n in range(MOST_FIELDS + 1)})
    assert page.months == 20


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4)
    ),
    max_leaves=12,
)
NAMES = {  # every field that a page reads, beside those that stand in its HTML
    "check_in": [
        "age-by",
        "birth",
        "years",
        "months",
        "weeks",
        "country",
        "show",
        "how:kicks-ball",
    ],
    "learn": ["lesson", "read", "group", "country"],
    "room": ["code", "room", "phone", "step", "before:sure", "pick:sure", "pick:subjects"],
}
ACTIONS = ["change", "join", "next", "back", "answer", "fhir", "go", ""]


@pytest.fixture(scope="module")
def rooms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rooms]:
    rooms = Rooms(tmp_path_factory.mktemp("rooms") / "rooms.sqlite3")
    yield rooms
    rooms.database.close()


@pytest.fixture(scope="module", params=[CheckIn, Learn, RoomPage])
def page(request, rooms, tables) -> Page:
    """A page in use, the last one in a room."""
    if request.param is not RoomPage:
        return request.param(tables)
    page = RoomPage(tables, rooms=rooms)
    Reader(page).press("join", code=[rooms.open(offered(tables))])
    assert page.code
    return page


@given(content=anything)
def test_no_message_raises(page, content):
    page.handle(content)


@pytest.fixture(scope="module")
def names(page) -> list[str]:
    return sorted({*re.findall(r'name="([^"]+)"', page.html()), *NAMES[page.name], "language"})


@pytest.fixture(scope="module")
def values(page) -> list[str]:
    return sorted({*re.findall(r'value="([^"]*)"', page.html()), "on", "birth", "quite"})


@given(data=st.data())
def test_no_field_raises(page, names, values, data):
    """Its own names and values, mixed with anything."""
    value = st.lists(st.sampled_from(values) | st.text(max_size=20), max_size=3) | anything
    fields = data.draw(st.dictionaries(st.sampled_from(names), value, max_size=12))
    action = data.draw(st.sampled_from(ACTIONS) | anything)
    seen = data.draw(st.integers(-9, 10**18).map(str) | anything)
    page.handle({"action": action, "fields": fields, "seen": seen})
    assert page.language in ("en", "es")
    assert 'class="otkit"' in page.html()
    if isinstance(page, CheckIn):
        assert page.months is None or 0 <= page.months <= 71


@pytest.mark.parametrize("kind", PAGES)
def test_what_is_pressed_while_a_page_is_drawn_anew_is_not_lost(
    kind, tables, tmp_path, monkeypatch
):
    """JupyterLab's messages come in a thread of their own; tables are renewed in another."""
    page = PAGES[kind](tables, tmp_path)
    for language, draw_anew in (("es", lambda: page.renew(tables)), ("en", page.redraw)):
        press = Thread(target=say, args=(page, {"language": [language]}))
        show = page.show

        def shows(*args: Any, press: Thread = press, show: Any = show, **options: Any) -> None:
            if not press.ident:  # what is to be shown is settled already
                press.start()
                press.join(0.1)
            show(*args, **options)

        with monkeypatch.context() as patched:
            patched.setattr(page, "show", shows)
            draw_anew()
            press.join()
        assert page.language == language
    page.close()


def test_what_is_pressed_while_code_sets_a_trait_is_not_lost(tables, monkeypatch):
    page = CheckIn(tables)
    press, show = Thread(target=say, args=(page, {"language": ["es"]})), page.show

    def shows(*args: Any, **options: Any) -> None:
        if not press.ident:
            press.start()
            press.join(0.1)
        show(*args, **options)

    monkeypatch.setattr(page, "show", shows)
    page.months = 9
    press.join()
    assert page.language == "es"


def test_nobody_sets_a_pages_layout_from_outside(page):
    before = page.layout.get_state()
    data = {"method": "update", "state": {"width": "9px", "display": "none"}, "buffer_paths": []}
    page.layout._handle_msg({"content": {"data": data}, "buffers": []})
    assert page.layout.get_state() == before


def test_a_notebook_sets_a_pages_layout(page):
    page.layout.width = "50%"
    assert page.layout.get_state()["width"] == "50%"
    page.layout.width = None


def test_no_attribute_that_a_template_writes_is_escaped():
    """`{{ ' open="x"' if … }}` is: Jinja escapes what an expression gives."""
    for page in (CheckIn(months=27), Learn(lesson="first-visit")):
        assert "=&#34;" not in page.html()
