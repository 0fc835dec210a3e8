"""A page is a function of its state, whatever was said to it; and a closed page leaves nothing."""

import asyncio
import gc
import json
import os
import re
import subprocess
import sys
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ipywidgets import Widget
from traitlets import HasTraits

from otkit.front.drawing import Drawing, _drawn, common, render, with_whole_phones
from otkit.kit.load import load_tables
from otkit.widgets import CheckIn, RoomPage
from otkit.widgets.page import Page
from otkit.widgets.room_store import POLL
from otkit.widgets.workshop import Workshop
from tests.every_page import ACTIONS, PAGES, SLOW, in_a_room, names, say, values
from tests.form_reader import Reader, fields_of, kept_of
from tests.memory import holds


@pytest.fixture(scope="module", params=PAGES)
def kind(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def page(kind, tables, tmp_path_factory) -> Iterator[Page]:
    page = PAGES[kind](tables, tmp_path_factory.mktemp("page"))
    yield page
    page.close()


def afresh(page: Page, drawing: Drawing) -> str:
    """The slow way: nothing kept, nothing shared."""
    tables, language = page.tables, page.spoken(page.state())
    uid = f"otkit-{page.model_id[:8]}"
    context = {**common(tables, language), "uid": uid, **drawing.inputs}
    worked_out = drawing.work_out(context) if drawing.work_out else {}
    return with_whole_phones(render(drawing.template, context | worked_out))


def shown(page: Page) -> dict[str, str]:
    return {region: getattr(page, f"region_{region}") for region in page.regions}


@pytest.fixture(scope="module")
def messages(page, kind) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Forms with anything that stands on the page in some of the fields."""
    some = st.lists(st.sampled_from(values(page, kind)), min_size=1, max_size=2)
    ages = {
        "years": st.sampled_from([["0"], ["2"], ["4"], [""], ["6"]]),
        "months": st.sampled_from([["0"], ["0"], ["5"], [""]]),
    }
    fields = st.fixed_dictionaries(
        ages if kind == "check_in" else {},
        optional={name: some for name in names(page, kind) if name not in ages},
    )
    message = {
        "action": st.sampled_from(ACTIONS.get(kind, ("change",))),
        "fields": fields,
        "seen": st.sampled_from(["1", "2"]),
    }
    return st.lists(st.fixed_dictionaries(message), min_size=1, max_size=1 if kind in SLOW else 3)


def assert_drawn_from_its_state(page: Page) -> None:
    state = page.state()
    drawn = {name: afresh(page, one) for name, one in page.drawings(state).items()}
    assert shown(page) == drawn
    assert page.draw(state) == drawn
    told = page.traits_of(state)
    assert {name: getattr(page, name) for name in told} == told


def test_what_is_shown_is_what_is_drawn_afresh_from_the_state(page, kind, messages):
    """Also when each form has what the page kept in it from before."""

    @settings(max_examples=3 if kind in SLOW else 12, deadline=None)
    @given(messages, st.booleans())
    def story(said: list[dict[str, Any]], goes_on: bool) -> None:
        page.handle({"action": "start-over", "fields": {}})
        for message in said:
            before = fields_of(page.html()) if goes_on else {}
            page.handle({**message, "fields": before | message["fields"]})
            assert_drawn_from_its_state(page)

    story()


HELD = {  # the parts of a state that a reload must not lose
    "check_in": ("language", "country", "weeks_early", "answers"),
    "learn": ("language", "lesson", "read", "country", "group", "picks"),
    "quiz": ("language", "at", "answers"),
    "quiz-list": ("language", "answers"),
    "cases": ("language", "case", "decision", "picked", "opens_notes"),
    "agenda": ("length",),
    "activity": ("picks",),
    "call": ("age", "country", "answers_shown"),
    "explore": ("table", "months", "area"),
    "guide-notes": ("is_open",),
}


@pytest.mark.parametrize("kind", HELD, scope="module", indirect=True)
def test_the_form_of_a_page_holds_all_of_its_state(page, kind, messages, tables, tmp_path):
    """So that a reload, or another process, goes on from the form alone."""

    @settings(max_examples=12, deadline=None)
    @given(messages)
    def story(said: list[dict[str, Any]]) -> None:
        page.handle({"action": "start-over", "fields": {}})
        for message in said:
            page.handle(message)
        other = PAGES[kind](tables, tmp_path)
        say(other, kept_of(page.html()))
        before, after = page.state(), other.state()
        other.close()
        held = HELD[kind]
        if kind == "check_in" and before.problem is None:
            held += ("months", "picked", "since_due", "age", "result")
        if kind == "check_in" and before.age is not None:
            held += ("shows_text",)
        assert [getattr(after, part) for part in held] == [getattr(before, part) for part in held]

    story()


def test_to_draw_a_state_changes_nothing(kind, page, monkeypatch):
    """No trait, no file, no store: all that could tell is made to fail."""
    page.handle({"action": ACTIONS.get(kind, ("change",))[0], "fields": fields_of(page.html())})
    state, before = page.state(), shown(page)

    def forbidden(*_args: object, **_kwargs: object) -> None:
        raise AssertionError("drawing did more than to draw")

    for owner, name in (
        (HasTraits, "set_trait"),
        (Widget, "notify_change"),
        (Widget, "send"),
        (Path, "open"),
        (Path, "exists"),
        (Path, "read_bytes"),
        (os, "open"),
        (os, "mkdir"),
    ):
        monkeypatch.setattr(owner, name, forbidden)
    if isinstance(page, RoomPage):
        monkeypatch.setattr(page._visit, "_rooms", None)
        monkeypatch.setattr("otkit.widgets.room_visit.own_store", forbidden)
    if hasattr(page, "session"):
        monkeypatch.setattr(page, "session", None)
    drawn = page.draw(state)
    monkeypatch.undo()
    assert drawn == before
    assert page.state() is state


def test_a_state_can_be_drawn_by_any_page_of_its_kind(kind, page, tables, tmp_path):
    page.handle({"action": ACTIONS.get(kind, ("change",))[0], "fields": fields_of(page.html())})
    if kind in ("room", "board", "before_start"):
        return  # their states are of one store
    other = PAGES[kind](tables, tmp_path)
    if kind in ("own_folder", "print_pack"):
        other.folder = page.folder
    uids = (f"otkit-{page.model_id[:8]}", f"otkit-{other.model_id[:8]}")
    drawn = [
        {name: html.replace(uid, "") for name, html in one.draw(page.state()).items()}
        for one, uid in zip((page, other), uids, strict=True)
    ]
    other.close()
    assert drawn[0] == drawn[1]


def test_only_regions_without_an_answer_are_shared():
    """What is kept for all pages, after many visitors, has no mark, no result and no notes."""
    tables = load_tables()
    check_in = CheckIn(tables)
    for row in tables.rows("behaviours"):
        for months in ("0", "24", "48"):
            marks = {f"see:{row['behaviour_id']}": ["on"], "lost-skill": ["on"], "weeks": ["8"]}
            say(check_in, {"months": [months], "show": ["text"], **marks})
    kept = tables.keep(_drawn)
    assert {template for _, template, *_ in kept} == {
        f"check_in/{name}.html.j2"
        for name in ("header", "emergency", "footer", "intro", "age", "file", "area", "whole")
    }
    for html in kept.values():
        by_default = html.replace('value="en" checked', "").replace('value="months" checked', "")
        assert not re.search(r"<input[^>]* checked", by_default)
        assert 'type="hidden" name="see:' not in html


# ---------------------------------------------------------------- nothing stays


@pytest.fixture
def aside() -> None:
    """Put by all that is there, for good, so that the collector looks at new objects alone."""
    gc.collect()
    gc.freeze()


def use(kind: str, folder: Path, tables: Any) -> weakref.ref[Page]:
    page = PAGES[kind](tables, folder)
    for action in ACTIONS.get(kind, ("change",)):
        Reader(page).press(action)
    page.language = "es"
    page.close()
    return weakref.ref(page)


@pytest.mark.usefixtures("aside")
def test_a_closed_page_leaves_no_object(kind, tables, tmp_path):
    use(kind, tmp_path / "first", tables)  # what is drawn for the first time is kept
    gc.collect()
    before = len(gc.get_objects())
    pages = [use(kind, tmp_path / f"again-{turn}", tables) for turn in range(2)]
    gc.collect()
    assert [page() for page in pages] == [None] * 2
    assert len(gc.get_objects()) - before < 20, "ten for a page"


def test_a_page_made_again_makes_no_class(tables):
    assert len({type(CheckIn(tables)) for _ in range(10)}) == 1


def test_a_page_that_polls_is_gone_when_it_is_closed(tables, tmp_path):
    async def story() -> weakref.ref[Page]:
        page = in_a_room(tables, tmp_path)
        page.handle({"action": "change", "fields": fields_of(page.html()), "seen": "1"})
        assert page in POLL.pages
        await asyncio.sleep(0.3)  # what was begun for it ends
        page.close()
        await asyncio.sleep(0)
        return weakref.ref(page)

    gone = asyncio.run(story())
    gc.collect()
    assert gone() is None


def test_a_notebook_lets_go_of_a_page_that_was_closed(tables):
    notebook = Workshop("signs-by-age", tables)
    page = notebook.check_in()
    page.close()
    gone = weakref.ref(page)
    del page
    gc.collect()
    assert gone() is None
    notebook.language = "es"


MARK = "zq-marker-"


def test_no_word_of_a_closed_page_is_left_in_memory(tmp_path):
    """Whatever is freed is overwritten (malloc's own option), so what is found is held."""
    environment = os.environ | {
        "PYTHONMALLOC": "malloc",
        "GLIBC_TUNABLES": "glibc.malloc.perturb=165:glibc.malloc.tcache_count=0",
    }
    command = [sys.executable, "-m", "tests.marked_pages", str(tmp_path)]
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdin
        assert child.stdout
        child.stdin.write(json.dumps([MARK[:4], MARK[4:]]) + "\n")
        child.stdin.flush()
        try:
            kinds = json.loads(child.stdout.readline())
            words = [f"{MARK}{number}-" for number in range(len(kinds))]
            open_pages = holds(child.pid, words)
            child.stdin.write("\n")
            child.stdin.flush()
            assert child.stdout.readline() == "closed\n"
            closed = holds(child.pid, words)
        finally:
            child.kill()
    assert kinds == list(PAGES)
    assert open_pages == set(words), "this test would find them"
    assert closed == set()
