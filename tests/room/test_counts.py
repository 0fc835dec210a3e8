"""Which numbers may be shown: the rule is turned around, and every room that fits is listed."""

from collections import defaultdict
from collections.abc import Callable
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otkit.workshop.room.counts import (
    FEWEST_ANSWERS,
    SMALLEST,
    Shown,
    part_of,
    right_and_unsure,
    totals,
)

FEWEST_POSSIBLE = 4  # what is hidden can still be four different numbers or more
GROUPS: dict[str, Callable[[tuple[int, int, int]], int]] = {
    "right": lambda room: room[0],
    "not sure": lambda room: room[1],
    "something else": lambda room: room[2],
    "not right": lambda room: room[1] + room[2],
    "sure of something": lambda room: room[0] + room[2],
    "right or not sure": lambda room: room[0] + room[1],
}


def rooms_of(total: int) -> list[tuple[int, int, int]]:
    """Every way in which `total` people can have been right, not sure, or something else."""
    return [
        (right, unsure, total - right - unsure)
        for right in range(total + 1)
        for unsure in range(total - right + 1)
    ]


@pytest.mark.parametrize("total", range(FEWEST_POSSIBLE, 41))
def test_no_board_gives_a_small_group_away_to_who_counts_heads(total):
    """Somebody knows the rule and the total, and lists all rooms that give the picture they see."""
    pictures = defaultdict(list)
    for room in rooms_of(total):
        pictures[right_and_unsure(total, *room[:2])].append(room)
    for picture, rooms in pictures.items():
        for group, size in GROUPS.items():
            possible = {size(room) for room in rooms}
            if min(possible) < SMALLEST:
                assert len(possible) >= FEWEST_POSSIBLE, (picture, group, possible)


@pytest.mark.parametrize("total", range(41))
def test_a_number_that_is_shown_is_right_and_not_small(total):
    for right, unsure, _ in rooms_of(total):
        shown = right_and_unsure(total, right, unsure)
        for number, true in zip(shown, (right, unsure), strict=True):
            assert number.kind != "exact" or (number.n == true and true >= SMALLEST)
            assert number.kind != "few" or true < SMALLEST
            assert number.kind != "many" or SMALLEST <= number.n <= true


@pytest.mark.parametrize("total", range(41))
def test_what_is_shown_leaves_no_small_rest_of_the_total(total):
    """Every sum of shown numbers, taken from the total, is 5 or more."""
    for right, unsure, _ in rooms_of(total):
        exact = [s.n for s in right_and_unsure(total, right, unsure) if s.kind == "exact"]
        for many in range(1, len(exact) + 1):
            for some in combinations(exact, many):
                assert total - sum(some) >= SMALLEST


@pytest.mark.parametrize("total", range(FEWEST_ANSWERS))
def test_below_eight_answers_nothing_is_said(total):
    assert {part_of(total, part).kind for part in range(total + 1)} == {"hidden"}


@pytest.mark.parametrize(
    ("total", "part", "shown"),
    [
        (8, 4, Shown("few")),
        (8, 5, Shown("many", 5)),
        (10, 5, Shown("exact", 5)),
        (12, 4, Shown("few")),
        (12, 7, Shown("exact", 7)),
        (12, 8, Shown("many", 8)),
        (12, 12, Shown("many", 8)),
        (16, 0, Shown("few")),
        (16, 11, Shown("exact", 11)),
    ],
)
def test_a_part_is_shown_as(total, part, shown):
    assert part_of(total, part) == shown


@pytest.mark.parametrize("total", range(10, 15))
def test_a_total_that_is_rounded_down_is_not_told_by_its_parts(total):
    pictures = {
        right_and_unsure(total, right, unsure, at_least=10) for right, unsure, _ in rooms_of(total)
    }
    assert Shown("many", 6) in {first for first, _ in pictures}
    assert {first.n for first, _ in pictures if first.kind == "many"} == {6}


people = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 60), min_size=1)


@given(people)
def test_no_two_totals_differ_by_a_small_number(given_people):
    exact = [shown.n for shown in totals(given_people).values() if shown.kind == "exact"]
    assert all(a == b or abs(a - b) >= SMALLEST for a in exact for b in exact)


@given(people)
def test_totals_are_true_and_small_ones_are_hidden(given_people):
    for name, shown in totals(given_people).items():
        true = given_people[name]
        assert (shown.kind == "few") == (true < SMALLEST)
        assert shown.kind != "exact" or shown.n == true
        assert shown.kind != "many" or (shown.n <= true < shown.n + SMALLEST)


@given(people)
def test_the_largest_total_is_shown_as_it_is(given_people):
    largest = max(given_people, key=lambda name: given_people[name])
    assert totals(given_people)[largest].kind in ("exact", "few")
