"""Rooms, phones and answers; each test runs on SQLite and on PostgreSQL."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from made_up_room import offered
from sqlalchemy import String, create_engine, inspect, text

from otkit.errors import RoomError
from otkit.workshop.room.door import WRONG_A_MINUTE
from otkit.workshop.room.schema import METADATA
from otkit.workshop.room.stages import QuestionKey
from otkit.workshop.room.store import HOURS, Rooms

Q0 = QuestionKey("before", "q0")


def counted(rooms: Rooms, code: str, asked: QuestionKey = Q0) -> dict[str, int]:
    return {choice: n for choice, n in rooms.count(code).answers[asked].items() if n}


def refused(message_id: str):
    return pytest.raises(RoomError, check=lambda error: error.message_id == message_id)


def test_an_answer_is_counted(rooms, code, answer):
    assert answer("phone", "right") == {Q0}
    assert counted(rooms, code) == {"right": 1}


def test_a_phone_that_sends_twice_counts_once(rooms, code, answer):
    answer("phone", "right", turn=7)
    answer("phone", "right", turn=7)
    assert counted(rooms, code) == {"right": 1}


def test_a_changed_answer_takes_the_place_of_the_first(rooms, code, answer):
    answer("phone", "right", turn=1)
    answer("phone", "not-sure", turn=2)
    assert counted(rooms, code) == {"not-sure": 1}


def test_a_turn_that_was_a_time_of_day_gives_way(rooms, code, answer):
    """Older kits kept the millisecond of an answer; rooms go on over an update."""
    answer("phone", "right", turn=1_796_000_000_123)
    answer("phone", "not-sure", turn=2)
    answer("phone", "other", turn=1)
    assert counted(rooms, code) == {"not-sure": 1}
    turns = "SELECT turn FROM otkit_answers"
    assert rooms.database.run(lambda c: c.scalars(text(turns)).all(), write=False) == [2]


def test_a_message_that_arrives_late_does_not_undo_a_newer_one(rooms, code, answer):
    answer("phone", "not-sure", turn=2)
    answer("phone", "right", turn=1)
    assert counted(rooms, code) == {"not-sure": 1}


def test_an_answer_that_gave_way_is_not_called_stored(rooms, code, answer):
    """Tabs of one phone are one participant; the question is open still."""
    assert answer("phone", "not-sure", turn=1005) == {Q0}
    assert answer("phone", "right", turn=7) == frozenset()
    assert answer("phone", "not-sure", turn=8) == {Q0}
    assert rooms.stored(code, "phone") == {Q0: "not-sure"}


def test_a_phone_can_ask_how_new_its_newest_answer_is(rooms, code, answer):
    answer("phone", "right", turn=3)
    answer("phone", "right", turn=9, question="q1")
    answer("other", "right", turn=20)
    answer("old", "right", turn=1_796_000_000_123)
    rooms.join(code, "silent")
    assert rooms.newest(code, {"phone", "old", "silent", "stranger"}) == {"phone": 9}
    assert rooms.newest(code, set()) == {}


def test_a_phone_that_joins_again_takes_no_second_place(rooms, code):
    rooms.join(code, "phone")
    rooms.join(code, "phone")
    assert rooms.count(code).joined == 1


def test_a_code_may_be_typed_in_small_letters_with_spaces(rooms, code):
    assert rooms.join(f" {code[:3].lower()} {code[3:]} ", "phone").code == code


@pytest.mark.parametrize("wrong", ["", "CCCCCC", "no code at all", "<script>"])
def test_a_wrong_code_is_told(rooms, code, wrong):
    with refused("room.no-such-room"):
        rooms.join(wrong, "phone")


def test_a_full_room_says_how_many_places_it_has(rooms):
    small = rooms.open({Q0: ("right",)}, places=1)
    rooms.join(small, "first")
    with refused("room.full") as caught:
        rooms.join(small, "second")
    assert caught.value.values["places"] == 1
    rooms.join(small, "first")


def test_a_room_closes_by_itself_and_its_rows_are_deleted(rooms, code, answer, clock, where):
    answer("phone", "right")
    clock.now += HOURS * 3600
    with refused("room.no-such-room"):
        rooms.join(code, "phone")
    assert rows_left(rooms) == 0


def test_a_room_is_open_until_its_last_second(rooms, code, clock):
    clock.now += HOURS * 3600 - 1
    assert rooms.room(code).code == code


def test_closed_rooms_are_deleted_though_nobody_comes(rooms, code, answer, clock):
    answer("phone", "right")
    clock.now += HOURS * 3600
    assert rooms.delete_closed() == 1
    assert rows_left(rooms) == 0


def test_the_board_deletes_a_room_whose_time_is_over(rooms, code, answer, clock):
    answer("phone", "right")
    clock.now += HOURS * 3600
    with refused("room.no-such-room"):
        rooms.count(code)
    assert rows_left(rooms) == 0


def test_a_list_of_open_rooms_deletes_those_whose_time_is_over(rooms, code, answer, clock):
    answer("phone", "right")
    clock.now += HOURS * 3600
    assert rooms.open_rooms() == ()
    assert rows_left(rooms) == 0


def test_deleting_a_room_leaves_no_row_of_it_and_all_of_others(rooms, code, answer):
    answer("phone", "right")
    other = rooms.open({Q0: ("right",)})
    rooms.delete(code)
    assert [room.code for room in rooms.open_rooms()] == [other]
    assert rows_left(rooms) == 2  # the other room and its one choice


def rows_left(rooms: Rooms) -> int:
    def count(connection):
        tables = (table for table in METADATA.sorted_tables if table.name != "otkit_tries")
        return sum(len(connection.execute(table.select()).all()) for table in tables)

    return rooms.database.run(count, write=False)


def test_codes_that_are_tried_at_speed_have_to_wait(rooms, code, clock):
    for number in range(WRONG_A_MINUTE):
        with refused("room.no-such-room"):
            rooms.join("CCCCCC", f"guesser-{number}")
    with refused("room.slow-down"):
        rooms.join(code, "a-new-phone")
    clock.now += 60
    assert rooms.join(code, "a-new-phone").code == code


def test_phones_inside_are_not_held_up_by_somebody_who_guesses(rooms, code, answer):
    answer("phone", "other", turn=1)
    for number in range(WRONG_A_MINUTE + 5):
        with pytest.raises(RoomError):
            rooms.join("CCCCCC", f"guesser-{number}")
    assert answer("phone", "right", turn=2) == {Q0}


def test_right_codes_are_no_guesses(rooms, code):
    for number in range(WRONG_A_MINUTE + 5):
        rooms.join(code, f"phone-{number}")


def test_an_answer_to_a_part_that_is_not_open_yet_is_not_written(rooms, code, answer):
    assert answer("phone", "right", part="after") == frozenset()
    assert counted(rooms, code, QuestionKey("after", "q0")) == {}


def test_an_answer_after_its_part_was_closed_is_not_written(rooms, code, answer):
    answer("phone", "right")
    rooms.move(code, "learn")
    assert answer("phone", "other", turn=9) == frozenset()
    assert counted(rooms, code) == {"right": 1}


def test_an_answer_sent_again_after_the_close_is_known_as_safe(rooms, code, answer):
    answer("phone", "right")
    rooms.move(code, "learn")
    assert answer("phone", "right", turn=9) == {Q0}


def test_a_stage_may_be_taken_back_while_nothing_was_shown(rooms, code, answer):
    for number in range(2):
        answer(f"phone-{number}", "right")
    rooms.move(code, "learn")
    assert rooms.move(code, "before").stage == "before"


def test_a_stage_whose_answers_were_shown_stays_closed(rooms, code, answer):
    for number in range(3):
        answer(f"phone-{number}", "right")
    rooms.move(code, "learn")
    with refused("room.no-way-back"):
        rooms.move(code, "before")


# ---------------------------------------------------------------- what the store cannot hold


@pytest.mark.parametrize("behaviour", ["turns-pages", "lost-skill", "already-seen"])
def test_the_database_refuses_what_was_ticked_about_a_child(rooms, code, behaviour):
    rooms.join(code, "phone")
    with refused("room.not-offered"):
        rooms.record(code, "phone", 1, {QuestionKey("before", behaviour): "often"})


def test_a_choice_that_is_not_offered_is_refused(rooms, code, answer):
    with refused("room.not-offered"):
        answer("phone", "my child does not sleep")


def test_a_phone_that_has_not_joined_is_refused(rooms, code):
    with refused("room.not-offered"):
        rooms.record(code, "stranger", 1, {Q0: "right"})


def test_no_column_has_room_for_free_text_a_name_or_an_address():
    columns = {f"{c.table.name}.{c.name}" for t in METADATA.sorted_tables for c in t.columns}
    texts = {
        f"{c.table.name}.{c.name}": c.type.length
        for t in METADATA.sorted_tables
        for c in t.columns
        if isinstance(c.type, String)
    }
    assert all(length <= 80 for length in texts.values())
    assert {name.split(".")[1] for name in columns} == {
        *("room_id", "code", "stage", "closes", "places"),
        *("part", "question_id", "choice", "phone", "turn", "minute", "wrong"),
        *("is_closed", "people", "source", "state", "seen"),
        *("secret", "slide", "invite", "length", "begins"),
    }


def test_every_answer_must_be_a_choice_of_its_room(rooms, code):
    engine = create_engine(rooms.database.url)
    keys = inspect(engine).get_foreign_keys("otkit_answers")
    engine.dispose()
    referred = {key["referred_table"]: key["constrained_columns"] for key in keys}
    assert referred["otkit_choices"] == ["room_id", "part", "question_id", "choice"]


# ---------------------------------------------------------------- many at once


def all_at_once(phone: Callable[[int], None], many: int) -> list[Exception]:
    """Run `phone` for each number in a thread of its own; the errors there were."""
    start = threading.Barrier(many)

    def run(number: int) -> Exception | None:
        start.wait(60)
        try:
            phone(number)
        except Exception as error:
            return error
        return None

    with ThreadPoolExecutor(many) as threads:
        return [error for error in threads.map(run, range(many)) if error]


def test_50_phones_answering_in_the_same_second_lose_nothing(where, rooms, code, clock):
    kernels = [Rooms(where, clock) for _ in range(50)]
    for number, kernel in enumerate(kernels):
        kernel.join(code, f"phone-{number}")

    def phone(number: int) -> None:
        for turn, choice in enumerate(("other", "right"), start=1):
            answers = {QuestionKey("before", question): choice for question in ("q0", "q1")}
            stored = kernels[number].record(code, f"phone-{number}", turn, answers)
            assert stored == set(answers)

    assert all_at_once(phone, 50) == []
    assert counted(rooms, code) == {"right": 50}
    assert counted(rooms, code, QuestionKey("before", "q1")) == {"right": 50}


def test_the_last_place_is_given_once(where, rooms, clock):
    code = rooms.open({Q0: ("right",)}, places=3)
    refusals = all_at_once(lambda number: Rooms(where, clock).join(code, f"phone-{number}"), 12)
    assert [error.message_id for error in refusals] == ["room.full"] * 9


def test_the_first_who_comes_opens_a_room_in_an_empty_store(where, clock):
    assert all_at_once(lambda _: Rooms(where, clock).open(offered()), 8) == []
    assert len(Rooms(where, clock).open_rooms()) == 8


def test_no_answer_slips_in_while_its_part_is_closed(where, rooms, code, clock):
    """What was read back as written before the part closed is there after it; nothing else is."""
    kernels = [Rooms(where, clock) for _ in range(12)]
    for number, kernel in enumerate(kernels):
        kernel.join(code, f"phone-{number}")
    stored: list[frozenset[QuestionKey]] = []

    def phone(number: int) -> None:
        if number == 12:
            rooms.move(code, "learn")
        else:
            stored.append(kernels[number].record(code, f"phone-{number}", 1, {Q0: "right"}))

    assert all_at_once(phone, 13) == []
    assert counted(rooms, code).get("right", 0) == sum(Q0 in some for some in stored)
