"""Every page, lesson and paper drawn once: what a check of the tables alone cannot see."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from otkit.age import MAX_MONTHS, Age
from otkit.errors import OtkitError, Problem, TableError
from otkit.kit.tables import Tables
from otkit.kit.tables.sentences import said
from otkit.scoring.answers import LOST_SKILL
from otkit.scoring.score import behaviours_asked

MONTHS = (0, 4, 9, 18, 27, 40, 60, MAX_MONTHS)
"""Ages at which the check-in is drawn, in months."""

ANSWERS = ("", "not-sure", "sometimes", "often")

Draw = Callable[[], object]


def check_drawn(tables: Tables, folder: Path | None) -> list[Problem]:
    """What keeps a page, a lesson or a paper from being drawn, in every language of ``tables``."""
    problems: set[Problem] = set()
    for language in tables.languages:
        for name, draw in [*_pages(tables, language), *_papers(tables, language, folder)]:
            problems.update(_problems(f"{name} ({language})", draw))
    return sorted(problems)


def _problems(name: str, draw: Draw) -> Iterator[Problem]:
    try:
        draw()
    except TableError as error:
        yield from error.problems
    except OtkitError as error:
        yield Problem(name, 1, "", str(error))
    except Exception as error:  # any of them would leave a page without a form
        why = " ".join(f"{type(error).__name__}: {error}".split())
        yield Problem(name, 1, "", said("drawn.cannot", why=why))


def _pages(tables: Tables, language: str) -> Iterator[tuple[str, Draw]]:
    """The pages of the dashboard and of the notebooks, in each state that reads other rows."""
    from otkit.kit.lessons import load_lessons
    from otkit.widgets import CheckIn, Learn, Quiz, RoomPage, Vignette

    def check_in(months: int, answer: str) -> str:
        page = CheckIn(tables, language=language, months=months)
        behaviours = [row["behaviour_id"] for row in behaviours_asked(Age(months), tables)]
        page.answers = {name: answer for name in behaviours if answer}
        lines = page.html()
        page.answers = {LOST_SKILL: True}
        return lines + page.html()

    for months in MONTHS:
        for answer in ANSWERS:
            yield "the check-in", lambda m=months, a=answer: check_in(m, a)  # type: ignore[misc]
    lessons = {lesson.lesson_id for lesson in load_lessons(tables.folder)}
    for lesson in sorted(lessons):
        yield (
            f"the lesson {lesson}",
            lambda name=lesson: Learn(tables, language=language, lesson=name).html(),  # type: ignore[misc]
        )
    yield "the check-in before an age", lambda: CheckIn(tables, language=language).html()
    yield "the quiz", lambda: Quiz(tables, language=language, one_at_a_time=False).html()
    yield "the cases", lambda: Vignette(tables, language=language, facilitator=True).html()
    yield "the room", lambda: RoomPage(tables, language=language).html()


def _papers(tables: Tables, language: str, folder: Path | None) -> Iterator[tuple[str, Draw]]:
    """Everything that `otkit print` makes, and a parent's notes."""
    from otkit.scoring.score import score
    from otkit.takeaway import paper as printed
    from otkit.takeaway.blank_sheet import blank_sheet
    from otkit.takeaway.notes import notes_pdf
    from otkit.takeaway.typesetting import Paper

    paper, day = Paper("a4"), date.today()
    result = score(Age(27), {}, tables)
    yield "the check lists", lambda: list(printed.checklists(tables, language, paper, day))
    yield "the handouts", lambda: list(printed.handouts(tables, language, paper, day, folder))
    yield "the worksheets", lambda: list(printed.worksheets(tables, language, paper, day))
    yield "the certificate", lambda: list(printed.certificate(tables, language, paper, day))
    yield "the quiz on paper", lambda: list(printed.quiz(tables, language, paper, day))
    yield "the empty sheet", lambda: blank_sheet(tables, language)
    yield "the notes", lambda: notes_pdf(result, tables, language, day)
