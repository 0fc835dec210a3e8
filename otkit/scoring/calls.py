"""What to say on the phone: one script for today, one for this week, one for the next visit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from otkit.kit.conditions import HEALTH
from otkit.kit.tables import Row, Tables
from otkit.kit.wording import Words
from otkit.scoring.answers import LOST_SKILL
from otkit.scoring.countries import contacts
from otkit.scoring.guidance import clock
from otkit.scoring.result import Result

TODAY, WEEK, VISIT = CLOCKS = ("today", "week", "visit")
"""When a call is made; each contact of ``contacts.csv`` has words for it."""

CLOCK_OF = {"today": TODAY, "this-week": WEEK, "next-visit": VISIT}
"""The script for a day that a level or a behaviour asks for."""

HEARING = "hearing"
"""The concern of a rule that asks for a hearing test."""

NOTHING = "nothing-ticked"
"""The level at which nothing was marked."""

MOST_REASONS = 2
"""More cannot be said in one breath; a lost skill is said besides."""


@dataclass(frozen=True)
class Script:
    """What can be said, below the id of the message that says when."""

    label: str
    text: str


@dataclass(frozen=True)
class ToCall:
    """A row of ``contacts.csv`` with what to say there.

    ``is_now`` says that the call cannot wait: then only how to call and what to say matter.
    """

    row: Row
    scripts: tuple[Script, ...]
    is_now: bool = False


def clock_of(level: str) -> str:
    """When to call at a level: ``today``, ``week`` or ``visit``."""
    return CLOCK_OF[clock(level)]


def what_to_say(
    contact: Row, level: str, words: Words, because: str = "", age: str = "", concern: str = ""
) -> str:
    """The words for a call to ``contact`` at a level of ``rules.csv``.

    ``because`` says what was marked, as ``reason`` gives it; without one there is a place to say
    it. ``age`` is the child's age in words, said in a call that cannot wait. A contact with no
    words for today is not one to call today; its words are those of this week. One that has them,
    a doctor, is asked for a hearing test when that is the ``concern``, and is told of a worry
    when nothing was marked.
    """
    when = clock_of(level)
    if script(contact, TODAY, words):
        if (when, concern) == (WEEK, HEARING):
            return words("say.hearing", reason=because or words("say.what-you-see"))
        if level == NOTHING:
            return words("say.worry")
    said = script(contact, when, words, because)
    if not said:
        return script(contact, WEEK, words, because)
    return f"{said} {words('say.age', age=age)}" if when == TODAY and age else said


def script(contact: Row, when: str, words: Words, because: str = "") -> str:
    """The words for a call at one of ``CLOCKS``; empty for no call to make then."""
    text = words.text(contact, f"say_{when}")
    return text.replace("{reason}", because or words("say.what-you-see"))


def scripts(contact: Row, words: Words) -> tuple[Script, ...]:
    """The words for each clock, where nobody has marked anything; equal ones stand once."""
    said = {when: script(contact, when, words) for when in CLOCKS}
    if not said[TODAY] and said[WEEK] == said[VISIT]:
        return (Script("result.say", said[WEEK]),)
    return tuple(Script(f"say.{when}", text) for when, text in said.items() if text)


def name_of(contact: Row, words: Words) -> str:
    """The name of a contact; one that a community added is marked as local."""
    name = words.text(contact, "name")
    return f"{name} ({words('contact.local')})" if contact["local"] else name


def seen_line(contact: Row, words: Words) -> str:
    """The day on which somebody last looked at a contact, in words; empty without a day."""
    if not contact["seen"]:
        return ""
    return words("contact.seen", date=words.date(date.fromisoformat(contact["seen"])))


def calls(
    result: Result, tables: Tables, words: Words, country: str
) -> tuple[list[ToCall], list[ToCall]]:
    """Whom to call about a result, and what to say: those to call first, those for later.

    Nobody is for later unless the call cannot wait: then it is one to a doctor, before all others.
    A line that gives advice day and night comes first among the later ones. A sudden change in
    breathing, fever or the body alone is for the doctor and such a line alone.
    """
    because, age = reason(result, tables, words), words.age(result.age)
    concern = tables.by_id("rules")[result.why.rule_id]["concern"]
    when = clock_of(result.level)
    first: list[ToCall] = []
    later: list[ToCall] = []
    for row in contacts(result.age, tables, country):
        text = what_to_say(row, result.level, words, because, age, concern)
        said = (Script("result.say", text),)
        if script(row, when, words):
            first.append(ToCall(row, said, is_now=when == TODAY))
        elif row["after_hours"] or not _is_health_alone(result):
            later.append(ToCall(row, said))
    return first, sorted(later, key=lambda call: not call.row["after_hours"])


def in_the_open(first: list[ToCall]) -> list[ToCall]:
    """Of those to call first, whom a page names without a press.

    It is the doctor, whom each headline names, and beside them the first that a community added.
    """
    local = [call for call in first[1:] if call.row["local"]]
    return [*first[:1], *local[:1]]


def _is_health_alone(result: Result) -> bool:
    counts = ("often", "sometimes", "not_sure", "not_said")
    marked = {row["area_id"] for row in result.area_rows if any(row[count] for count in counts)}
    return marked == {HEALTH} and LOST_SKILL not in result.answers


def reason(result: Result, tables: Tables, words: Words) -> str:
    """What was marked, as the end of a sentence that a parent can read out; empty if nothing was.

    What decides the clock comes first: what should not wait today, the gravest first, with a lost
    skill after it, then what should not wait this week, then what happens often.
    """
    when = clock_of(result.level)
    rows = [row for row in tables.rows("behaviours") if row["behaviour_id"] in result.answers]
    urgent = [row for row in rows if CLOCK_OF.get(row["urgent"]) == when]
    gravest = [behaviour_id for why in result.reasons for behaviour_id in why.behaviour_ids]
    urgent.sort(key=lambda row: _place(row["behaviour_id"], gravest))
    deciding = [row for row in rows if row["behaviour_id"] in gravest]
    often = [row for row in deciding if result.answers[row["behaviour_id"]] == "often"]
    chosen = urgent or ((often or deciding) if when == WEEK else [])
    said = [
        _said(_small(words.text(row, "text")), result.answers[row["behaviour_id"]], words)
        for row in chosen[:MOST_REASONS]
    ]
    lost = result.answers.get(LOST_SKILL)
    if when == TODAY and lost:
        said.append(_said(words("say.lost-skill"), lost, words))
    return words.list(said)


def _place(name: str, names: list[str]) -> int:
    return names.index(name) if name in names else len(names)


def _said(what: str, answer: Any, words: Words) -> str:
    return words("say.maybe" if answer == "not-sure" else "say.my-child", what=what)


def _small(text: str) -> str:
    """A text as it goes on inside a sentence."""
    return text[:1].lower() + text[1:].rstrip(".")
