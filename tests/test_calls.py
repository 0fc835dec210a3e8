"""What to say on the phone: by when the call is, with what was marked, in words to read out."""

import re
from dataclasses import replace

import pytest

from otkit import Age, score
from otkit.kit.tables import Tables
from otkit.kit.wording import Words
from otkit.scoring.calls import CLOCKS, calls, clock_of, reason, script, scripts, what_to_say
from otkit.scoring.countries import contacts, contacts_of, countries
from otkit.widgets import CheckIn
from tests.kit import TABLES

LANGUAGES = list(TABLES["languages"]["language"])
SPOKEN = pytest.mark.parametrize("language", LANGUAGES)
COUNTRY = pytest.mark.parametrize("country", ["US", "GB", "any"])
ROUTINE = {
    "en": r"\b(OT|occupational|everyday things|visit|screening|check-up|evaluation|some skills)\b",
    "es": r"\b(terapia|cita|evaluación|consulta|cada día|habilidades)\b",
}
TODAY = {
    "en": "I was told to call today. I need to speak to a nurse now, because",
    "es": "Me dijeron que llame hoy. Necesito hablar ya con alguien de enfermería, porque",
}


def urgent_today(tables: Tables) -> list[dict[str, object]]:
    return [row for row in tables.rows("behaviours") if row["urgent"] == "today"]


def doctor(country: str) -> dict[str, object]:
    return contacts_of(TABLES, country)[0]


@pytest.mark.parametrize(
    ("level", "clock"),
    [
        ("act-now", "today"),
        ("talk", "week"),
        ("watch", "visit"),
        ("not-sure", "visit"),
        ("nothing-ticked", "visit"),
        ("already-helped", "visit"),
    ],
)
def test_each_level_has_its_clock(level: str, clock: str) -> None:
    assert clock_of(level) == clock


@COUNTRY
@SPOKEN
def test_the_script_for_today_says_so_and_has_no_routine_word(language: str, country: str) -> None:
    words = Words(TABLES, language)
    said = what_to_say(doctor(country), "act-now", words)
    assert said.startswith(TODAY[language])
    assert not re.search(ROUTINE[language], said, re.IGNORECASE)


@COUNTRY
@SPOKEN
def test_the_three_scripts_of_a_doctor_differ(language: str, country: str) -> None:
    words = Words(TABLES, language)
    said = [what_to_say(doctor(country), level, words) for level in ("act-now", "talk", "watch")]
    assert len(set(said)) == 3
    assert [one.label for one in scripts(doctor(country), words)] == [f"say.{c}" for c in CLOCKS]


@SPOKEN
@pytest.mark.parametrize("country", countries(TABLES))
@pytest.mark.parametrize("months", [0, 35, 36, 71])
def test_in_every_country_somebody_is_called_today(
    months: int, country: str, language: str
) -> None:
    rows = contacts(Age(months), TABLES, country)
    assert any(script(row, "today", Words(TABLES, language)) for row in rows)


@SPOKEN
@pytest.mark.parametrize("row", urgent_today(TABLES), ids=lambda row: row["behaviour_id"])
@pytest.mark.parametrize("answer", ["often", "sometimes", "not-sure"])
def test_the_reason_names_what_was_marked(row: dict, answer: str, language: str) -> None:
    words = Words(TABLES, language)
    scored = score(Age(row["from_months"]), {row["behaviour_id"]: answer}, TABLES)
    result = replace(scored, level="act-now")
    said = reason(result, TABLES, words)
    text = words.text(row, "text")
    assert text[1:] in said
    assert said.startswith(words("say.my-child", what="").strip()) == (answer != "not-sure")


@pytest.mark.parametrize(
    "row",
    [row for row in TABLES.rows("behaviours") if row["urgent"] != "no"],
    ids=lambda row: row["behaviour_id"],
)
def test_an_urgent_text_goes_on_after_my_child(row: dict) -> None:
    """The parent reads it out as "my child …"."""
    assert row["text_en"].split()[0].lower() not in ("the", "a", "an", "one", "both")
    assert row["text_es"].split()[0].lower() not in ("el", "la", "los", "las", "un", "una")


@SPOKEN
def test_a_lost_skill_is_named_after_what_cannot_wait(language: str) -> None:
    words = Words(TABLES, language)
    row = next(row for row in urgent_today(TABLES) if row["from_months"] == 0)
    answers = {"lost-skill": True, row["behaviour_id"]: "sometimes"}
    said = reason(score(Age(0), answers, TABLES), TABLES, words)
    lost = words("say.my-child", what=words("say.lost-skill"))
    assert said.endswith(lost)
    assert words.text(row, "text")[1:] in said


@SPOKEN
def test_what_is_gravest_is_said_first(language: str) -> None:
    """The table has refusing to drink before having been blue; the rules have it the other way."""
    words = Words(TABLES, language)
    result = score(Age(1), {"refuses-drink": "often", "was-blue": True}, TABLES)
    rows = {row["behaviour_id"]: words.text(row, "text")[1:] for row in TABLES.rows("behaviours")}
    said = reason(result, TABLES, words)
    assert 0 < said.index(rows["was-blue"]) < said.index(rows["refuses-drink"])


@SPOKEN
def test_this_week_the_reason_is_what_was_seen(language: str) -> None:
    words = Words(TABLES, language)
    result = score(Age(9), {"reaches": "often"}, TABLES)
    row = next(r for r in TABLES.rows("behaviours") if r["behaviour_id"] == "reaches")
    assert words.text(row, "text")[1:] in reason(result, TABLES, words)


@SPOKEN
@pytest.mark.parametrize(
    "besides", [{"reaches": "not-sure"}, {"hand-to-hand": "often", "already-seen": ["fine-motor"]}]
)
def test_what_does_not_count_is_not_the_reason(language: str, besides: dict[str, object]) -> None:
    """Neither a doubt, nor what a professional already helps with."""
    counted = {"only-smooth-food": "sometimes", "no-sleep-pattern": "sometimes"}
    result = score(Age(9), {**counted, **besides}, TABLES)
    assert result.level == "talk"
    said = reason(result, TABLES, Words(TABLES, language))
    assert said == reason(score(Age(9), counted, TABLES), TABLES, Words(TABLES, language))


@SPOKEN
def test_the_age_is_said_in_a_call_that_cannot_wait(language: str) -> None:
    words = Words(TABLES, language)
    result = score(Age(2), {"lost-skill": True}, TABLES)
    (call,), _ = calls(result, TABLES, words, "US")
    assert words("say.age", age=words.age(2)) in call.scripts[0].text


@COUNTRY
@SPOKEN
def test_today_a_doctor_comes_first_and_all_others_later(language: str, country: str) -> None:
    words = Words(TABLES, language)
    result = score(Age(20), {"lost-skill": True}, TABLES)
    first, later = calls(result, TABLES, words, country)
    assert [call.row["contact_id"] for call in first] == [doctor(country)["contact_id"]]
    assert first[0].is_now
    assert {*(c.row["contact_id"] for c in first), *(c.row["contact_id"] for c in later)} == {
        row["contact_id"] for row in contacts(Age(20), TABLES, country)
    }


SUDDEN = ("was-blue", "fever", "unusual-cry", "newly-limp", "jerks-in-a-row")


@pytest.mark.parametrize("name", SUDDEN)
def test_a_sudden_change_in_health_is_for_the_doctor_alone(name: str) -> None:
    result = score(Age(2), {name: True}, TABLES)
    _, later = calls(result, TABLES, Words(TABLES, "en"), "US")
    assert later == []


def test_at_any_other_level_nobody_is_for_later() -> None:
    result = score(Age(20), {}, TABLES)
    first, later = calls(result, TABLES, Words(TABLES, "en"), "US")
    assert len(first) == 3
    assert later == []


@SPOKEN
def test_no_place_to_fill_in_is_left_in_a_script(language: str) -> None:
    words = Words(TABLES, language)
    for row in TABLES.rows("contacts"):
        for level in ("act-now", "talk", "watch"):
            assert "{" not in what_to_say(row, level, words)
            assert "{" not in what_to_say(row, level, words, "words", "words")


@SPOKEN
def test_where_nobody_marked_anything_there_is_a_place_to_say_it(language: str) -> None:
    words = Words(TABLES, language)
    assert words("say.what-you-see") in what_to_say(doctor("US"), "act-now", words)


@COUNTRY
@SPOKEN
def test_the_page_of_a_call_today_has_the_script_first(language: str, country: str) -> None:
    page = CheckIn(months=2, language=language, country=country, answers={"lost-skill": True})
    shown = page.region_result
    assert TODAY[language] in shown
    before = shown[shown.index('class="contacts"') : shown.index(TODAY[language])]
    assert not re.search(ROUTINE[language], re.sub(r"<[^>]*>", " ", before))


@SPOKEN
def test_two_reasons_are_said_of_my_child(language: str) -> None:
    words = Words(TABLES, language)
    for marked in (["reaches", "hand-to-hand"], ["stiff-or-floppy", "keeps-fists"]):
        result = score(Age(9), dict.fromkeys(marked, "often"), TABLES)
        said = reason(result, TABLES, words)
        assert said.count(words("say.my-child", what="").strip()) == 2
        assert said.count(":") == 0


@COUNTRY
@SPOKEN
def test_the_doctor_is_asked_to_see_the_child_today(language: str, country: str) -> None:
    question = {
        "en": "Can a doctor see my child today?",
        "es": "¿Puede ver hoy un médico a mi hijo (o mi hija)?",
    }
    said = script(doctor(country), "today", Words(TABLES, language))
    assert said.endswith(question[language])


@COUNTRY
@SPOKEN
def test_the_doctor_is_asked_for_a_hearing_test(language: str, country: str) -> None:
    words = Words(TABLES, language)
    result = score(Age(20), {"toddler-name": "often"}, TABLES)
    first, _ = calls(result, TABLES, words, country)
    because = reason(result, TABLES, words)
    assert first[0].scripts[0].text == words("say.hearing", reason=because)
    assert all("oído" not in c.scripts[0].text for c in first[1:])


@COUNTRY
@SPOKEN
def test_a_worry_without_a_mark_can_be_said(language: str, country: str) -> None:
    words = Words(TABLES, language)
    first, _ = calls(score(Age(20), {}, TABLES), TABLES, words, country)
    assert first[0].scripts[0].text == words("say.worry")


@pytest.mark.parametrize("answer", ["fever", "newly-limp", "chokes-feeding", "lost-skill"])
def test_a_day_and_night_line_comes_right_after_the_doctor(answer: str) -> None:
    value = True if answer in ("fever", "newly-limp", "lost-skill") else "often"
    result = score(Age(1), {answer: value}, TABLES)
    _, later = calls(result, TABLES, Words(TABLES, "en"), "GB-ENG")
    assert later[0].row["contact_id"] == "gb-111"
