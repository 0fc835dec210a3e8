"""Who comes into a room, and who is held up; each test runs on SQLite and on PostgreSQL."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from made_up_room import SURE, offered
from sqlalchemy import text

from otkit.errors import RoomError
from otkit.workshop.room.board import read_board
from otkit.workshop.room.door import HERE_SECONDS, WRONG_A_MINUTE
from otkit.workshop.room.stages import Door, QuestionKey
from otkit.workshop.room.store import Rooms

USEFUL = QuestionKey("evaluation", "useful")


def refused(message_id: str):
    return pytest.raises(RoomError, check=lambda error: error.message_id == message_id)


def test_a_closed_door_lets_nobody_in_and_keeps_who_is_inside(rooms, code, answer):
    answer("inside", "right")
    rooms.set_door(code, is_closed=True)
    with refused("room.door-closed"):
        rooms.join(code, "late")
    assert rooms.join(code, "inside").code == code
    assert answer("inside", "other", turn=2)
    assert rooms.count(code).joined == 1


def test_a_door_that_is_opened_again_lets_people_in(rooms, code):
    rooms.set_door(code, is_closed=True)
    rooms.set_door(code, is_closed=False)
    assert rooms.join(code, "late").code == code


def test_the_door_and_the_people_are_set_each_by_itself(rooms, code):
    rooms.set_door(code, people=12)
    rooms.set_door(code, is_closed=True)
    assert rooms.count(code).door == Door(is_closed=True, people=12)


def test_nobody_slips_in_while_the_door_is_closed(where, rooms, code, clock):
    start = threading.Barrier(9)

    def phone(number: int) -> int:
        store = Rooms(where, clock)
        start.wait(60)
        if number == 8:
            store.set_door(code, is_closed=True)
            return store.count(code).joined
        try:
            store.join(code, f"phone-{number}")
        except RoomError as error:
            assert error.message_id == "room.door-closed"  # noqa: PT017
        return 0

    with ThreadPoolExecutor(9) as threads:
        seen_at_closing = max(threads.map(phone, range(9)))
    assert rooms.count(code).joined == seen_at_closing


def test_who_tries_codes_at_speed_holds_up_that_address_alone(rooms, code, clock):
    for number in range(WRONG_A_MINUTE):
        with refused("room.no-such-room"):
            rooms.join("CCCCCC", f"guesser-{number}", source="there")
    with refused("room.slow-down"):
        rooms.join(code, "guesser", source="there")
    assert rooms.join(code, "phone", source="here").code == code
    clock.now += 60
    assert rooms.join(code, "guesser", source="there").code == code


def wrong_codes(rooms: Rooms) -> list[int]:
    """The wrong codes that are counted, of each address and minute."""
    query = text("SELECT wrong FROM otkit_tries ORDER BY wrong")
    return list(rooms.database.run(lambda c: c.scalars(query).all(), write=False))


def test_a_code_over_the_limit_is_refused_without_a_write(rooms, code):
    """So a flood of them holds up no disk; who is inside comes back meanwhile."""
    rooms.join(code, "inside", source="there")
    for number in range(WRONG_A_MINUTE):
        with refused("room.no-such-room"):
            rooms.join("CCCCCC", f"guesser-{number}", source="there")
    for number in range(5):
        with refused("room.slow-down"):
            rooms.join("CCCCCC" if number % 2 else code, f"guesser-{number}", source="there")
    assert wrong_codes(rooms) == [WRONG_A_MINUTE]
    assert rooms.join(code, "inside", source="there").code == code
    assert rooms.join(code, "phone", source="here").code == code


def test_sixty_phones_of_one_router_may_mistype_half_the_codes(rooms, clock):
    code = rooms.open(offered(), places=60)
    for number in range(60):
        if number % 2:
            with refused("room.no-such-room"):
                rooms.join("CCCCCC", f"phone-{number}", source="router")
        if number < 59:
            rooms.join(code, f"phone-{number}", source="router")
    with refused("room.slow-down"):
        rooms.join(code, "phone-59", source="router")
    clock.now += 60  # it tries again by itself
    rooms.join(code, "phone-59", source="router")
    assert rooms.count(code).joined == 60


def test_what_was_tried_is_forgotten_after_two_minutes(rooms, code, clock):
    with refused("room.no-such-room"):
        rooms.join("CCCCCC", "guesser", source="there")
    clock.now += 120
    rooms.join(code, "phone", source="here")
    tries = "SELECT source FROM otkit_tries"
    assert rooms.database.run(lambda c: c.scalars(text(tries)).all(), write=False) == ["here"]


def evaluated(rooms: Rooms, code: str, phones: int, people: int) -> str:
    """What the board says of the evaluation, when all phones have filled it in."""
    rooms.set_door(code, people=people)
    rooms.move(code, "goodbye")
    for number in range(phones):
        rooms.join(code, f"phone-{number}")
        rooms.record(code, f"phone-{number}", 1, {USEFUL: SURE[0]})
    rooms.move(code, "finished")
    return read_board(rooms, code).lines[USEFUL].word


@pytest.mark.parametrize(
    ("phones", "people", "word"), [(6, 0, "from-half"), (6, 6, "from-half"), (6, 5, "")]
)
def test_nothing_about_people_is_shown_to_more_phones(rooms, code, phones, people, word):
    assert evaluated(rooms, code, phones, people) == word


@pytest.mark.parametrize("quiz", [{}, {QuestionKey("before", "q0"): "right"}])
def test_a_second_page_that_says_nothing_hides_nothing(rooms, code, quiz):
    """It joined, and perhaps answered the quiz, before somebody scanned the code again."""
    rooms.join(code, "first-page")
    rooms.record(code, "first-page", 1, quiz)
    assert evaluated(rooms, code, phones=6, people=6) == "from-half"


def test_who_leaves_gives_back_a_place_and_takes_no_answer_along(rooms):
    code = rooms.open(offered(), places=2)
    rooms.join(code, "silent")
    rooms.join(code, "told")
    rooms.record(code, "told", 1, {QuestionKey("before", "sure"): SURE[0]})
    with refused("room.full"):
        rooms.join(code, "next")
    before = rooms.count(code)
    rooms.leave(code, "told")
    assert rooms.count(code) == before
    rooms.leave(code, "silent")
    assert (rooms.count(code).joined, rooms.count(code).about_you) == (1, 1)
    assert rooms.join(code, "next").code == code


def test_who_answered_before_and_left_still_counts_after(rooms, code):
    """Else a page could answer, leave, and come back as somebody else."""
    rooms.join(code, "gone")
    rooms.record(code, "gone", 1, {QuestionKey("before", "sure"): SURE[0]})
    rooms.leave(code, "gone")
    assert evaluated(rooms, code, phones=6, people=6) == ""


def counted(rooms: Rooms, code: str) -> tuple[int, int]:
    """The phones that are here, and those that have joined."""
    board = read_board(rooms, code)
    return board.phones_here, board.joined


def test_a_phone_is_here_while_its_page_was_open_just_now(rooms, code, clock):
    for phone in ("awake", "asleep", "closed"):
        rooms.join(code, phone)
    assert counted(rooms, code) == (3, 3)
    clock.now += HERE_SECONDS
    rooms.lead.attend(code, {"awake"})
    assert counted(rooms, code) == (1, 3)
    rooms.join(code, "asleep")  # it wakes, and its page looks at the room again
    rooms.lead.attend(code, {"asleep"})
    assert counted(rooms, code) == (2, 3)
    rooms.leave(code, "awake")
    assert counted(rooms, code) == (1, 2)


@pytest.mark.parametrize("people", [0, 6, 5])
def test_who_is_away_shows_and_hides_nothing_about_people(rooms, code, clock, people):
    """Else somebody could learn from who comes and goes."""
    word = evaluated(rooms, code, phones=6, people=people)
    before = read_board(rooms, code)
    clock.now += HERE_SECONDS
    assert counted(rooms, code) == (0, 6)
    assert read_board(rooms, code).lines == before.lines
    assert read_board(rooms, code).lines[USEFUL].word == word
    assert read_board(rooms, code).is_crowded == before.is_crowded


def test_a_store_of_an_older_kit_gets_the_tables_it_lacks(where, rooms, code, clock):
    rooms.database.run(lambda c: [c.execute(text(f"DROP TABLE otkit_{n}")) for n in OLDER])
    again = Rooms(where, clock)
    assert again.join(code, "phone").code == code
    assert again.count(code).door == Door()
    assert set(again.count(code).answers) == set(offered())


OLDER = ("doors", "tries", "walls", "here", "votes", "led")
