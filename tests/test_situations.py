"""What the kit says at the worst moment: one row a situation, on page, PDF and paper.

`situations.csv` has an age, what is marked, and the level and rule that must follow. `must` and
`must_not` name what stands there: `table:row` or `table:row:column` for a text of the tables,
`en:words` or `es:words` for words of one language. A place in front (`form/`, `page/`, `notes/`
or `paper/`) means that place alone; without one, the result on the page and the notes.
"""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from otkit import Age, score
from otkit.kit.wording import Words
from otkit.scoring.countries import with_number
from otkit.scoring.guidance import at_level, clock, explain, waiting_for
from otkit.scoring.result import Result
from otkit.takeaway import paper as printed
from otkit.takeaway.notes import notes_pdf, notes_text
from otkit.takeaway.typesetting import Paper
from otkit.widgets import CheckIn
from otkit.workshop.cases import answers_of
from tests.kit import TABLES
from tests.pdf_reading import Pdf
from tests.reading import blocks_of

TODAY = date(2026, 1, 31)
LANGUAGES = ("en", "es")
EVERYWHERE = ("page", "notes")
FALSE = {
    "en": (
        "did nothing wrong by waiting",
        "you lose little by asking",
        "it is fine to wait",
        "cannot pass or fail",
    ),
    "es": ("por esperar hasta hoy", "pierde poco al preguntar", "casi todas las edades vienen"),
}
"""Words that are false, or that do harm."""

DAYS = {
    "en": {
        "today": r"\btoday\b|\btonight\b",
        "this-week": r"\bthis week\b",
        "next-visit": r"\bnext (check-up|visit)\b",
    },
    "es": {
        "today": r"\bhoy\b",
        "this-week": r"\besta semana\b",
        "next-visit": r"\bpróxima (consulta|cita)\b",
    },
}
"""The words that say when, by `otkit.scoring.guidance.clock`."""


@dataclass(frozen=True)
class Situation:
    """One row: an age, marks, and what follows."""

    name: str
    age: Age
    answers: dict[str, object]
    level: str
    rule: str
    must: tuple[str, ...]
    must_not: tuple[str, ...]

    def result(self) -> Result:
        return score(self.age, self.answers, TABLES)


def _situations() -> Iterator[Situation]:
    with Path(__file__).with_name("situations.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield Situation(
                row["situation"],
                Age(int(row["months"]), int(row["weeks_early"])),
                answers_of(row["answers"]),
                row["level"],
                row["rule"],
                *(
                    tuple(part.strip() for part in row[name].split(";") if part.strip())
                    for name in ("must", "must_not")
                ),
            )


SITUATIONS = list(_situations())
each = pytest.mark.parametrize("situation", SITUATIONS, ids=lambda one: one.name)
in_each_language = pytest.mark.parametrize("language", LANGUAGES)


def plain(text: str) -> str:
    return " ".join(text.split())


@cache
def papers(language: str) -> Mapping[str, str]:
    """The printed lists, by their names."""
    files = printed.checklists(TABLES, language, Paper(), TODAY)
    return {name: plain(Pdf(data).text) for name, data in files}


def paper(age_group: str, language: str) -> str:
    """The printed list of an age group."""
    return next(text for name, text in papers(language).items() if age_group in name)


@cache
def said(name: str, language: str) -> dict[str, tuple[str, ...]]:
    """What stands at each place in a situation; the notes as text, once for each rule as PDF.

    That the two say the same is shown by `test_notes`.
    """
    situation = next(one for one in SITUATIONS if one.name == name)
    age = situation.age
    page = CheckIn(
        TABLES,
        language=language,
        months=age.months,
        weeks_early=age.weeks_early,
        answers=situation.answers,
    )
    forms = [region for region in page.regions if region.startswith(("age", "area-", "whole"))]
    group = next(
        row["age_group_id"]
        for row in TABLES.rows("age_groups")
        if row["from_months"] <= age.corrected_months <= row["to_months"]
    )
    notes = (situation.result(), TABLES, language, TODAY)
    first_of_rule = next(one for one in SITUATIONS if one.rule == situation.rule)
    pdf = (plain(Pdf(notes_pdf(*notes)).text),) if situation is first_of_rule else ()
    return {
        "page": (_words(page, "result"),),
        "form": (" ".join(_words(page, region) for region in forms),),
        "notes": (plain(notes_text(*notes)), *pdf),
        "paper": (paper(group, language),),
    }


def _words(page: CheckIn, region: str) -> str:
    html = getattr(page, f"region_{region}")
    return plain(" ".join(blocks_of(html)))


def named(reference: str, language: str) -> tuple[tuple[str, ...], str]:
    """The places a reference speaks of, and the words that it means there, if any."""
    place, slash, rest = reference.partition("/")
    places = (place,) if slash and place in ("form", *EVERYWHERE, "paper") else EVERYWHERE
    rest = rest if places != EVERYWHERE else reference
    table, _, row = rest.partition(":")
    if table in LANGUAGES:
        return places, row if table == language else ""
    row_id, _, stem = row.partition(":")
    if table == "messages":
        return places, Words(TABLES, language)(row_id)
    found = next(one for one in TABLES.rows(table) if next(iter(one.values())) == row_id)
    found = with_number(found, TABLES, "US")
    return places, Words(TABLES, language).text(found, stem or "text")


@each
def test_the_level_and_the_rule_are_those_of_the_table(situation: Situation) -> None:
    result = situation.result()
    assert (result.level, result.why.rule_id) == (situation.level, situation.rule)


ROUTINE = {
    "en": "I am worried about how my child does some everyday things",
    "es": "Me preocupa cómo mi hijo o hija hace algunas cosas de cada día",
}
"""How a parent asks for a visit; who is told to call today is not told to say it."""


def place_and_words(references: Sequence[str], language: str) -> Iterator[tuple[str, str]]:
    for reference in references:
        places, words = named(reference, language)
        yield from ((place, plain(words)) for place in places)


@in_each_language
@each
def test_what_stands_there(situation: Situation, language: str) -> None:
    """What must, and the emergency number, but nothing that must not, and nothing false."""
    there = said(situation.name, language)
    must = [*place_and_words(situation.must, language)]
    must += [(place, "911") for place in (*EVERYWHERE, "paper")]
    must_not = [pair for pair in place_and_words(situation.must_not, language) if pair[1]]
    must_not += [(place, words) for place in there for words in FALSE[language]]
    if situation.level == "act-now":
        must_not += [(place, ROUTINE[language]) for place in EVERYWHERE]
    missing = [(p, words) for p, words in must if not all(words in text for text in there[p])]
    found = [(p, words) for p, words in must_not if any(words in text for text in there[p])]
    assert (missing, found) == ([], [])


# ------------------------------------------------------------- one level, one day


def texts_of(level: str, language: str) -> Iterator[tuple[str, str]]:
    """Every text of a level: its guidance, its rules and the short names of it."""
    words = Words(TABLES, language)
    for row in TABLES.rows("guidance"):
        if row["level"] == level:
            yield row["guidance_id"], words.text(row, "text")
    for row in TABLES.rows("rules"):
        if row["level"] == level:
            yield row["rule_id"], words.text(row, "text")
    for stem in ("level", "cases.choice"):
        yield stem, words(f"{stem}.{level}")


LEVELS = list(dict.fromkeys(row["level"] for row in TABLES.rows("rules")))


@in_each_language
@pytest.mark.parametrize("level", LEVELS)
def test_no_text_of_a_level_says_the_day_of_another(level: str, language: str) -> None:
    others = "|".join(day for name, day in DAYS[language].items() if name != clock(level))
    wrong = [
        (name, text)
        for name, text in texts_of(level, language)
        if re.search(others, text, re.IGNORECASE)
    ]
    assert wrong == []


@in_each_language
@each
def test_a_result_says_its_own_day(situation: Situation, language: str) -> None:
    """In the headline where somebody is to be called, and in one of the steps at every level.

    While nobody has said how often, there is no level, and no day is said.
    """
    result, words = situation.result(), Words(TABLES, language)
    told = explain(result, TABLES)
    own = DAYS[language][clock(result.level)]
    steps = " ".join(words.text(step, "text") for step in told.steps)
    if waiting_for(result, TABLES):
        said_so_far = f"{words.text(told.message, 'text')} {words.text(told.rule, 'text')} {steps}"
        assert not re.search("|".join(DAYS[language].values()), said_so_far, re.IGNORECASE)
        return
    if result.level in ("act-now", "talk"):
        assert re.search(own, words.text(told.message, "text"), re.IGNORECASE)
    assert re.search(own, steps, re.IGNORECASE)
    assert 3 <= len(told.steps) <= 5


def test_each_level_has_a_message_of_its_own() -> None:
    messages = [level.message["guidance_id"] for level in at_level(TABLES)]
    assert len(set(messages)) == len(messages) == len(LEVELS)


@pytest.mark.parametrize("row", TABLES.rows("behaviours"), ids=lambda row: row["behaviour_id"])
def test_an_urgent_row_decides_by_itself_ticked_or_not_sure(row: dict[str, object]) -> None:
    age = Age(int(str(row["from_months"])))
    name = str(row["behaviour_id"])
    wanted = {"today": "act-now", "this-week": "talk"}
    for answer in (True, "often", "sometimes", "not-sure"):
        answers = {name: answer, "already-seen": [r["area_id"] for r in TABLES.rows("areas")]}
        level = score(age, answers, TABLES).level
        assert level == wanted.get(str(row["urgent"]), "already-helped")


@in_each_language
def test_the_printed_list_says_what_to_do_today(language: str) -> None:
    """A lost skill is marked as urgent, and each list prints only rules that can decide on it."""
    words = Words(TABLES, language)
    rules = {row["rule_id"]: words.text(row, "text") for row in TABLES.rows("rules")}
    for group in TABLES.rows("age_groups"):
        printed_list = paper(group["age_group_id"], language)
        lost = f"{words('whole.lost-skill')} ({words('paper.urgent')})"
        assert lost in printed_list
        for message in ("paper.nobody", "paper.helped"):
            assert plain(words(message)) in printed_list
        is_for_babies = group["age_group_id"] == "infant"
        assert (plain(rules["fever-or-cry"]) in printed_list) == is_for_babies
        assert plain(rules["newly-limp"]) in printed_list
