"""Every age and every level side by side, for who changes the tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from otkit.age import MAX_MONTHS, Age
from otkit.front.drawing import render
from otkit.kit.languages import direction
from otkit.kit.tables import Tables
from otkit.kit.wording import Words
from otkit.scoring.answers import ALREADY_SEEN, LOST_SKILL
from otkit.scoring.score import behaviours_asked, score
from otkit.widgets.check_in import CheckIn
from otkit.widgets.defaults import static_text

MONTHS = (0, 2, 4, 6, 9, 12, 15, 18, 24, 30, 36, 48, 60, MAX_MONTHS)
"""The ages that are shown, in months: those of well-child visits, and the last."""

MARK = '<meta name="generator" content="otkit preview">'
"""What tells a file that the preview made from one of others."""

FREQUENCIES = ("not-sure", "sometimes", "often")

Answers = Mapping[str, Any]


@dataclass(frozen=True)
class Shown:
    """One level at one age: what was marked, as the list says it, and the HTML of its result."""

    level: str
    marked: tuple[str, ...]
    html: Markup


def preview(tables: Tables, language: str) -> str:
    """An HTML file that shows, for each of `MONTHS`, every level that answers there can give.

    It holds all that it needs. Raises `TableError` for a language that the tables lack.
    """
    words = Words(tables, language)
    ages = [(words.age(months), list(_levels(months, tables, words))) for months in MONTHS]
    context = {
        "w": words,
        "language": language,
        "direction": direction(language),
        "style": Markup(static_text("style.css")),  # noqa: S704 -- a file of the package  # nosec B704
        "mark": Markup(MARK),  # noqa: S704 -- written above  # nosec B704
        "ages": ages,
    }
    return render("preview.html.j2", context)


def _levels(months: int, tables: Tables, words: Words) -> Iterator[Shown]:
    """The levels of an age, the most urgent first."""
    texts = {row["behaviour_id"]: words.text(row, "text") for row in tables.rows("behaviours")}
    for level, answers in answers_by_level(months, tables).items():
        page = CheckIn(tables, language=words.language, months=months, answers=answers)
        marked = tuple(texts[name] for name in answers if name in texts)
        html = page.draw(page.state())["result"]
        page.close()
        yield Shown(level, marked, Markup(html))  # noqa: S704 -- drawn by Jinja with autoescape  # nosec B704


def answers_by_level(months: int, tables: Tables) -> dict[str, Answers]:
    """Few answers that give each level at an age, by level; a level out of reach is not there.

    >>> from otkit.kit.load import load_tables
    >>> list(answers_by_level(9, load_tables()))[-1]
    'nothing-ticked'
    """
    age = Age(months)
    levels = dict.fromkeys(row["level"] for row in tables.rows("rules"))
    first: dict[str, Answers] = {}
    for answers in _few_answers(age, tables):
        first.setdefault(score(age, answers, tables).level, answers)
    return {level: first[level] for level in levels if level in first}


def _few_answers(age: Age, tables: Tables) -> Iterator[Answers]:
    """Nothing, one behaviour in each way, the same with every area helped, a lost skill."""
    areas = [row["area_id"] for row in tables.rows("areas")]
    asked = [row["behaviour_id"] for row in behaviours_asked(age, tables)]
    yield {}
    for frequency in FREQUENCIES:
        for name in asked:
            yield {name: frequency}
    for name in asked:
        yield {name: "often", ALREADY_SEEN: areas}
    yield {LOST_SKILL: True}
