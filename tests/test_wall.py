"""The wall: what it shows in each stage, who drives it, and what it never shows."""

import html as escapes
import re
import time
from collections.abc import Iterator
from itertools import pairwise

import pytest

from otkit.errors import RoomError
from otkit.widgets import WallPage
from otkit.workshop.room import STAGES
from otkit.workshop.room.board import read_board
from otkit.workshop.room.door import HERE_SECONDS
from otkit.workshop.room.questions import offered
from otkit.workshop.room.slides import slides
from otkit.workshop.room.store import HOURS, Rooms
from otkit.workshop.room.walls import Walls
from tests.form_reader import Reader

YES, NO = {"right", "yes", "very"}, {"other", "no", "not-at-all"}


@pytest.fixture
def code(rooms, tables) -> str:
    return rooms.open(offered(tables, "short"))


@pytest.fixture
def walls(rooms) -> Walls:
    return Walls(rooms.database)


@pytest.fixture
def wall(tables, rooms, walls, code) -> Iterator[WallPage]:
    page = WallPage(tables, rooms=rooms)
    Reader(page).press("change", wall=[walls.of(code).secret])
    yield page
    page.close()


def fill(rooms: Rooms, tables, code: str, part: str, yes: int, people: int = 12) -> None:
    """All answer everything of a part; `yes` of them are right, say yes, or are very sure."""
    asked = {one: some for one, some in offered(tables, "short").items() if one.part == part}
    for number in range(people):
        wanted = YES if number < yes else NO
        said = {one: next(c for c in some if c in wanted) for one, some in asked.items()}
        rooms.join(code, f"phone-{number}")
        rooms.record(code, f"phone-{number}", 1, said)


def shown(page: WallPage) -> str:
    page.refresh()
    return escapes.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.html())))


def slide_of(page: WallPage) -> str:
    return page.state().slide


def through(page: WallPage) -> Iterator[str]:
    """Every slide of the stage, one after another, from the first."""
    page.refresh()
    deck = slides(page.state().board, page.tables)
    for _ in deck:
        Reader(page).press("back")
    for slide in deck:
        assert slide_of(page) == slide
        yield shown(page)
        Reader(page).press("on")


def test_the_code_is_the_first_thing_on_the_wall(wall, walls, code):
    assert slide_of(wall) == "join"
    assert code in shown(wall)
    assert "<svg" not in wall.html().partition('class="foot"')[0]  # nobody knows the address yet
    walls.invite(walls.of(code).secret, "http://192.168.4.20:8866/")
    assert shown(wall).count("192.168.4.20:8866/room ") == 2  # on the slide and below it
    Reader(wall).press("on")
    assert "192.168.4.20:8866/room" in shown(wall)  # below each slide
    Reader(wall).press("back")
    assert 'role="img"' in wall.html()


def test_a_wall_goes_through_a_whole_session_by_its_own_buttons(wall, rooms, code):
    for stage, following in pairwise(STAGES):
        assert rooms.room(code).stage == stage
        for _ in range(60):
            Reader(wall).press("on")
        assert slide_of(wall) == "next"
        Reader(wall).press(f"next:{stage}")
        assert rooms.room(code).stage == following
    assert slide_of(wall).startswith("question:")
    assert "next" not in slides(read_board(rooms, code), wall.tables)
    for _ in range(60):
        Reader(wall).press("on")
    assert slide_of(wall) == "end"
    assert f"otkit room delete {code}" in shown(wall)
    assert "Save the results (PDF)" in shown(wall)
    assert 'data-action="part"' not in wall.html()


def test_what_is_pressed_twice_counts_once(wall, rooms, code):
    secret = wall.state().secret
    for action in ("on", "on", "next:before", "next:before"):
        wall.handle({"action": action, "fields": {"wall": [secret], "slide": ["join"]}})
    assert slide_of(wall) == "question:what-is-ot"
    assert rooms.room(code).stage == "learn"


def test_the_board_drives_the_wall_too(wall, walls, code):
    walls.show(walls.of(code).secret, "agenda")
    assert "Agenda" in shown(wall)


def test_a_wall_counts_phones_here_and_those_away(wall, rooms, code):
    fill(rooms, wall.tables, code, "before", 2, people=3)
    later = time.time() + HERE_SECONDS
    rooms._now = rooms.lead._now = lambda: later
    rooms.lead.attend(code, {"phone-0"})
    assert "Phones here: 1. 2 more joined and are away." in shown(wall)
    rooms.lead.attend(code, {"phone-1"})
    assert "Phones here: 2. 1 more joined and is away." in shown(wall)
    rooms.lead.attend(code, {"phone-2"})
    assert "Phones here: 3 " in shown(wall)
    assert "away" not in shown(wall)


def test_the_agenda_names_this_part_and_the_time_left(wall, monkeypatch):
    Reader(wall).press("on")
    Reader(wall).press("begin:60")
    assert "60 minutes left" in shown(wall)
    begins = wall.state().wall.begins
    monkeypatch.setattr("time.time", lambda: begins + 12 * 60)
    assert "48 minutes left" in shown(wall)
    now = re.search(r'<li data-key="([^"]+)" aria-current="step">', wall.html())
    assert now[1] == "agenda-60-3"
    monkeypatch.setattr("time.time", lambda: begins + 2 * 3600)
    assert "0 minutes left" in shown(wall)


# ---------------------------------------------------------------- what it never shows


@pytest.mark.parametrize("stage", ["before", "after"])
def test_while_people_are_asked_no_slide_has_an_answer(wall, rooms, tables, code, stage):
    rooms.move(code, stage)
    fill(rooms, tables, code, stage, 7)
    feedback = [row["feedback_en"] for row in tables.rows("quiz_options")]
    for page in through(wall):
        assert [text for text in feedback if text in page] == []
        assert " right" not in page
        assert "Right" not in page


def test_when_the_quiz_is_closed_bars_answers_and_why_are_shown(wall, rooms, tables, code):
    fill(rooms, tables, code, "before", 7)
    rooms.move(code, "learn")
    bars, answer, *_ = (page for page in through(wall) if "occupational therapy help" in page)
    assert "7 of 12 right" in bars
    assert "Right 7 Something else 5 Not sure 0" in bars
    assert "Daily life is a child's main job." in answer


def test_with_two_answers_a_wall_says_how_many_it_needs(wall, rooms, tables, code):
    fill(rooms, tables, code, "before", 1, people=2)
    rooms.move(code, "learn")
    page = next(page for page in through(wall) if "occupational therapy help" in page)
    assert "Only 2 answered. At least 3 are needed" in page
    assert "Something else" not in page


def test_walls_of_rooms_that_differ_by_one_look_the_same(wall, rooms, tables, walls):
    pictures = []
    for yes in (9, 12):
        code = rooms.open(offered(tables, "short"))
        wall.handle({"action": "change", "fields": {"wall": [walls.of(code).secret]}})
        for part, stage in (("before", "after"), ("after", "goodbye"), ("evaluation", "finished")):
            fill(rooms, tables, code, part, 7 if part == "before" else yes)
            rooms.move(code, stage)
        pages = [page.replace(code, "CODE") for page in through(wall)]
        pictures.append([page for page in pages if "in words" in page])
    assert len(pictures[0]) == 2
    assert pictures[0] == pictures[1]
    assert all("most people" in page for page in pictures[0])


def test_no_participant_and_no_secret_is_in_what_a_wall_shows(wall, rooms, tables, code):
    fill(rooms, tables, code, "before", 7)
    for page in through(wall):
        assert "phone-" not in page
        assert wall.state().secret not in page


def test_the_facilitators_notes_of_a_case_are_never_on_the_wall(wall, rooms, tables, code):
    rooms.move(code, "learn")
    pages = " ".join(through(wall))
    assert all(row["story_en"] in pages for row in tables.rows("cases"))
    assert [row for row in tables.rows("cases") if row["facilitator_en"] in pages] == []


# ---------------------------------------------------------------- without a room


@pytest.mark.parametrize("secret", ["", "0" * 32, "x" * 500, "<b>"])
def test_without_the_secret_there_is_no_wall(tables, rooms, code, secret):
    page = WallPage(tables, rooms=rooms)
    told = Reader(page).press("next:before", wall=[secret])
    assert code not in told
    assert "Start otkit workshop again" in told
    assert rooms.room(code).stage == "before"


def test_the_code_of_a_room_opens_no_wall(tables, rooms, code):
    page = WallPage(tables, rooms=rooms)
    assert "its address is not whole" in Reader(page).press("change", wall=[code])


def test_a_wall_that_was_left_open_says_that_its_room_is_closed(wall, rooms, code, monkeypatch):
    later = wall.state().wall.begins + rooms.room(code).closes + HOURS * 3600
    monkeypatch.setattr("time.time", lambda: later)
    rooms._now = lambda: later
    walls = Walls(rooms.database, lambda: later)
    monkeypatch.setattr(wall, "_walls", lambda: walls)
    page = shown(wall)
    assert "This wall's room is closed" in page
    assert code not in page


def test_a_store_away_for_a_moment_leaves_the_slide(wall, monkeypatch, code):
    def away(*_: object) -> None:
        raise RoomError("The room store is busy.", "room.busy")

    with monkeypatch.context() as patch:
        patch.setattr(Walls, "find", away)
        page = shown(wall)
        assert code in page
        assert "The room is busy right now." in page
    assert "busy" not in shown(wall)


def test_without_a_workshop_there_is_no_wall(tables, monkeypatch):
    monkeypatch.delenv("OTKIT_ROOM", raising=False)
    page = WallPage(tables)
    assert "Start otkit workshop again" in Reader(page).press("change", wall=["0" * 32])


def test_the_wall_closes_the_door_and_opens_it_again(wall, rooms, code):
    for verb, is_closed in (("close-door", True), ("close-door", True), ("open-door", False)):
        Reader(wall).press(verb)
        assert rooms.count(code).door.is_closed is is_closed
        assert ("The door is closed" in shown(wall)) is is_closed
    stranger = WallPage(wall.tables, rooms=rooms)
    Reader(wall).press("close-door")
    Reader(stranger).press("open-door", wall=["0" * 32])
    assert rooms.count(code).door.is_closed
    stranger.close()
