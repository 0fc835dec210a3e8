"""The facilitator's board: one click to open, what it shows and when, what it hands over."""

import base64
import csv
import html as escapes
import io
import random
import re
import signal
import socket
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader

from otkit.widgets import RoomBoard
from otkit.widgets.companion import EVERYWHERE, Companion, free_port
from otkit.widgets.room_phones import PhonePages
from otkit.workshop.room import VARIABLE, own_store
from otkit.workshop.room.questions import offered
from otkit.workshop.room.store import HOURS, Rooms
from otkit.workshop.room.walls import Walls
from tests.form_reader import Reader

ADDRESS = "http://192.168.4.20:8866/"
YES, NO = {"right", "yes", "very"}, {"other", "no", "not-at-all"}


@pytest.fixture
def board(tables, tmp_path: Path) -> Iterator[RoomBoard]:
    board = RoomBoard(tables, where=tmp_path / "rooms.sqlite3", address=ADDRESS)
    Reader(board).press("open", quiz=["full"])
    yield board
    board.close()


@pytest.fixture
def rooms(board) -> Rooms:
    return board.session.rooms()


def fill(rooms: Rooms, board: RoomBoard, part: str, yes: int, people: int = 12) -> None:
    """All answer everything of a part; `yes` of them are right, say yes, or are very sure."""
    asked = {one: some for one, some in offered(board.tables).items() if one.part == part}
    for number in range(people):
        wanted = YES if number < yes else NO
        said = {one: next(c for c in some if c in wanted) for one, some in asked.items()}
        rooms.join(board.code, f"phone-{number}")
        rooms.record(board.code, f"phone-{number}", 1, said)


def text(board: RoomBoard) -> str:
    board.refresh()
    board.redraw()
    return escapes.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", board.html())))


# ---------------------------------------------------------------- open, go on, delete


def test_one_click_opens_a_room_with_its_code_and_its_qr_code(board, rooms):
    assert [room.code for room in rooms.open_rooms()] == [board.code]
    page = board.html()
    assert board.code in page
    assert "192.168.4.20:8866/room" in page
    assert f'aria-label="QR code for {ADDRESS}room?code={board.code}"' in page


@pytest.mark.parametrize(("fields", "name"), [({}, "short"), ({"quiz": ["full"]}, "full")])
def test_a_room_asks_the_set_that_was_picked(tables, tmp_path, fields, name):
    board = RoomBoard(tables, where=tmp_path / "rooms.sqlite3", address=ADDRESS)
    assert "Short: 6 questions, about 5 minutes" in board.html()
    Reader(board).press("open", **fields)
    assert board.session.rooms().room(board.code).question_ids == {
        key.question_id for key in offered(tables, name) if key.part == "before"
    }
    shown = re.findall(r'<tr data-key="([^"]+)"', board.html())
    assert set(shown) == {key.question_id for key in offered(tables, name) if key.part == "before"}


def test_a_board_goes_on_with_a_room_that_is_open(board, tables, tmp_path):
    again = RoomBoard(tables, where=tmp_path / "rooms.sqlite3", address=ADDRESS)
    assert f"Go on with room {board.code}" in escapes.unescape(again.html())
    Reader(again).press(f"enter:{board.code}")
    assert (again.code, again.stage) == (board.code, "before")


@pytest.mark.parametrize("opened", [0, 1, 2])
def test_a_board_shown_again_finds_its_users_one_room(tables, tmp_path, monkeypatch, opened):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv(VARIABLE, raising=False)
    store = Rooms(own_store())
    codes = [store.open(offered(tables)) for _ in range(opened)]
    board = RoomBoard(tables, address=ADDRESS)
    board._ipython_display_()
    assert board.code == (codes[0] if opened == 1 else "")


def test_a_board_takes_over_no_room_of_a_named_store(board, tables, tmp_path):
    other = RoomBoard(tables, where=tmp_path / "rooms.sqlite3", address=ADDRESS)
    other._ipython_display_()
    assert other.code == ""
    assert f"Go on with room {board.code}" in escapes.unescape(other.html())


def test_a_board_in_a_notebook_file_leads_into_no_room(board, tables, tmp_path):
    """Neither of its own room nor of another open one, however often it is shown."""
    secret = board.session.wall.secret
    for one in (board, RoomBoard(tables, where=tmp_path / "rooms.sqlite3", address=ADDRESS)):
        saved = one.saved_html()
        assert one.as_made().session.open_rooms == ()
        assert "Open a room" in saved
        assert board.code not in saved
        assert secret not in saved


def test_two_facilitators_drive_one_wall_and_no_stage_twice(board, tables, tmp_path):
    other = RoomBoard(tables, where=tmp_path / "rooms.sqlite3", address="http://10.0.0.9:8866/")
    Reader(other).press(f"enter:{board.code}")
    secrets = {one.session.wall.secret for one in (board, other)}
    assert len(secrets) == 1
    Reader(board).press("wall-on")
    other.refresh()
    assert other.state().session.slide == "agenda"
    for one in (board, other):  # both press, each with the stage before their eyes
        one.handle({"action": "next", "fields": {"stage": ["before"]}, "seen": "1"})
    assert board.session.rooms().room(board.code).stage == "learn"
    invites = []
    for one in (board, other, board, other):  # who came last is shown, and they take no turns
        one.refresh()
        invites.append(one.session.wall.invite)
    assert set(invites) == {"http://10.0.0.9:8866/"}


def test_the_board_opens_the_wall_and_drives_it(board, rooms):
    page = escapes.unescape(board.html())
    secret = board.session.wall.secret
    assert f'href="{ADDRESS}wall?wall={secret}&lang=en"' in page
    assert 'target="_blank"' in page
    walls = Walls(rooms.database)
    for action, fields, slide in (
        ("wall-on", {}, "agenda"),
        ("wall-on", {}, "question:what-is-ot"),
        ("wall-back", {}, "agenda"),
        ("show", {"slide": ["next"]}, "next"),
        ("show", {"slide": ["answer:what-is-ot"]}, "next"),  # no slide of this stage
    ):
        Reader(board).press(action, **fields)
        assert walls.find(secret).slide == slide


def test_the_wall_follows_the_address_that_the_board_picks(board, monkeypatch):
    places = ("http://10.0.0.7:8866/", "http://10.0.0.8:8866/")
    monkeypatch.setattr(board.session.phones, "addresses", lambda: places)
    board.refresh()
    Reader(board).press("change", address=[f"{places[1]}room?code={board.code}"])
    board.refresh()
    board.refresh()
    assert board.session.wall.invite == places[1]


def test_the_board_says_which_part_is_open_and_goes_through_all(board):
    stages = [board.stage]
    for _ in range(4):
        Reader(board).press("next")
        stages.append(board.stage)
    assert stages == ["before", "learn", "after", "goodbye", "finished"]
    assert 'data-action="next"' not in board.html()


def test_a_button_pressed_twice_goes_one_step(board):
    message = {"action": "next", "fields": {"stage": ["before"]}, "seen": "1"}
    board.handle(message)
    board.handle(message)
    assert board.stage == "learn"


def test_no_step_back_after_answers_were_shown(board, rooms):
    fill(rooms, board, "before", 6)
    Reader(board).press("next")
    page = Reader(board).press("back")
    assert board.stage == "learn"
    assert "These answers have been shown" in page


def test_deleting_asks_once_more_and_offers_the_results(board, rooms, handed):
    fill(rooms, board, "before", 6)
    page = escapes.unescape(Reader(board).press("delete"))
    assert f"Delete room {board.code}" in page
    assert "All answers of 12 phones are deleted" in page
    assert page.index('data-action="pdf"') < page.index('data-action="delete-now"')
    assert board.code in [room.code for room in rooms.open_rooms()]
    assert 'data-action="delete-now"' in Reader(board).press("csv")
    assert len(handed) == 1
    assert "Yes, delete it for good" in text(board)


def test_a_room_is_kept_when_its_leader_says_so(board, rooms):
    Reader(board).press("delete")
    assert 'data-action="delete-now"' not in Reader(board).press("keep")
    assert [room.code for room in rooms.open_rooms()] == [board.code]


@pytest.mark.parametrize("action", ["next", "close-door"])
def test_to_do_something_else_is_no_answer_to_delete(board, rooms, action):
    Reader(board).press("delete")
    assert 'data-action="delete-now"' not in Reader(board).press(action)
    assert [room.code for room in rooms.open_rooms()] == [board.code]


def test_a_second_press_deletes_the_room_now(board, rooms):
    fill(rooms, board, "before", 6)
    Reader(board).press("delete")
    page = Reader(board).press("delete-now")
    assert rooms.open_rooms() == ()
    assert board.code == ""
    assert "all its answers are deleted" in page


def test_a_room_that_closed_by_itself_is_gone_from_the_board(board, rooms):
    rooms._now = lambda: time.time() + HOURS * 3600
    assert "all its answers are deleted" in text(board)
    assert board.code == ""


def test_a_store_that_cannot_be_used_is_told(tables, tmp_path):
    (tmp_path / "file").touch()
    board = RoomBoard(tables, where=tmp_path / "file" / "rooms.sqlite3", address=ADDRESS)
    assert "cannot be reached" in Reader(board).press("open")


# ---------------------------------------------------------------- what it shows


def test_while_people_answer_the_board_shows_how_many_not_what(board, rooms):
    fill(rooms, board, "before", 6)
    shown = text(board)
    rooms.lead.attend(board.code, [f"phone-{number}" for number in range(12)])
    assert "Phones here: 12 " in text(board)
    assert "12 of 12 answered" in shown
    assert "6 of 12" not in shown


def test_a_closed_part_shows_its_answers_before_beside_after(board, rooms):
    fill(rooms, board, "before", 6)
    Reader(board).press("next")
    assert "6 of 12 right" in text(board)
    Reader(board).press("next")
    fill(rooms, board, "after", 7)
    Reader(board).press("next")
    question = board.tables.rows("quiz")[0]["question_id"]
    row = re.search(rf'<tr data-key="{question}">.*?</tr>', board.html(), re.DOTALL)[0]
    cells = re.findall(r"<td>([^<]+)<", row)
    assert cells == ["6 of 12 right", "7 of 12 right"]


@pytest.mark.parametrize("yes", [0, 1, 4, 8, 11, 12])
def test_of_people_the_board_shows_words_and_no_count(board, rooms, yes):
    fill(rooms, board, "before", yes)
    Reader(board).press("next")
    assert f"{yes} of 12 right" in text(board)
    rows = re.findall(r'<tr data-key="(?:subject|sure)[^"]+">.*?</tr>', board.html(), re.DOTALL)
    word = "few people" if yes < 4 else "about half" if yes <= 8 else "most people"
    cells = {cell.strip() for row in rows for cell in re.findall(r"<td>([^<]*)<", row)}
    assert cells - {""} == {word, "12 of 12 answered"}


def test_a_small_room_is_told_how_many_answers_are_missing(board, rooms):
    fill(rooms, board, "before", 1, people=2)
    assert "1 more answer is needed before anything is shown" in text(board)
    Reader(board).press("next")
    shown = text(board)
    assert "Only 2 answered At least 3 are needed" in shown
    assert "Only 2 answered At least 5 are needed" in shown


def test_the_board_is_drawn_of_what_may_be_shown_alone(board, rooms):
    """Two rooms that differ in hidden numbers only look the same."""
    pictures = []
    evaluation = {key: some for key, some in offered(board.tables).items() if "eval" in key.part}
    for yes in (0, 3):
        code = rooms.open(evaluation)
        rooms.move(code, "goodbye")
        Reader(board).press(f"enter:{code}")
        board.session.go_on(code)
        fill(rooms, board, "evaluation", yes)
        Reader(board).press("next")
        pictures.append(board.html().replace(code, "CODE"))
    regions = [
        re.search(r'data-region="counts">.*?</section>', one, re.DOTALL)[0] for one in pictures
    ]
    assert regions[0] == regions[1]


def test_one_press_closes_the_door_and_one_opens_it(board, rooms):
    assert "Open the door" in Reader(board).press("close-door")
    assert rooms.count(board.code).door.is_closed
    assert "Close the door" in Reader(board).press("open-door")
    assert not rooms.count(board.code).door.is_closed


@pytest.mark.parametrize(
    ("typed", "people"), [("12", 12), ("", 0), ("many", 0), ("-3", 0), ("9999", 0)]
)
def test_the_number_of_people_is_kept_when_it_is_one(board, rooms, typed, people):
    Reader(board).press("people", people=[typed])
    assert rooms.count(board.code).door.people == people


def test_with_more_phones_than_people_a_board_says_why(board, rooms):
    fill(rooms, board, "before", 6)
    Reader(board).press("people", people=["11"])
    Reader(board).press("next")
    shown = text(board)
    assert "6 of 12 right" in shown
    assert "More phones answered about themselves than there are people." in shown
    assert "Ask the room: did somebody answer twice?" in shown
    assert "Not shown: more phones answered than there are people" in shown
    rooms.join(board.code, "second-page")  # of somebody; it says nothing about them
    Reader(board).press("people", people=["12"])
    assert "More phones answered" not in text(board)


# ---------------------------------------------------------------- what it hands over


@pytest.fixture
def handed(board, monkeypatch):
    """The files that the board gave."""
    files = {}
    monkeypatch.setattr(
        board, "send", lambda content, *_: files.update({content["file"]["name"]: content["file"]})
    )
    return files


@pytest.mark.parametrize("country", ["US", "ES"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_the_results_are_one_page(board, rooms, handed, language, country):
    for part, yes in (("before", 3), ("after", 6), ("evaluation", 5)):
        fill(rooms, board, part, yes)
        Reader(board).press("next")
        if part == "before":
            Reader(board).press("next")
    board.language, board.country = language, country
    Reader(board).press("pdf")
    (file,) = handed.values()
    pages = PdfReader(io.BytesIO(base64.b64decode(file["base64"]))).pages
    assert len(pages) == 1
    words = pages[0].extract_text()
    assert ("few people" if language == "en" else "pocas personas") in words
    assert ("6 of 12 right" if language == "en" else "6 de 12 acertaron") in words


@pytest.mark.parametrize(("country", "width"), [("US", 612), ("GB", 595)])
def test_the_results_are_made_for_the_paper_of_the_place(board, handed, country, width):
    board.language, board.country = "es", country
    Reader(board).press("pdf")
    (file,) = handed.values()
    page = PdfReader(io.BytesIO(base64.b64decode(file["base64"]))).pages[0]
    assert round(page.mediabox.width) == width


def test_the_table_of_results_has_no_count_about_people(board, rooms, handed):
    chance = random.Random(5)
    for part in ("before", "after"):
        for number in range(13):
            rooms.join(board.code, f"phone-{number}")
            said = {
                asked: chance.choice(choices)
                for asked, choices in offered(board.tables).items()
                if asked.part == part
            }
            rooms.record(board.code, f"phone-{number}", 1, said)
        Reader(board).press("next")
        Reader(board).press("next")
    Reader(board).press("csv")
    (file,) = handed.values()
    rows = list(csv.reader(io.StringIO(base64.b64decode(file["base64"]).decode("utf-8-sig"))))
    assert len(rows) > 40
    quiz = {row["text_en"] for row in board.tables.rows("quiz")}
    about = [row for row in rows[1:] if row[1] not in quiz]
    assert {row[3] for row in about} >= {"Nobody answered"}
    assert not [row[3] for row in about if re.search(r"\d", row[3])]
    assert {n for row in about for n in re.findall(r"\d+", row[4])} == {"5", "13"}


# ---------------------------------------------------------------- the pages for phones


@pytest.fixture
def companion(tmp_path) -> Iterator[Companion]:
    companion = Companion(str(tmp_path / "rooms.sqlite3"), host="127.0.0.1")
    yield companion
    companion.close()


def test_the_pages_for_phones_end_with_the_notebook(companion):
    deadline = time.monotonic() + 60
    while not companion.is_up() and time.monotonic() < deadline:
        assert not companion.has_ended()
        time.sleep(0.2)
    url = f"http://127.0.0.1:{companion.port}/room"
    page = urllib.request.urlopen(url, timeout=60).read().decode()
    assert 'name="code"' in page
    companion.close()
    assert companion.has_ended()


def test_the_pages_end_though_a_kernel_ignores_interrupts(tmp_path):
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # as ipykernel does
    try:
        companion = Companion(str(tmp_path / "rooms.sqlite3"), host="127.0.0.1")
    finally:
        signal.signal(signal.SIGINT, before)
    deadline = time.monotonic() + 60
    while not companion.is_up() and time.monotonic() < deadline:
        time.sleep(0.2)
    companion.close()
    assert companion._process.returncode == 0


def test_the_pages_are_served_where_the_environment_says(monkeypatch):
    for name in ("OTKIT_HOST", "OTKIT_PORT"):
        monkeypatch.delenv(name, raising=False)
    asked = []
    monkeypatch.setattr("otkit.widgets.companion.Companion", lambda *where: asked.append(where))
    PhonePages("rooms.sqlite3").start()
    monkeypatch.setenv("OTKIT_HOST", "192.168.4.20")
    monkeypatch.setenv("OTKIT_PORT", "8899")
    PhonePages("rooms.sqlite3").start()
    assert asked == [("rooms.sqlite3", EVERYWHERE), ("rooms.sqlite3", "192.168.4.20", 8899)]


def test_pages_that_start_again_are_where_they_were():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert free_port("127.0.0.1", port) == port


def test_a_taken_port_is_passed_over():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert free_port("127.0.0.1") != taken.getsockname()[1]
