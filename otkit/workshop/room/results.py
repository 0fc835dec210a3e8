"""A room's board in words, line by line, for screen, paper and table.

All of it is made from `Shown` numbers, so no other number can reach a page or a file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from otkit.kit.tables import Tables
from otkit.kit.wording import Words
from otkit.workshop.quiz import questions
from otkit.workshop.room import QuestionKey
from otkit.workshop.room.board import Board, Line
from otkit.workshop.room.counts import HIDDEN, SMALLEST, Shown
from otkit.workshop.room.questions import CHANGED, SURE, VALUED, subjects


@dataclass(frozen=True)
class Cell:
    """The answers to one question in one part of the room (before, after, evaluation).

    `text` is the sentence; `more` a second, smaller one. `least` and `most` are shares of the
    people who answered, 0 to 1, between which the number lies; None where it is hidden.
    """

    text: str
    more: str = ""
    least: float | None = None
    most: float | None = None


@dataclass(frozen=True)
class ResultLine:
    """One question in words, with its cells by part."""

    key: str
    text: str
    cells: dict[str, Cell]


@dataclass(frozen=True)
class Section:
    """Lines under one heading; `parts` are the columns."""

    key: str
    title: str
    parts: tuple[str, ...]
    lines: tuple[ResultLine, ...]


def sections(board: Board, tables: Tables, words: Words) -> tuple[Section, ...]:
    """The parts that have begun: subjects, how sure, the quiz by subject, the evaluation."""
    both = ("before", "after")

    def line(question_id: str, text: str, parts: tuple[str, ...], quiz: bool = False) -> ResultLine:
        begun = (part for part in parts if board.room.has_begun(part))
        lines = {part: board.lines.get(QuestionKey(part, question_id)) for part in begun}
        cells = {part: _cell(counts, words, quiz) for part, counts in lines.items() if counts}
        return ResultLine(question_id, text, cells)

    def quiz() -> Iterator[Section]:
        titles = {row["subject_id"]: words.text(row, "text") for row in tables.rows("subjects")}
        for subject, some in groupby(
            questions(tables), key=lambda question: question.row["subject_id"]
        ):
            lines = [line(q.question_id, words.text(q.row, "text"), both, quiz=True) for q in some]
            yield Section(f"quiz-{lines[0].key}", titles[subject], both, tuple(lines))

    def listed(key: str, names: tuple[str, ...], parts: tuple[str, ...]) -> Section:
        lines = tuple(line(name, words(f"room.{name}"), parts) for name in names)
        return Section(key, words(f"board.{key}"), parts, lines)

    about = tuple(
        line(name, words.text(row, "text"), ("before",)) for name, row in subjects(tables).items()
    )
    all_sections = (
        Section("subjects", words("board.subjects"), ("before",), about),
        listed("sure", SURE, both),
        *quiz(),
        listed("evaluation", (*VALUED, *CHANGED), ("evaluation",)),
    )
    return tuple(section for section in all_sections if any(line.cells for line in section.lines))


def number(count: Shown, words: Words) -> str:
    """A number of people in words.

    >>> from otkit.kit.load import load_tables
    >>> words = Words(load_tables(), "en")
    >>> [number(Shown(kind, 8), words) for kind in ("exact", "few", "many", "hidden")]
    ['8', 'fewer than 5', '8 or more', 'not shown']
    """
    return words(f"count.{count.kind}", n=count.n, few=SMALLEST)


def _cell(line: Line, words: Words, quiz: bool) -> Cell:
    people = number(line.people, words)
    if not line.closed:
        return Cell(words("board.answered", people=people))
    if line.yes == HIDDEN:
        return Cell(words("board.too-few"))
    which = "board.right" if quiz else "board.yes"
    text = words(which, count=number(line.yes, words), people=people)
    more = words("board.unsure", count=number(line.unsure, words)) if line.unsure != HIDDEN else ""
    return Cell(text, more, *_share(line))


def _share(line: Line) -> tuple[float | None, float | None]:
    """The least and the largest share of the people that the number may be."""
    total, yes = line.people, line.yes
    most_people = total.n if total.kind == "exact" else total.n + SMALLEST - 1
    if yes.kind == "few":
        return 0.0, (SMALLEST - 1) / total.n
    if yes.kind == "many":
        return yes.n / total.n, 1.0
    return yes.n / most_people, yes.n / total.n
