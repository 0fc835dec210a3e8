"""What the facilitator sees of a room, at each of many looks."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up_room import offered

from otkit.workshop.room.board import Board, Line, read_board
from otkit.workshop.room.counts import FEW, HIDDEN, Shown, right_and_unsure
from otkit.workshop.room.stages import QuestionKey
from otkit.workshop.room.store import Rooms

Q0 = QuestionKey("before", "q0")


def fill(rooms: Rooms, code: str, choices: Sequence[str], asked: QuestionKey = Q0) -> None:
    for number, choice in enumerate(choices):
        rooms.join(code, f"phone-{number}")
        rooms.record(code, f"phone-{number}", 1, {asked: choice})


def test_an_open_part_shows_how_many_answered_and_not_what(rooms, code):
    fill(rooms, code, ["right"] * 6 + ["other"] * 6)
    assert read_board(rooms, code).lines[Q0] == Line(Shown("exact", 12), closed=False)


def test_a_closed_part_shows_its_answers(rooms, code):
    fill(rooms, code, ["right"] * 6 + ["other"] * 6)
    rooms.move(code, "learn")
    assert read_board(rooms, code).lines[Q0] == Line(
        Shown("exact", 12), True, Shown("exact", 6), HIDDEN
    )


def test_few_answers_are_told_as_few(rooms, code):
    fill(rooms, code, ["right"] * 4)
    board = read_board(rooms, code)
    assert (board.joined, board.lines[Q0].people) == (FEW, FEW)


def test_a_question_that_nobody_answered_has_a_line(rooms, code):
    assert set(read_board(rooms, code).lines) == set(offered())


def test_a_question_without_not_sure_counts_yes_and_no(rooms, code):
    rooms.move(code, "goodbye")
    useful = QuestionKey("evaluation", "useful")
    fill(rooms, code, ["very"] * 5 + ["a-little"] * 7, useful)
    rooms.move(code, "finished")
    assert read_board(rooms, code).lines[useful].yes == Shown("exact", 5)


def test_a_person_who_leaves_early_is_not_told_by_two_totals(rooms, code):
    fill(rooms, code, ["right"] * 12)
    rooms.move(code, "after")
    fill(rooms, code, ["right"] * 11, QuestionKey("after", "q0"))
    board = read_board(rooms, code)
    assert board.joined == board.lines[Q0].people == Shown("exact", 12)
    assert board.lines[QuestionKey("after", "q0")].people == Shown("many", 10)


# ---------------------------------------------------------------- many looks


def play(choices: Sequence[str], twice: Sequence[int]) -> list[Board]:
    """A session in which every phone answers, some again, with a look after each event."""
    with TemporaryDirectory() as folder:
        rooms = Rooms(Path(folder) / "rooms.sqlite3", clock=lambda: 0.0)
        code = rooms.open({Q0: ("right", "other", "not-sure")})
        looks = []
        for number, choice in enumerate(choices):
            rooms.join(code, f"phone-{number}")
            if number in twice:  # it first says something else
                rooms.record(code, f"phone-{number}", 1, {Q0: "other"})
                looks.append(read_board(rooms, code))
            rooms.record(code, f"phone-{number}", 2, {Q0: choice})
            looks.append(read_board(rooms, code))
        for stage in ("learn", "after", "goodbye", "finished"):
            rooms.move(code, stage)
            for number in range(len(choices)):  # a phone that still tries
                rooms.record(code, f"phone-{number}", 3, {Q0: "not-sure"})
            looks.append(read_board(rooms, code))
        rooms.database.close()
        return [Board(None, one.joined, one.lines) for one in looks]  # codes are by chance


def counted(choices: Sequence[str]) -> tuple[int, int, int]:
    return (len(choices), choices.count("right"), choices.count("not-sure"))


some_answers = st.lists(st.sampled_from(["right", "other", "not-sure"]), min_size=1, max_size=16)


@settings(max_examples=15)
@given(some_answers, st.sets(st.integers(0, 15)), st.data())
def test_looking_often_shows_no_more_than_the_last_board(choices, twice, data):
    """Any other room with the same last picture looks the same at every moment."""
    picture = right_and_unsure(*counted(choices))
    alike = [
        ["right"] * right + ["not-sure"] * unsure + ["other"] * (len(choices) - right - unsure)
        for right in range(len(choices) + 1)
        for unsure in range(len(choices) + 1 - right)
        if right_and_unsure(len(choices), right, unsure) == picture
    ]
    other = data.draw(st.permutations(data.draw(st.sampled_from(alike))))
    assert play(choices, sorted(twice)) == play(other, sorted(twice))


@pytest.mark.parametrize("part", ["before", "after", "evaluation"])
def test_no_answer_is_shown_in_a_stage_that_takes_more_of_them(rooms, code, part):
    for stage in ("learn", "after", "goodbye", "finished"):
        room = rooms.move(code, stage)
        assert not (room.takes(part) and room.shows(part))
