"""From answers to a level: each rule, each count, each reason."""

import dataclasses
from itertools import combinations

import pandas as pd
import pytest

from otkit.age import Age
from otkit.errors import AnswerError
from otkit.kit.conditions import ANSWERS, CONDITIONS
from otkit.kit.tables import Tables, data_folder
from otkit.kit.tables.descriptor import read_descriptor
from otkit.scoring.guidance import explain
from otkit.scoring.score import Result, behaviours_asked, behaviours_for, score
from tests.kit import TABLES
from tests.plain_rows import is_plain

AGE = Age(9)


@pytest.fixture
def plain(tables: Tables) -> dict[str, list[str]]:
    """Ids of the behaviours asked at nine months that are not urgent nor usual alone, by area."""
    ids: dict[str, list[str]] = {}
    for row in behaviours_asked(AGE, tables):
        if is_plain(row):
            ids.setdefault(row["area_id"], []).append(row["behaviour_id"])
    return ids


@pytest.fixture
def urgent(tables: Tables) -> dict[str, str]:
    """A behaviour asked at nine months that is urgent today, with its area."""
    return next(dict(row) for row in behaviours_asked(AGE, tables) if row["urgent"] == "today")


@pytest.fixture
def this_week(tables: Tables) -> dict[str, str]:
    """A behaviour asked at nine months that is urgent this week, with its area."""
    return next(dict(row) for row in behaviours_asked(AGE, tables) if row["urgent"] == "this-week")


def test_behaviours_have_columns_of_their_table_and_sign(tables: Tables) -> None:
    columns = [*tables["behaviours"].columns, "age_group_id"]
    assert list(behaviours_for(AGE, tables).columns) == columns


def test_behaviours_are_those_of_the_corrected_age(tables: Tables) -> None:
    early = behaviours_for(Age(12, weeks_early=12), tables)
    pd.testing.assert_frame_equal(early, behaviours_for(AGE, tables))


@pytest.mark.parametrize("months", range(72))
def test_behaviours_stand_by_area_then_as_in_the_file(tables: Tables, months: int) -> None:
    behaviours = behaviours_for(Age(months), tables)
    areas = list(tables["areas"].sort_values("order")["area_id"])
    file = list(tables["behaviours"]["behaviour_id"])
    pairs = zip(behaviours["area_id"], behaviours["behaviour_id"], strict=True)
    places = [(areas.index(area), file.index(name)) for area, name in pairs]
    assert places == sorted(places)
    assert behaviours["from_months"].le(months).all()
    assert behaviours["to_months"].ge(months).all()


def test_a_change_to_the_dataframe_does_not_change_the_next(tables: Tables) -> None:
    behaviours = behaviours_for(AGE, tables)
    behaviours["text_en"] = "changed"
    assert "changed" not in set(behaviours_for(AGE, tables)["text_en"])


def test_the_conditions_are_those_that_the_descriptor_allows() -> None:
    described, _ = read_descriptor(data_folder())
    assert tuple(CONDITIONS) == described["rules"].fields["condition"].enum


def test_nothing_ticked(tables: Tables) -> None:
    result = score(AGE, {}, tables)
    assert (result.level, result.rules) == ("nothing-ticked", ("nothing-ticked",))


def test_something_not_sure(tables: Tables, plain: dict[str, list[str]]) -> None:
    assert score(AGE, {plain["sleep"][0]: "not-sure"}, tables).level == "not-sure"


def test_being_unsure_about_something_urgent_does_not_wait(
    tables: Tables, urgent: dict[str, str]
) -> None:
    answers = {urgent["behaviour_id"]: "not-sure", "already-seen": [urgent["area_id"]]}
    result = score(AGE, answers, tables)
    assert result.level == "act-now"
    assert result.set_aside == ()


@pytest.mark.parametrize("answer", [True, "often", "sometimes", "not-sure"])
def test_urgent_this_week_is_talk_at_any_frequency(
    tables: Tables, this_week: dict[str, str], answer: object
) -> None:
    answers = {this_week["behaviour_id"]: answer, "already-seen": [this_week["area_id"]]}
    result = score(AGE, answers, tables)
    assert (result.level, result.set_aside) == ("talk", ())


def test_a_rule_on_one_concern_counts_that_alone(tables: Tables) -> None:
    for name, rule_id in (("chokes-feeding", "unsafe-feeding"), ("was-blue", "was-blue")):
        why = score(AGE, {name: "not-sure"}, tables).why
        assert (why.rule_id, why.behaviour_ids) == (rule_id, (name,))


def test_sometimes_is_yes_where_no_frequency_is_asked(tables: Tables) -> None:
    answers = {"was-blue": "sometimes", "newly-limp": "not-sure"}
    clean = score(AGE, answers, tables).answers
    assert dict(clean) == {"was-blue": "often", "newly-limp": "not-sure"}


def test_two_dated_skills_now_and_then_are_to_talk_about(tables: Tables) -> None:
    def why(*names: str) -> str:
        return score(Age(26), dict.fromkeys(names, "sometimes"), tables).rules[0]

    assert why("kicks-ball", "runs") == "two-skills"
    assert why("kicks-ball") == "one-sometimes"
    assert why("kicks-ball", "trips-and-bumps") == "one-sometimes"
    helped = {"kicks-ball": "sometimes", "runs": "sometimes", "already-seen": ["coordination"]}
    assert score(Age(26), helped, tables).level == "already-helped"


def test_what_is_usual_alone_is_to_watch_until_its_month(tables: Tables) -> None:
    alone = {"cries-cannot-rest": "often"}
    for month in (0, 3):
        result = score(Age(month), alone, tables)
        assert (result.level, result.rules) == ("watch", ("usual-at-this-age", "one-sometimes"))
        assert "nhs-crying" in result.sources
    assert score(Age(4), alone, tables).rules[0] == "one-often"
    assert score(Age(5, weeks_early=8), alone, tables).level == "watch"  # by corrected age


def test_two_usual_rows_are_watch_in_one_area_talk_in_two(tables: Tables) -> None:
    one = {"slow-to-sleep": "often", "wakes-hard-to-settle": "often"}
    assert score(Age(8), one, tables).level == "watch"
    assert score(Age(8), {**one, "milk-spills": "sometimes"}, tables).rules[0] == "two-areas"
    two = {"slow-to-sleep": "often", "refuses-spoon-food": "often"}
    assert score(Age(8), two, tables).rules == ("two-areas",)


def test_a_usual_row_takes_nothing_from_another_of_its_area(tables: Tables) -> None:
    both = {"slow-to-sleep": "often", "no-sleep-pattern": "often"}
    why = score(Age(8), both, tables).why
    assert (why.rule_id, why.behaviour_ids) == ("one-often", ("no-sleep-pattern",))


def test_every_row_that_is_usual_alone_says_who_says_so(tables: Tables) -> None:
    rows = [row for row in tables.rows("behaviours") if row["alone_to_months"] is not None]
    assert len(rows) >= 8
    for row in rows:
        for month in range(row["from_months"], row["to_months"] + 1):
            level = score(Age(month), {row["behaviour_id"]: "often"}, tables).level
            assert level == ("watch" if month <= row["alone_to_months"] else "talk")


def test_without_how_often_there_is_no_level_to_guess(
    tables: Tables, plain: dict[str, list[str]]
) -> None:
    ids = [plain["sleep"][0], plain["play"][0]]
    open_still = dict.fromkeys(ids, "not-said")
    why = score(AGE, open_still, tables).why
    assert (why.rule_id, set(why.behaviour_ids)) == ("how-often-not-said", set(ids))
    assert score(AGE, {**open_still, ids[0]: "sometimes"}, tables).why.rule_id == why.rule_id
    assert score(AGE, {**open_still, ids[0]: "often"}, tables).why.rule_id == "one-often"


@pytest.mark.parametrize(("kind", "level"), [("today", "act-now"), ("this-week", "talk")])
def test_what_is_urgent_does_not_wait_for_how_often(tables: Tables, kind: str, level: str) -> None:
    for row in behaviours_asked(AGE, tables):
        if row["urgent"] == kind:
            assert score(AGE, {row["behaviour_id"]: "not-said"}, tables).level == level


def test_sometimes_in_one_area_is_to_watch(tables: Tables, plain: dict[str, list[str]]) -> None:
    answers = dict.fromkeys(plain["sleep"], "sometimes")
    assert score(AGE, answers, tables).level == "watch"


def test_sometimes_in_two_areas_is_to_talk_about(
    tables: Tables, plain: dict[str, list[str]]
) -> None:
    answers = dict.fromkeys([plain["sleep"][0], plain["play"][0]], "sometimes")
    assert score(AGE, answers, tables).level == "talk"


@pytest.mark.parametrize("answer", [True, "often"])
def test_often_is_to_talk_about_and_a_plain_tick_is_often(
    tables: Tables, plain: dict[str, list[str]], answer: object
) -> None:
    assert score(AGE, {plain["sleep"][0]: answer}, tables).level == "talk"


@pytest.mark.parametrize("answer", [True, "often", "sometimes"])
def test_something_urgent_is_to_act_on(
    tables: Tables, urgent: dict[str, str], answer: object
) -> None:
    assert score(AGE, {urgent["behaviour_id"]: answer}, tables).level == "act-now"


@pytest.mark.parametrize("lost", [True, "not-sure"])
@pytest.mark.parametrize("months", [0, 9, 24, 71])
def test_a_lost_skill_is_to_act_on_at_every_age(tables: Tables, months: int, lost: object) -> None:
    result = score(Age(months), {"lost-skill": lost}, tables)
    assert (result.level, result.answers["lost-skill"]) == ("act-now", lost)


def test_an_area_already_seen_is_not_scored(tables: Tables, plain: dict[str, list[str]]) -> None:
    answers = {**dict.fromkeys(plain["sleep"], "often"), "already-seen": ["sleep"]}
    result = score(AGE, answers, tables)
    assert result.level == "already-helped"
    assert result.set_aside == result.why.behaviour_ids == tuple(plain["sleep"])


def test_an_area_already_seen_is_still_counted_and_marked(
    tables: Tables, plain: dict[str, list[str]]
) -> None:
    answers = {plain["sleep"][0]: "often", "already-seen": ["sleep"]}
    areas = score(AGE, answers, tables).areas.set_index("area_id")
    assert (areas.loc["sleep", "often"], areas.loc["sleep", "already_seen"]) == (1, True)
    assert areas["already_seen"].sum() == 1


def test_something_urgent_counts_in_an_area_already_seen(
    tables: Tables, urgent: dict[str, str]
) -> None:
    answers = {urgent["behaviour_id"]: "sometimes", "already-seen": [urgent["area_id"]]}
    result = score(AGE, answers, tables)
    assert (result.level, result.set_aside) == ("act-now", ())


def test_a_lost_skill_counts_though_every_area_is_already_seen(tables: Tables) -> None:
    answers = {"lost-skill": True, "already-seen": list(tables["areas"]["area_id"])}
    assert score(AGE, answers, tables).level == "act-now"


def test_why_is_the_deciding_rule_and_what_made_it_fire(
    tables: Tables, plain: dict[str, list[str]]
) -> None:
    often, sometimes = plain["sleep"][0], plain["play"][0]
    why = score(AGE, {sometimes: "sometimes", often: "often"}, tables).why
    assert (why.rule_id, why.behaviour_ids) == ("one-often", (often,))


def test_every_rule_that_fired_at_the_level_is_a_reason(
    tables: Tables, plain: dict[str, list[str]]
) -> None:
    often, sometimes = plain["sleep"][0], plain["play"][0]
    result = score(AGE, {sometimes: "sometimes", often: "often"}, tables)
    assert result.rules == ("one-often", "two-areas")
    assert result.reasons[1].behaviour_ids == (often, sometimes)


def test_sources_are_of_the_rules_then_of_the_answers(
    tables: Tables, urgent: dict[str, str]
) -> None:
    result = score(AGE, {urgent["behaviour_id"]: True}, tables)
    rules = {row["rule_id"]: row["source_id"] for row in tables.rows("rules")}
    fired = [rules[rule_id] for rule_id in result.rules]
    expected = dict.fromkeys([*fired, urgent["source_id"]])
    assert result.sources == tuple(expected)
    assert set(result.sources) <= set(tables["sources"]["source_id"])


@pytest.mark.parametrize("months", [0, 9, 12, 35, 36, 71])
def test_signs_and_areas_hold_all_that_is_shown(tables: Tables, months: int) -> None:
    asked = behaviours_for(Age(months), tables)
    result = score(Age(months), {}, tables)
    names = ["sign_id", "area_id", "shown", "often", "sometimes", "not_sure", "not_said"]
    assert list(result.signs.columns) == names
    assert list(result.areas.columns) == [*names[1:], "already_seen"]
    assert list(result.areas["area_id"]) == list(dict.fromkeys(asked["area_id"]))
    assert result.signs["shown"].sum() == result.areas["shown"].sum() == len(asked)


def test_answers_are_counted_by_how_often(tables: Tables, plain: dict[str, list[str]]) -> None:
    answers = dict(zip(plain["senses"], ANSWERS, strict=False))
    areas = score(AGE, answers, tables).areas.set_index("area_id")
    assert list(areas.loc["senses", ["often", "sometimes", "not_sure"]]) == [1, 1, 1]
    assert areas["often"].sum() == 1


def test_the_same_answers_give_equal_results(tables: Tables, plain: dict[str, list[str]]) -> None:
    first, second = plain["sleep"][0], plain["play"][0]
    result = score(AGE, {first: True, second: "not-sure"}, tables)
    assert result == score(AGE, {second: "not-sure", first: "often"}, tables)
    assert hash(result) == hash(score(AGE, {second: "not-sure", first: "often"}, tables))


def test_a_result_cannot_be_changed(tables: Tables) -> None:
    result = score(AGE, {}, tables)
    with pytest.raises(dataclasses.FrozenInstanceError):
        result.level = "talk"  # type: ignore[misc]
    with pytest.raises(TypeError):
        result.answers["x"] = "often"  # type: ignore[index]
    areas = result.areas
    areas["often"] = 9
    assert result.areas["often"].sum() == 0


def test_the_answers_given_are_left_as_they_are(
    tables: Tables, plain: dict[str, list[str]]
) -> None:
    answers = {plain["sleep"][0]: True, "already-seen": ["play"]}
    before = dict(answers)
    assert isinstance(score(AGE, answers, tables), Result)
    assert answers == before


def test_a_wrong_answer_is_refused_by_name(tables: Tables) -> None:
    with pytest.raises(AnswerError, match="flies"):
        score(AGE, {"flies": True}, tables)


GRAVER = (
    "was-blue",
    "fever-or-cry",
    "newly-limp",
    "jerks-in-a-row",
    "unsafe-feeding",
    "skill-lost",
)
"""The rules of what cannot wait until tomorrow, the gravest first."""


@pytest.mark.parametrize("months", [0, 2, 5, 11, 12, 20, 36, 71])
def test_of_two_that_cannot_wait_the_graver_decides(months: int) -> None:
    """And one more mark never takes away the step to the emergency room."""
    tables = TABLES
    asked = behaviours_asked(Age(months), tables)
    marks = [row["behaviour_id"] for row in asked if row["urgent"] == "today"] + ["lost-skill"]
    alone = {name: score(Age(months), {name: True}, tables) for name in marks}
    for first, second in combinations(marks, 2):
        both = score(Age(months), {first: True, second: "not-sure"}, tables)
        places = [GRAVER.index(alone[name].why.rule_id) for name in (first, second)]
        assert GRAVER.index(both.why.rule_id) == min(places)
        steps = explain(both, tables).steps
        assert any(step["guidance_id"].endswith("-step-room") for step in steps)
