"""What the facilitator sees of a room, at each of many looks."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up_room import SURE, offered

from otkit.errors import RoomError
from otkit.workshop.room.board import Board, Line, board_of, read_board
from otkit.workshop.room.counts import FEWEST
from otkit.workshop.room.rows import Count
from otkit.workshop.room.stages import STAGES, Door, QuestionKey, Room
from otkit.workshop.room.store import Rooms

Q0 = QuestionKey("before", "q0")
BEFORE, AFTER = QuestionKey("before", "sure"), QuestionKey("after", "sure")
USEFUL = QuestionKey("evaluation", "useful")
YES, NO = SURE


def fill(rooms: Rooms, code: str, choices: Sequence[str], asked: QuestionKey = Q0) -> None:
    for number, choice in enumerate(choices):
        rooms.join(code, f"phone-{number}")
        rooms.record(code, f"phone-{number}", 1, {asked: choice})


def close(rooms: Rooms, code: str, stage: str = "finished") -> Board:
    """Go on to `stage`, and look."""
    rooms.move(code, stage)
    return read_board(rooms, code)


# ---------------------------------------------------------------- the quiz


def test_an_open_part_shows_how_many_answered_and_not_what(rooms, code):
    fill(rooms, code, ["right"] * 6 + ["other"] * 6)
    assert read_board(rooms, code).lines[Q0] == Line("quiz", 12, closed=False)


@pytest.mark.parametrize("right", range(4))
def test_a_closed_quiz_is_exact_from_three_answers_on(rooms, code, right):
    fill(rooms, code, ["right"] * right + ["not-sure"] * (3 - right))
    line = close(rooms, code, "learn").lines[Q0]
    assert line == Line("quiz", 3, True, counts={"right": right, "other": 0, "not-sure": 3 - right})


def test_of_two_answers_the_board_says_that_one_is_missing(rooms, code):
    fill(rooms, code, ["right"] * 2)
    assert read_board(rooms, code).lines[Q0] == Line("quiz", 2, closed=False, missing=1)
    assert close(rooms, code).lines[Q0] == Line("quiz", 2, closed=True, missing=1)


def test_a_question_that_nobody_answered_has_a_line(rooms, code):
    assert set(read_board(rooms, code).lines) == set(offered())


# ---------------------------------------------------------------- about you


def test_what_people_feel_is_a_word_and_no_number(rooms, code):
    rooms.move(code, "goodbye")
    fill(rooms, code, [YES] * 5 + [NO] * 7, USEFUL)
    assert close(rooms, code).lines[USEFUL] == Line("about", 12, True, word="half")


def test_of_four_people_the_board_says_that_one_is_missing(rooms, code):
    rooms.move(code, "goodbye")
    fill(rooms, code, [YES] * 4, USEFUL)
    assert close(rooms, code).lines[USEFUL] == Line("about", 4, True, missing=1)


def test_before_and_after_are_of_those_who_answered_both(rooms, code):
    """One of 12 leaves early, who was the only one to be sure before."""
    fill(rooms, code, [NO] * 11 + [YES], BEFORE)
    assert close(rooms, code, "after").lines[BEFORE] == Line("about", 12, True, waits=True)
    fill(rooms, code, [YES] * 11, AFTER)
    lines = close(rooms, code).lines
    assert lines[BEFORE] == Line("about", 11, True, word="few", of_both=True)
    assert lines[AFTER] == Line("about", 11, True, word="most", of_both=True)


def test_without_five_who_answered_both_each_part_is_by_itself(rooms, code):
    fill(rooms, code, [YES] * 6, BEFORE)
    rooms.move(code, "after")
    fill(rooms, code, [YES] * 4, AFTER)
    lines = close(rooms, code).lines
    assert lines[BEFORE] == Line("about", 6, True, word="from-half")
    assert lines[AFTER] == Line("about", 4, True, missing=1)


@pytest.mark.parametrize("people", [3, 4, 5, 6, 8, 13, 16])
def test_no_group_of_a_usual_size_gets_a_silent_board(rooms, code, people):
    """One of them leaves before the end."""
    for stage, part in (("before", "before"), ("after", "after"), ("goodbye", "evaluation")):
        rooms.move(code, stage)
        for number in range(people - (part != "before" and people > 3)):
            said = {
                key: choices[number % len(choices)]
                for key, choices in offered().items()
                if key.part == part
            }
            rooms.join(code, f"phone-{number}")
            rooms.record(code, f"phone-{number}", 1, said)
    for line in close(rooms, code).lines.values():
        said = bool(line.counts) if line.kind == "quiz" else bool(line.word)
        assert said == (line.answers >= FEWEST[line.kind])
        assert said or line.missing == FEWEST[line.kind] - line.answers


# ---------------------------------------------------------------- many looks

Person = tuple[str, str]  # what they say before and after; "" for nothing


def looks(people: Sequence[Person]) -> tuple[tuple[Line, Line], ...]:
    """What the board says about being sure, in each stage of a session with these people."""
    first, second = (Counter(person[part] for person in people) for part in (0, 1))
    both = Counter(person for person in people if all(person))
    seen = []
    for stage in STAGES:
        has_after = STAGES.index(stage) > STAGES.index("learn")
        answers = {
            BEFORE: {choice: first[choice] for choice in SURE},
            AFTER: {choice: second[choice] * has_after for choice in SURE},
        }
        room = Room("CDFHJK", stage, 0, 60)
        lines = board_of(
            Count(room, Door(), len(people), len(people), answers, {"sure": both} if both else {})
        ).lines
        seen.append((lines[BEFORE], lines[AFTER]))
    return tuple(seen)


@pytest.mark.parametrize("people", range(6, 17))
@pytest.mark.parametrize("left", [1, 2, 3, 4])
def test_no_two_looks_tell_what_those_said_who_left(people, left):
    """All looks together are the same, whatever the few said who left before the end."""
    stayed = people - left
    for yes in range(stayed + 1):
        stay = [(YES, YES)] * yes + [(NO, YES)] * (stayed - yes)
        if stayed >= FEWEST["about"]:
            alike = {
                looks([*stay, *((said, "") for said in leavers)])
                for leavers in product(SURE, repeat=left)
            }
            assert len(alike) == 1


@pytest.mark.parametrize("people", range(5, 11))
def test_all_looks_together_leave_several_numbers_possible(people):
    """Who saw every look, and lists all sessions that fit, has three numbers or more for each."""
    kinds = [(YES, YES), (YES, NO), (NO, YES), (NO, NO), (YES, ""), (NO, ""), ("", YES), ("", NO)]
    before, after = defaultdict(set), defaultdict(set)
    for session in sessions(people, kinds):
        group = [kind for kind, n in zip(kinds, session, strict=True) for _ in range(n)]
        picture = looks(group)
        if picture[-1][0].word:
            before[picture].add(sum(first == YES for first, _ in group))
        if picture[-1][1].word:
            after[picture].add(sum(second == YES for _, second in group))
    assert min(map(len, [*before.values(), *after.values()])) >= 3


def sessions(people: int, kinds: Sequence[Person]) -> list[tuple[int, ...]]:
    """Every way in which `people` can be of these kinds."""
    if len(kinds) == 1:
        return [(people,)]
    return [(n, *rest) for n in range(people + 1) for rest in sessions(people - n, kinds[1:])]


@given(st.lists(st.sampled_from([*product(SURE, SURE)]), min_size=5, max_size=60))
def test_no_line_about_people_holds_a_number_of_answers(people):
    for before, after in looks(people):
        assert before.counts == after.counts == {}


def test_late_answers_change_no_look(rooms, code):
    fill(rooms, code, ["right"] * 6 + ["other"] * 6)
    seen = close(rooms, code, "learn").lines[Q0]
    fill(rooms, code, ["not-sure"] * 14)
    assert read_board(rooms, code).lines[Q0] == seen


def test_the_part_after_stays_closed_once_before_is_shown(rooms, code):
    """Two more who answered both would be told from those who answered before alone."""
    fill(rooms, code, [YES] * 6, BEFORE)
    rooms.move(code, "after")
    fill(rooms, code, [YES] * 2, AFTER)
    assert close(rooms, code, "goodbye").lines[BEFORE].word
    with pytest.raises(RoomError, check=lambda error: error.message_id == "room.no-way-back"):
        rooms.move(code, "after")


@pytest.mark.parametrize("part", ["before", "after", "evaluation"])
def test_no_answer_is_shown_in_a_stage_that_takes_more_of_them(rooms, code, part):
    for stage in ("learn", "after", "goodbye", "finished"):
        room = rooms.move(code, stage)
        assert not (room.takes(part) and room.shows(part))
