"""A board and a wall, in two windows, pressed at the same moment; on SQLite and on PostgreSQL."""

import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from otkit.widgets import RoomBoard, WallPage, wall_state
from otkit.workshop.cases import cases
from otkit.workshop.quiz import in_set
from otkit.workshop.room.stages import CASE, CLOSED, OPEN, QuestionKey
from otkit.workshop.room.store import Rooms
from otkit.workshop.room.walls import Walls
from tests.form_reader import Reader

ROUNDS = 4


@pytest.fixture
def store(where: str) -> Iterator[Rooms]:
    rooms = Rooms(where)
    yield rooms
    rooms.database.close()


@pytest.fixture
def board(tables, where: str, store: Rooms) -> Iterator[Reader]:
    """A board that has opened a room with the short quiz, led; one phone has joined."""
    board = RoomBoard(tables, where=where, address="http://10.0.0.7:8866/")
    Reader(board).press("open", quiz=["short"], pace=["together"])
    store.join(board.code, "phone")
    yield Reader(board)
    board.close()


@pytest.fixture
def wall(tables, where: str, board: Reader) -> Iterator[Reader]:
    rooms = Rooms(where)
    wall = Reader(WallPage(tables, rooms=rooms))
    wall.press("change", wall=[board.page.session.wall.secret])
    yield wall
    wall.page.close()
    rooms.database.close()


@pytest.fixture
def code(board: Reader) -> str:
    return board.page.code


def at_once(*presses: tuple[Reader, str]) -> None:
    """Each presses at the same moment, with what the pages show now before their eyes."""
    start = threading.Barrier(len(presses))

    def press(reader: Reader, action: str) -> None:
        start.wait(60)
        reader.press(action)

    for reader, _ in presses:
        reader.page.refresh()
        reader.page.redraw()
    with ThreadPoolExecutor(len(presses)) as threads:
        for pressed in [threads.submit(press, *each) for each in presses]:
            pressed.result()


def keys(tables) -> list[QuestionKey]:
    return [QuestionKey("before", question.question_id) for question in in_set(tables, "short")]


def test_a_question_that_both_close_is_closed_once(tables, store, board, wall, code):
    Walls(store.database).show(board.page.session.wall.secret, "agenda")
    for number, key in enumerate(keys(tables)[:ROUNDS]):
        at_once((board, f"ask:{key.question_id}"), (wall, "on"))
        states = store.room(code).states
        assert store.room(code).open_question == key
        assert list(states.values()).count(CLOSED) == number
        at_once((board, f"close-question:{key.question_id}"), (wall, f"close:{key.question_id}"))
        assert store.room(code).states[key] == OPEN, "each was asked once more"
        assert all("Press once more" in reader.page.html() for reader in (board, wall))
        sure = (
            (board, f"close-question-now:{key.question_id}"),
            (wall, f"close-now:{key.question_id}"),
        )
        at_once(*sure)
        assert store.room(code).states[key] == CLOSED
        assert list(store.room(code).states.values()).count(CLOSED) == number + 1
        assert store.room(code).open_question is None


def test_a_stage_that_both_end_ends_once(store, board, wall, code):
    for stage, following in (("before", "learn"), ("learn", "after"), ("after", "goodbye")):
        at_once((board, "next"), (wall, f"next:{stage}"))
        assert store.room(code).stage == following


def test_of_two_cases_put_at_once_one_is_open_and_none_twice(
    tables, store, board, wall, code, monkeypatch
):
    monkeypatch.setattr(wall_state, "STAYS_SECONDS", 0.0)
    store.move(code, "learn")
    first, second, third, *_ = (case.case_id for case in cases(tables))
    at_once((board, f"vote:{first}"), (wall, f"vote:{first}"))
    assert store.room(code).open_question == QuestionKey(CASE, first)
    at_once((board, f"vote:{second}"), (wall, f"vote:{third}"))
    states = {key: state for key, state in store.room(code).states.items() if key.part == CASE}
    assert list(states.values()).count(OPEN) == 1
    assert states[QuestionKey(CASE, first)] == CLOSED
    assert store.room(code).open_question in (QuestionKey(CASE, second), QuestionKey(CASE, third))


def test_a_case_that_the_board_opens_first_is_on_the_walls_key(tables, store, board, wall, code):
    """The wall was about to open it, and shows then what its key does."""
    store.move(code, "learn")
    case_id = cases(tables)[0].case_id
    wall.press(f"vote:{case_id}")
    board.page.refresh()
    board.press(f"vote:{case_id}")
    wall.page.refresh()
    assert store.room(code).open_question == QuestionKey(CASE, case_id)
    key = re.search(r'data-action="([^"]+)" data-press="ArrowRight', wall.page.html())
    assert key[1] == f"pass:{case_id}"  # nobody has voted yet
