"""What holds for every age and every set of answers, on the kit's own tables."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otkit.age import Age
from otkit.kit.conditions import ANSWERS, NOT_SAID
from otkit.kit.tables import Tables, data_folder
from otkit.kit.tables.descriptor import read_descriptor
from otkit.scoring.score import behaviours_asked, score
from tests.kit import TABLES
from tests.plain_rows import is_plain

AREAS = list(TABLES["areas"]["area_id"])
LEVELS = read_descriptor(data_folder())[0]["rules"].fields["level"].enum
UPGRADES = {
    None: "not-sure",
    NOT_SAID: "sometimes",
    "not-sure": "sometimes",
    "sometimes": "often",
    "often": "often",
}


@st.composite
def check_ins(draw: st.DrawFn) -> tuple[Age, dict[str, object]]:
    """An age and answers to some of the behaviours asked at it."""
    age = Age(draw(st.integers(0, 71)), draw(st.integers(0, 17)))
    ids = [row["behaviour_id"] for row in behaviours_asked(age, TABLES)]
    answer = st.sampled_from([*ANSWERS, NOT_SAID, True, "", None])
    answers: dict[str, object] = draw(st.dictionaries(st.sampled_from(ids), answer, max_size=6))
    answers["lost-skill"] = draw(st.sampled_from([False, False, False, True, "not-sure"]))
    answers["already-seen"] = draw(st.lists(st.sampled_from(AREAS), max_size=3))
    return age, answers


def rank(age: Age, answers: Mapping[str, object]) -> int:
    """0 for the most urgent level."""
    return LEVELS.index(score(age, answers, TABLES).level)


@given(check_ins(), st.data())
def test_one_more_tick_or_a_stronger_one_never_lowers_the_level(
    check_in: tuple[Age, dict[str, object]], data: st.DataObject
) -> None:
    age, answers = check_in
    ids = [row["behaviour_id"] for row in behaviours_asked(age, TABLES)]
    changed = data.draw(st.sampled_from(ids))
    now = answers.get(changed) or None
    stronger = {**answers, changed: UPGRADES["often" if now is True else now]}
    assert rank(age, stronger) <= rank(age, answers)
    assert rank(age, {**answers, "lost-skill": True}) == 0


@given(check_ins(), st.randoms())
def test_the_order_of_answers_never_matters(check_in: tuple, random) -> None:
    age, answers = check_in
    shuffled = list(answers.items())
    random.shuffle(shuffled)
    assert score(age, dict(shuffled), TABLES) == score(age, answers, TABLES)


@given(check_ins())
def test_cleaned_answers_give_the_same_result_again(check_in: tuple) -> None:
    result = score(*check_in, TABLES)
    assert score(result.age, result.answers, TABLES) == result


@given(check_ins())
def test_an_area_already_seen_never_raises_the_level(check_in: tuple) -> None:
    age, answers = check_in
    assert rank(age, answers) >= rank(age, {**answers, "already-seen": []})


@given(check_ins())
def test_the_counts_add_up_to_the_answers(check_in: tuple) -> None:
    result = score(*check_in, TABLES)
    answered = [key for key in result.answers if key not in ("lost-skill", "already-seen")]
    for counts in (result.signs, result.areas):
        assert counts[["often", "sometimes", "not_sure", "not_said"]].sum().sum() == len(answered)


@pytest.mark.parametrize("rule_id", list(TABLES["rules"]["rule_id"]))
def test_every_rule_decides_for_some_answers(tables: Tables, rule_id: str) -> None:
    reached = set()
    for month in (2, 9):
        asked = behaviours_asked(Age(month), tables)
        plain = {row["area_id"]: row["behaviour_id"] for row in asked if is_plain(row)}
        first, second = list(plain.values())[:2]
        seen = [area for area, name in plain.items() if name == first]
        tried: list[dict[str, object]] = [
            *({row["behaviour_id"]: "not-sure"} for row in asked),
            {},
            {first: "not-said"},
            {first: "sometimes"},
            {first: "sometimes", second: "sometimes"},
            dict.fromkeys(("looks-for-dropped-toy", "enjoys-peek-a-boo"), "sometimes")
            if month == 9
            else {},
            {first: "often"},
            {first: "often", "already-seen": seen},
            {"slow-to-sleep": "often"},
            {"lost-skill": True},
        ]
        reached |= {score(Age(month), answers, tables).rules[0] for answers in tried}
    assert rule_id in reached
