"""What there is to say about a result comes from the tables, for the level and the age."""

import re

import pytest

from otkit import Age, score
from otkit.kit.wording import Words
from otkit.scoring.countries import contacts_of
from otkit.scoring.guidance import at_level, clock, explain, messages_of_rules
from otkit.scoring.score import behaviours_asked
from otkit.widgets import CheckIn
from tests.plain_rows import is_plain


def plain(months, tables):
    """The behaviours asked at an age that are neither urgent nor usual alone."""
    return [row for row in behaviours_asked(Age(months), tables) if is_plain(row)]


@pytest.mark.parametrize("months", [0, 11, 12, 35, 36, 71])
def test_every_level_has_a_message_steps_and_limits_at_every_age(months, tables):
    age = Age(months)
    first = plain(months, tables)[0]["behaviour_id"]
    for answers in (
        {},
        {first: "not-sure"},
        {first: "sometimes"},
        {first: True},
        {"lost-skill": True},
    ):
        told = explain(score(age, answers, tables), tables)
        assert told.message["part"] == "message"
        assert told.steps
        assert told.limits


def test_ticks_stand_under_their_sign_with_how_often(tables):
    row = next(r for r in plain(20, tables) if r["behaviour_id"] == "eats-with-fingers")
    told = explain(score(Age(20), {row["behaviour_id"]: "sometimes"}, tables), tables)
    (sign,) = told.signs
    assert sign.row["sign_id"] == row["sign_id"]
    assert [(tick.row["behaviour_id"], tick.answer) for tick in sign.ticks] == [
        (row["behaviour_id"], "sometimes")
    ]


def test_whom_to_call_follows_the_actual_age(tables):
    under, over = (
        explain(score(Age(months), {"lost-skill": True}, tables), tables) for months in (35, 36)
    )
    assert [row["guidance_id"] for row in under.steps] != [row["guidance_id"] for row in over.steps]


def test_every_ticked_behaviour_brings_its_source(tables):
    row = plain(9, tables)[0]
    told = explain(score(Age(9), {row["behaviour_id"]: True}, tables), tables)
    assert row["source_id"] in {source["source_id"] for source in told.sources}


@pytest.mark.parametrize(
    ("level", "day"),
    [("act-now", "today"), ("talk", "this-week"), ("watch", "next-visit")],
)
def test_each_level_has_its_day(level, day):
    assert clock(level) == day


def test_a_rules_own_words_replace_those_of_its_level(tables):
    told = explain(score(Age(3), {"was-blue": "not-sure"}, tables), tables)
    assert told.message["guidance_id"] == "was-blue-message"
    assert {row["rule_id"] for row in told.steps} == {"was-blue"}
    assert {row["rule_id"] for row in told.meaning} == {""}


def test_a_level_says_nothing_that_belongs_to_one_rule(tables):
    for level in at_level(tables):
        assert {row["rule_id"] for row in (level.message, *level.steps)} == {""}


def test_a_rule_leads_to_its_own_message_or_to_that_of_its_level(tables):
    messages = messages_of_rules(tables)
    assert messages["was-blue"]["guidance_id"] == "was-blue-message"
    assert messages["skill-lost"]["guidance_id"] == "act-now-message"


URGENT = ({"lost-skill": True}, {"was-blue": True}, {"fever": True}, {"newly-limp": True})


@pytest.mark.parametrize("answers", [*URGENT, {"few-wet-diapers": True}])
@pytest.mark.parametrize(("country", "number"), [("GB", "999"), ("US", "911"), ("IE", "112")])
def test_steps_name_the_number_of_the_country_alone(country, number, answers, tables):
    told = explain(score(Age(2), answers, tables), tables, country)
    for column in ("text_en", "text_es"):
        texts = " ".join(step[column] for step in told.steps)
        assert number in texts
        assert "{" not in texts
        assert ("911" in texts) == (country == "US")


@pytest.mark.parametrize("country", ["GB", "any"])
def test_no_step_of_another_country_is_shown(country, tables):
    rows = plain(20, tables)
    for answers in (
        {"lost-skill": True},
        {rows[0]["behaviour_id"]: "often"},
        {"toddler-name": True},
    ):
        told = explain(score(Age(20), answers, tables), tables, country)
        assert len(told.steps) >= 3
        assert not any("early intervention" in step["text_en"] for step in told.steps)


@pytest.mark.parametrize("language", ["en", "es"])
def test_screen_and_paper_agree_where_nobody_sees_the_child(language, tables):
    """Hospital for what a doctor must see today; for a lost skill alone, the first visit."""
    hospital = {"en": "emergency room", "es": "urgencias"}[language]
    paper = Words(tables, language)("paper.nobody")
    marks = {
        row["concern"]: (row["from_months"], {row["behaviour_id"]: "often"})
        for row in tables.rows("behaviours")
        if row["urgent"] == "today"
    }
    sent = {}
    for concern, (months, answers) in {**marks, "lost": (20, {"lost-skill": True})}.items():
        steps = explain(score(Age(months), answers, tables), tables).steps
        sent[concern] = hospital in " ".join(step[f"text_{language}"] for step in steps)
    assert sent.pop("lost") is False
    assert len(sent) >= 5
    assert all(sent.values())
    first = next(r for r in tables.rows("guidance") if r["guidance_id"] == "act-now-step-room")
    assert hospital in paper
    assert paper.endswith(first[f"text_{language}"].rpartition(", ")[2])


def test_every_step_for_one_country_says_so(tables):
    for row in tables.rows("guidance"):
        us = "in the us" in row["text_en"].lower()
        assert (row["country"] == "US") == us


@pytest.mark.parametrize(("weeks", "told"), [(7, False), (8, True), (17, True)])
def test_a_child_born_very_early_is_told_of_follow_up(weeks, told, tables):
    """Where nothing was marked: else there is a reason to call anyway."""
    nothing = explain(score(Age(20, weeks), {}, tables), tables)
    rows = [row["guidance_id"] for row in nothing.steps]
    assert ("nothing-ticked-step-born-early" in rows) == told


def test_every_rule_has_one_summary_to_close_with(tables):
    for rule in tables.rows("rules"):
        rows = [
            row
            for row in tables.rows("guidance")
            if (row["part"], row["level"]) == ("summary", rule["level"])
            and row["rule_id"] in ("", rule["rule_id"])
        ]
        assert len([row for row in rows if row["rule_id"]] or rows) == 1, rule["rule_id"]


@pytest.mark.parametrize("answers", [*URGENT, {"few-wet-diapers": True}])
@pytest.mark.parametrize(
    ("place", "phone"),
    [("GB-ENG", "111"), ("GB-SCT", "111"), ("NZ", "0800 611 116"), ("AU", "1800 022 222")]
    + [(f"CA-{part}", "811") for part in ("BC", "ON", "QC")],
)
def test_the_first_steps_name_the_after_hours_line(place, phone, answers, tables):
    told = explain(score(Age(2), answers, tables), tables, place)
    for column in ("text_en", "text_es"):
        assert f" {phone}." in " ".join(step[column] for step in told.steps[:3])


def test_nobody_in_northern_ireland_is_sent_to_111(tables):
    told = {
        place: explain(score(Age(2), {"fever": True}, tables), tables, place).steps
        for place in ("GB", "GB-NIR")
    }
    for column in ("text_en", "text_es"):
        said = {place: " ".join(step[column] for step in told[place]) for place in told}
        assert re.search(r" 111\. (In Northern Ireland|En Irlanda del Norte), ", said["GB"])
        assert "111" not in said["GB-NIR"]
    numbers = [row["phone"] for row in contacts_of(tables, "GB-NIR")]
    assert numbers == ["", "", ""]
    assert [row["phone"] for row in contacts_of(tables, "GB-ENG")][-1] == "111"


@pytest.mark.parametrize("place", ["US", "ES", "IE", "GB-NIR", "any"])
def test_no_line_is_named_where_no_source_names_one(place, tables):
    told = explain(score(Age(2), {"fever": True}, tables), tables, place)
    assert "use its after-hours line" in " ".join(step["text_en"] for step in told.steps)


MAY_COME_BACK = ({"was-blue": True}, {"newly-limp": True}, {"jerks-in-a-row": True})


@pytest.mark.parametrize("answer", MAY_COME_BACK)
@pytest.mark.parametrize(("place", "number"), [("US", "911"), ("GB-ENG", "999"), ("ES", "112")])
def test_what_may_come_back_says_first_whom_to_call_then(answer, place, number, tables):
    told = explain(score(Age(2), answer, tables), tables, place)
    for column in ("text_en", "text_es"):
        assert number in told.message[column].split(".")[0]
        assert number in told.steps[0][column]


@pytest.mark.parametrize("answer", [True, "not-sure"])
def test_a_lost_skill_alone_sends_nobody_to_an_emergency_room(answer, tables):
    told = explain(score(Age(20), {"lost-skill": answer}, tables), tables)
    said = [*told.steps, *told.meaning, *told.summary, told.message]
    assert not any("emergency room" in row["text_en"] for row in said)
    assert not any("urgencias" in row["text_es"] for row in said)


@pytest.mark.parametrize("months", range(31))
def test_no_test_is_asked_for_at_an_age_that_is_over(months, tables):
    told = explain(score(Age(months), {}, tables), tables)
    text = next(
        r["text_en"] for r in told.steps if "In the US, ask for a short test" in r["text_en"]
    )
    ages = [
        int(n) for n in text.split("test at")[1].split(" months")[0].replace(" and", ",").split(",")
    ]
    assert ages == [one for one in (9, 18, 30) if one >= months]


def test_no_source_ends_with_two_full_stops(tables):
    page = CheckIn(months=27, language="en", answers={"lost-skill": True}).region_result
    assert "Learn the Signs. Act Early.</bdi>" in page
    assert "</bdi></a>. <bdi>US Centers" not in page.split("Act Early.")[1][:60]
