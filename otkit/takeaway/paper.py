"""Printed paper for a workshop: checklists, handouts, worksheets, certificate, quiz.

Each function yields pairs of a file name and a PDF; nothing is written.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from otkit.errors import refusal
from otkit.kit.lessons import Lesson, load_lessons
from otkit.kit.lessons.worksheets import WORKSHEETS
from otkit.kit.local_words import spoken
from otkit.kit.tables import Row, Tables
from otkit.kit.wording import Words
from otkit.scoring.sources import sources_at
from otkit.takeaway.checklist import checklist_content
from otkit.takeaway.handout import handout_nodes
from otkit.takeaway.pages import pages
from otkit.takeaway.parts import letterhead
from otkit.takeaway.quiz_paper import answer_nodes, question_nodes
from otkit.takeaway.typesetting import Paper, Printed, typeset
from otkit.takeaway.worksheet import worksheet_nodes

Files = Iterator[tuple[str, Printed]]


def checklists(
    tables: Tables, language: str, paper: Paper, day: date, country: str = "US", group: str = ""
) -> Files:
    """The list of signs of each age group, with boxes; ``country`` decides the contacts.

    ``group`` is the only one to make, as in age_groups.csv; an unknown one is an ``OtkitError``.
    """
    words = Words(tables, spoken(language, country, tables))
    rows = {row["age_group_id"]: row for row in tables.rows("age_groups")}
    if group and group not in rows:
        raise refusal(words, "paper.no-age-group", group=group, known=", ".join(rows))
    for age_group_id in [group] if group else rows:
        row = rows[age_group_id]
        content = checklist_content(row, tables, words, country)
        title = f"{words('paper.checklist')} {words.text(row, 'title')}"
        pdf = typeset("checklist", content, title=title, language=language, paper=paper, day=day)
        yield f"checklist-{age_group_id}.{language}.pdf", pdf


def handouts(
    tables: Tables,
    language: str,
    paper: Paper,
    day: date,
    folder: Path | None = None,
    country: str = "US",
) -> Files:
    """Each lesson of a data ``folder`` (the kit's own for None), with what it shows.

    ``country`` decides the emergency number.
    """
    words = Words(tables, spoken(language, country, tables))
    lessons = [
        lesson
        for lesson in load_lessons(folder, title_level=1, country=country)
        if lesson.language == language
    ]
    local_tables = with_sources_of(lessons, tables, country)
    for lesson in lessons:
        lede = [words("learn.progress", n=lesson.order, total=len(lessons))]
        nodes = handout_nodes(lesson, local_tables, words, country)
        pdf = pages(lesson.title, nodes, tables, words, paper, day, lede)
        yield f"handout-{lesson.order:02}-{lesson.lesson_id}.{language}.pdf", pdf


def with_sources_of(lessons: Collection[Lesson], tables: Tables, country: str) -> Tables:
    """The tables with the sources alone of what lessons and tables say in ``country``."""
    rows: dict[str, Sequence[Row]] = {name: tables.rows(name) for name in tables}
    own = sources_at(tables, country, lessons)
    return Tables({**rows, "sources": own}, folder=tables.folder)


def worksheets(
    tables: Tables, language: str, paper: Paper, day: date, country: str = "US"
) -> Files:
    """Each worksheet of the lessons, to write on by hand: notes, calls, goals, a plan and more."""
    words = Words(tables, spoken(language, country, tables))
    for worksheet_id in WORKSHEETS:
        title = words(f"worksheet.{worksheet_id}.title")
        nodes = worksheet_nodes(worksheet_id, words)
        pdf = pages(title, nodes, tables, words, paper, day)
        yield f"worksheet-{worksheet_id}.{language}.pdf", pdf


def certificate(
    tables: Tables, language: str, paper: Paper, day: date, name: str = "", country: str = "US"
) -> Files:
    """A certificate of attendance for the adult called ``name``, or with a line to write on."""
    words = Words(tables, spoken(language, country, tables))
    content: Mapping[str, Any] = {
        **letterhead(tables, words),
        "given": words("paper.certificate-given"),
        "name": name.strip(),
        "name-label": words("paper.certificate-name"),
        "lines": [
            words("paper.certificate-took-part"),
            words("paper.certificate-date", date=words.date(day)),
        ],
        "labels": [words("paper.certificate-leader"), words("paper.certificate-place")],
        "note": words("paper.certificate-note"),
    }
    title = words("paper.certificate")
    pdf = typeset("certificate", content, title=title, language=language, paper=paper, day=day)
    yield f"certificate.{language}.pdf", pdf


def quiz(
    tables: Tables,
    language: str,
    paper: Paper,
    day: date,
    country: str = "US",
    name: str = "full",
) -> Files:
    """The questions of the quiz's set ``name``, and in a second file the answers to them.

    Raises ``OtkitError`` where the tables hold no quiz.
    """
    words = Words(tables, spoken(language, country, tables))
    if not {"quiz", "quiz_options"} <= set(tables) or not tables.rows("quiz"):
        raise refusal(words, "paper.no-quiz")
    for sheet, nodes in (
        ("quiz", question_nodes(tables, words, country, name)),
        ("quiz-answers", answer_nodes(tables, words, country, name)),
    ):
        lede = [words(f"paper.{sheet}-note")]
        pdf = pages(words(f"paper.{sheet}"), nodes, tables, words, paper, day, lede)
        yield f"{sheet}.{language}.pdf", pdf
