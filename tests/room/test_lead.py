"""What is led: one question or case at a time, closed by hand or when all here answered."""

import threading
from collections.abc import Callable

import pytest
from made_up_room import Clock, offered
from sqlalchemy import text

from otkit.errors import RoomError
from otkit.workshop.room.board import Line, read_board
from otkit.workshop.room.door import HERE_SECONDS
from otkit.workshop.room.lead import SEEN_SECONDS
from otkit.workshop.room.stages import CLOSED, OPEN, WAITING, QuestionKey
from otkit.workshop.room.store import Rooms

NOA, KAI = (QuestionKey("case", name) for name in ("noa", "kai"))
Q0, Q1, SURE = (QuestionKey("before", name) for name in ("q0", "q1", "sure"))
HERE = ("phone0", "phone1", "phone2")


@pytest.fixture
def code(rooms: Rooms) -> str:
    """A room whose quiz is led, with three phones."""
    code = rooms.open(offered(), is_led=True)
    for phone in HERE:
        rooms.join(code, phone)
    return code


@pytest.fixture
def say(rooms: Rooms, code: str) -> Callable[..., bool]:
    """A phone's answer to a question; whether it was taken."""

    def answer(phone: str, key: QuestionKey = Q0, choice: str = "right") -> bool:
        return key in rooms.record(code, phone, 1, {key: choice})

    return answer


def line(rooms: Rooms, code: str, key: QuestionKey = Q0) -> Line:
    return read_board(rooms, code).lines[key]


def state(rooms: Rooms, code: str, key: QuestionKey = Q0) -> str:
    return rooms.room(code).states[key]


def test_a_question_takes_answers_only_while_it_is_open(rooms, code, say):
    assert not say("phone0")
    rooms.lead.ask(code, Q0)
    assert rooms.room(code).open_question == Q0
    assert say("phone0")
    assert not say("phone1", Q1)
    rooms.lead.close(code, Q0)
    assert not say("phone1")
    assert not say("phone0", choice="other")
    assert say("phone0")  # sent again, as it is stored
    assert rooms.count(code).answers[Q0]["right"] == 1


def test_questions_about_people_are_not_led(rooms, code, say):
    assert SURE not in rooms.room(code).states
    assert say("phone0", SURE, "very")


def test_a_room_at_each_ones_own_pace_leads_nothing(rooms):
    code = rooms.open(offered())
    rooms.join(code, "phone0")
    rooms.lead.ask(code, Q0)
    assert rooms.room(code).states == {}
    assert rooms.record(code, "phone0", 1, {Q0: "right", Q1: "other"}) == {Q0, Q1}


def test_counts_come_after_the_close_and_from_three_on(rooms, code, say):
    rooms.lead.ask(code, Q0)
    for number, phone in enumerate(HERE):
        say(phone, choice="right" if number else "not-sure")
        open_line = line(rooms, code)
        assert (open_line.answers, open_line.counts, open_line.closed) == (number + 1, {}, False)
    rooms.lead.close(code, Q0)
    assert line(rooms, code).counts == {"right": 2, "other": 0, "not-sure": 1}
    assert line(rooms, code, Q1).counts == {}
    assert rooms.room(code).stage == "before"


def test_of_two_answers_nothing_is_shown(rooms, code, say):
    rooms.lead.ask(code, Q0)
    for phone in HERE[:2]:
        say(phone)
    rooms.lead.close(code, Q0)
    assert (line(rooms, code).counts, line(rooms, code).missing) == ({}, 1)


def test_it_closes_when_all_who_are_here_have_answered(rooms, code, say):
    rooms.lead.ask(code, Q0)
    for phone in HERE:
        rooms.lead.attend(code, HERE)
        assert state(rooms, code) == OPEN
        say(phone)
    rooms.lead.attend(code, HERE)
    assert state(rooms, code) == CLOSED


@pytest.mark.parametrize("answers", [0, 1, 2])
@pytest.mark.parametrize(("stage", "key"), [("before", Q0), ("learn", NOA)])
def test_none_closes_by_itself_with_too_few_answers_to_show(
    rooms, code, say, clock: Clock, stage, key, answers
):
    """The others may be away for a moment: their answers still count."""
    rooms.move(code, stage)
    rooms.lead.ask(code, key)
    for phone in HERE[:answers]:
        say(phone, key, "right" if key == Q0 else "talk")
    clock.now += HERE_SECONDS
    rooms.lead.attend(code, HERE[:answers])
    assert state(rooms, code, key) == OPEN
    assert say(HERE[-1], key, "other" if key == Q0 else "talk")


def test_only_phones_that_are_here_are_waited_for(rooms, code, say, clock: Clock):
    rooms.join(code, "phone3")
    rooms.lead.attend(code, HERE)
    rooms.lead.attend(code, ["phone3"])  # by another kernel
    rooms.lead.ask(code, Q0)
    for phone in HERE:
        say(phone)
    clock.now += SEEN_SECONDS
    rooms.lead.attend(code, HERE)
    assert state(rooms, code) == OPEN
    clock.now += HERE_SECONDS
    rooms.lead.attend(code, HERE)
    assert state(rooms, code) == CLOSED


def test_a_phone_that_joins_in_mid_question_is_waited_for(rooms, code, say):
    rooms.lead.ask(code, Q0)
    rooms.lead.attend(code, HERE)
    rooms.join(code, "late")
    for phone in HERE:
        say(phone)
    rooms.lead.attend(code, (*HERE, "late"))
    assert state(rooms, code) == OPEN
    assert say("late", choice="other")
    rooms.lead.attend(code, (*HERE, "late"))
    rooms.join(code, "too-late")
    rooms.lead.attend(code, (*HERE, "late", "too-late"))
    assert state(rooms, code) == CLOSED
    assert not say("too-late")
    assert line(rooms, code).counts["right"] == 3


def test_who_has_not_joined_is_not_here(rooms, code, say):
    rooms.lead.ask(code, Q0)
    for phone in HERE:
        say(phone)
    rooms.lead.attend(code, (*HERE, "stranger"))
    assert state(rooms, code) == CLOSED


def test_what_is_pressed_twice_or_by_two_counts_once(rooms, code, say):
    for _ in range(2):
        rooms.lead.ask(code, Q0)
    for _ in range(2):
        rooms.lead.ask(code, Q1)  # closes the other
    rooms.lead.ask(code, Q0)  # was shown, and stays as it is
    assert [state(rooms, code, key) for key in (Q0, Q1)] == [CLOSED, OPEN]
    for _ in range(2):
        rooms.lead.close(code, Q1)
    rooms.lead.ask(code, QuestionKey("after", "q0"))  # not in this stage
    assert set(rooms.room(code).states.values()) == {CLOSED, WAITING}
    assert rooms.room(code).open_question is None


def test_an_ended_stage_closes_its_question(rooms, code, say):
    rooms.lead.ask(code, Q0)
    say("phone0")
    rooms.move(code, "learn")
    assert rooms.room(code).open_question is None
    assert not say("phone1")
    assert line(rooms, code).closed
    rooms.move(code, "before")  # of one answer nothing was shown
    assert state(rooms, code) == WAITING
    rooms.lead.ask(code, Q0)
    assert say("phone1")


@pytest.mark.parametrize(
    ("stage", "key", "choice"), [("before", Q0, "right"), ("learn", NOA, "talk")]
)
def test_no_answer_of_many_at_once_is_taken_after_the_close(rooms, code, say, stage, key, choice):
    """What a close has counted stays: the board shows it."""
    rooms.move(code, stage)
    rooms.lead.ask(code, key)
    others = [f"other{number}" for number in range(8)]
    for phone in others:
        rooms.join(code, phone)
    ready = threading.Barrier(len(others) + 1)

    def answer(phone: str) -> None:
        ready.wait(30)
        say(phone, key, choice)

    threads = [threading.Thread(target=answer, args=(phone,)) for phone in others]
    for thread in threads:
        thread.start()
    ready.wait(30)
    rooms.lead.close(code, key)
    counted = line(rooms, code, key).answers
    for thread in threads:
        thread.join(30)
    assert line(rooms, code, key).answers == counted


# ---------------------------------------------------------------- votes on cases


@pytest.fixture
def own_pace(rooms: Rooms) -> str:
    """A room in which nobody leads the quiz, where people learn together; three phones."""
    code = rooms.open(offered())
    for phone in HERE:
        rooms.join(code, phone)
    rooms.move(code, "learn")
    return code


def vote(rooms: Rooms, code: str, phone: str, choice: str, key: QuestionKey = NOA) -> bool:
    """Whether a phone's vote was taken; each comes later than those before."""
    return key in rooms.record(code, phone, 1, {key: choice})


def test_a_vote_counts_once_and_changes_until_the_close(rooms, own_pace):
    for _ in range(2):  # by two facilitators
        rooms.lead.ask(own_pace, NOA)
    assert rooms.room(own_pace).open_question == NOA
    for choice in ("watch", "watch", "talk"):
        assert vote(rooms, own_pace, HERE[0], choice)
    assert line(rooms, own_pace, NOA) == Line("quiz", 1, closed=False, missing=2)
    for phone in HERE[1:]:
        assert vote(rooms, own_pace, phone, "act-now")
    rooms.lead.close(own_pace, NOA)
    assert not vote(rooms, own_pace, HERE[0], "watch")
    counts = line(rooms, own_pace, NOA).counts
    assert {level: n for level, n in counts.items() if n} == {"talk": 1, "act-now": 2}
    rooms.lead.ask(own_pace, NOA)  # was shown, and stays as it is
    assert not vote(rooms, own_pace, HERE[0], "watch")


def test_who_voted_and_left_keeps_a_place(rooms, own_pace):
    rooms.lead.ask(own_pace, NOA)
    vote(rooms, own_pace, HERE[0], "talk")
    for phone in HERE[:2]:
        rooms.leave(own_pace, phone)
    assert rooms.count(own_pace).joined == len(HERE) - 1


def test_no_vote_is_taken_for_what_was_not_put_to_the_room(rooms, own_pace):
    with pytest.raises(RoomError):
        vote(rooms, own_pace, HERE[0], "talk")
    rooms.lead.ask(own_pace, NOA)
    with pytest.raises(RoomError):
        vote(rooms, own_pace, HERE[0], "right")
    with pytest.raises(RoomError):
        vote(rooms, own_pace, "stranger", "talk")
    rooms.lead.ask(own_pace, KAI)  # closes the other
    assert not vote(rooms, own_pace, HERE[0], "talk")
    assert vote(rooms, own_pace, HERE[0], "talk", KAI)
    assert set(rooms.count(own_pace).answers) - set(offered()) == {NOA, KAI}


def test_a_case_closes_when_all_who_are_here_have_voted(rooms, own_pace):
    rooms.lead.attend(own_pace, HERE)
    rooms.lead.ask(own_pace, NOA)
    for phone in HERE:
        rooms.lead.attend(own_pace, HERE)
        assert state(rooms, own_pace, NOA) == OPEN
        vote(rooms, own_pace, phone, "talk")
    rooms.lead.attend(own_pace, HERE)
    assert state(rooms, own_pace, NOA) == CLOSED


def test_an_ended_stage_closes_its_case_for_good(rooms, own_pace):
    rooms.lead.ask(own_pace, NOA)
    for phone in HERE:
        vote(rooms, own_pace, phone, "talk")
    rooms.move(own_pace, "after")
    assert not vote(rooms, own_pace, HERE[0], "watch")
    rooms.lead.ask(own_pace, KAI)  # not in this stage
    rooms.move(own_pace, "learn")
    assert not vote(rooms, own_pace, HERE[0], "watch")
    assert line(rooms, own_pace, NOA).counts["talk"] == 3
    assert KAI not in rooms.room(own_pace).states
    rooms.delete(own_pace)
    left = text("SELECT count(*) FROM otkit_votes")
    assert rooms.database.run(lambda connection: connection.scalar(left), write=False) == 0


def test_a_room_of_an_earlier_version_takes_votes_as_well(rooms, where, clock, own_pace):
    rooms.database.run(lambda connection: connection.execute(text("DROP TABLE otkit_votes")))
    again = Rooms(where, clock)
    again.lead.ask(own_pace, NOA)
    assert vote(again, own_pace, HERE[0], "talk")
