"""The call to practice: whom, three things to say, what the office may answer."""

import html

import pytest

from otkit.widgets.workshop.call import Call


def say(page: Call, **fields: str) -> str:
    page.handle({"action": "change", "fields": {k: [v] for k, v in fields.items()}, "seen": ""})
    return html.unescape(page.html())


@pytest.mark.parametrize(
    ("age", "program", "other"),
    [
        ("under-three", "early intervention program", "Any public elementary school"),
        ("from-three", "Any public elementary school", "Your state's early intervention"),
    ],
)
def test_the_program_follows_the_age(age: str, program: str, other: str) -> None:
    shown = say(Call(), age=age, country="US")
    assert program in shown
    assert other not in shown


def test_outside_the_us_no_program_of_the_us_is_named() -> None:
    shown = say(Call(), age="under-three", country="any")
    assert "We have no list for your country." in shown
    assert "early intervention" not in shown


def test_good_answers_show_only_when_asked_for() -> None:
    page = Call()
    row = next(row for row in page.tables.rows("call_turns") if row["turn_id"] == "what-is-wrong")
    assert row["office_en"] in say(page)
    assert row["reply_en"] not in say(page)
    assert row["reply_en"] in say(page, answers="on")


def test_a_child_of_three_is_not_told_to_wait_until_three() -> None:
    page = Call()
    assert "wait until age 3" in say(page, age="under-three")
    assert "wait until age 3" not in say(page, age="from-three")


@pytest.mark.parametrize(
    ("clock", "words"),
    [
        ("today", "I was told to call today. I need to speak to a nurse now, because"),
        ("week", "I would like a visit this week, because"),
        ("visit", "Is there time for that at the next check-up?"),
    ],
)
def test_what_to_say_follows_when_the_call_is(clock: str, words: str) -> None:
    shown = say(Call(), clock=clock)
    assert words in shown
    assert shown.count(words) == 1


def test_for_a_call_today_only_the_doctor_is_called() -> None:
    shown = say(Call(), clock="today")
    assert shown.count('<p class="say">') == 1
    assert "early intervention program" not in shown


def test_a_call_today_is_practiced_with_a_busy_office() -> None:
    turns = {row["turn_id"]: row["office_en"] for row in Call().tables.rows("call_turns")}
    assert turns["no-visit-today"] in say(Call(), clock="today")
    assert turns["no-visit-today"] not in say(Call(), clock="week")
    assert turns["busy"] not in say(Call(), clock="today")


def test_it_speaks_spanish() -> None:
    assert "Practique la llamada" in html.unescape(Call(language="es").html())


def test_what_is_no_choice_of_ours_changes_nothing() -> None:
    page = Call()
    before = page.html()
    assert say(page, age="<script>", country="XX") == html.unescape(before)
