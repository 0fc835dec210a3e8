"""What may be shown: the words are turned around, and every number that fits is listed."""

from collections import defaultdict

import pytest

from otkit.workshop.cases import LEVELS
from otkit.workshop.room.counts import FEWEST, WORDS, in_words, is_enough, kind_of
from otkit.workshop.room.questions import SCALE
from otkit.workshop.room.stages import QuestionKey

LARGEST = 61
FEWEST_POSSIBLE = 3


def numbers_by_word(total: int) -> dict[str, list[int]]:
    """Each word for a group of `total` -> the numbers that it may stand for."""
    numbers = defaultdict(list)
    for part in range(total + 1):
        numbers[in_words(total, part)].append(part)
    return numbers


@pytest.mark.parametrize("total", range(FEWEST["about"], LARGEST))
def test_a_word_fits_three_numbers_or_more(total):
    assert min(map(len, numbers_by_word(total).values())) >= FEWEST_POSSIBLE


@pytest.mark.parametrize("total", range(FEWEST["about"], LARGEST))
@pytest.mark.parametrize("own", [0, 1])
def test_who_knows_the_own_answer_learns_no_number_of_the_others(total, own):
    for numbers in numbers_by_word(total).values():
        others = {number - own for number in numbers if 0 <= number - own <= total - 1}
        assert len(others) > 1


@pytest.mark.parametrize("total", range(FEWEST["about"]))
def test_below_five_answers_there_is_no_word(total):
    assert {in_words(total, part) for part in range(total + 1)} == {""}


@pytest.mark.parametrize("total", range(FEWEST["about"], LARGEST))
def test_more_people_never_get_a_smaller_word(total):
    order = ("few", "half", "most") if total >= 8 else ("below-half", "from-half")
    places = [order.index(in_words(total, part)) for part in range(total + 1)]
    assert places == sorted(places)
    assert set(order) <= set(WORDS)


@pytest.mark.parametrize(
    ("total", "part", "word"),
    [
        (5, 2, "below-half"),
        (5, 3, "from-half"),
        (8, 2, "few"),
        (8, 4, "half"),
        (8, 6, "most"),
        (12, 8, "half"),
        (16, 11, "most"),
    ],
)
def test_a_group_is_called(total, part, word):
    assert in_words(total, part) == word


def test_only_what_people_know_is_counted_exactly():
    before = QuestionKey("before", "q0")
    assert kind_of(before, ("right", "other", "not-sure")) == "quiz"
    assert kind_of(QuestionKey("case", "noa"), LEVELS) == "quiz"
    assert kind_of(before, SCALE) == kind_of(before, ("yes", "no")) == "about"


@pytest.mark.parametrize(("kind", "answers"), [("quiz", 2), ("about", 4)])
def test_one_answer_more_is_enough(kind, answers):
    assert not is_enough(kind, answers)
    assert is_enough(kind, answers + 1)
