"""A room's board in words, line by line, for screen, paper and table.

All of it is made from a `Board`, which holds nothing that may not be shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from otkit.kit.tables import Tables
from otkit.kit.wording import Words
from otkit.workshop.cases import cases
from otkit.workshop.quiz import NOT_SURE, questions
from otkit.workshop.room import QuestionKey
from otkit.workshop.room.board import Board, Line
from otkit.workshop.room.counts import FEWEST, RIGHT
from otkit.workshop.room.questions import CHANGED, SURE, VALUED, subjects
from otkit.workshop.room.stages import CASE

SHARES = {
    "few": (0.0, 1 / 3),
    "half": (1 / 3, 2 / 3),
    "most": (2 / 3, 1.0),
    "below-half": (0.0, 0.5),
    "from-half": (0.5, 1.0),
}
"""The word for a group -> the least and the largest share that it stands for."""


@dataclass(frozen=True)
class Cell:
    """The answers to one question in one part of the room (before, case, after, evaluation).

    `text` is the sentence; `more` a second, smaller one. `least` and `most` are shares of the
    people who answered, 0 to 1, between which the number lies; None where nothing is shown.
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
    """What is asked in the parts that have begun: subjects, how sure, quiz, cases, evaluation."""
    both = ("before", "after")

    def line(question_id: str, text: str, parts: tuple[str, ...], right: str = RIGHT) -> ResultLine:
        begun = (part for part in parts if board.room.has_begun(part))
        lines = {part: board.lines.get(QuestionKey(part, question_id)) for part in begun}
        cells = {
            part: cell_of(counts, board.joined, words, right)
            for part, counts in lines.items()
            if counts
        }
        return ResultLine(question_id, text, cells)

    def quiz() -> Iterator[Section]:
        titles = {row["subject_id"]: words.text(row, "text") for row in tables.rows("subjects")}
        for subject, some in groupby(
            questions(tables), key=lambda question: question.row["subject_id"]
        ):
            lines = [line(q.question_id, words.text(q.row, "text"), both) for q in some]
            yield Section(f"quiz-{lines[0].key}", titles[subject], both, tuple(lines))

    def listed(key: str, names: tuple[str, ...], parts: tuple[str, ...]) -> Section:
        lines = tuple(line(name, words(f"room.{name}"), parts) for name in names)
        return Section(key, words(f"board.{key}"), parts, lines)

    voted = {key.question_id for key, line in board.lines.items() if line.answers}
    votes = (
        line(case.case_id, f"{case.row['name']}, {words.age(case.age)}", (CASE,), case.row["level"])
        for case in cases(tables)
        if case.case_id in voted
    )
    about = tuple(
        line(name, words.text(row, "text"), ("before",)) for name, row in subjects(tables).items()
    )
    all_sections = (
        Section("subjects", words("board.subjects"), ("before",), about),
        listed("sure", SURE, both),
        *quiz(),
        Section("cases", words("board.cases"), (CASE,), tuple(votes)),
        listed("evaluation", (*VALUED, *CHANGED), ("evaluation",)),
    )
    begun = (
        replace(section, lines=tuple(line for line in section.lines if line.cells))
        for section in all_sections
    )
    return tuple(section for section in begun if section.lines)


def cell_of(line: Line, joined: int, words: Words, right: str = RIGHT) -> Cell:
    """What a line of the board says in words; `joined` is how many phones there are.

    `right` is the choice that the kit would make.
    """
    n = line.answers
    needed = words.plural("board.needed", line.missing) if line.missing else ""
    if not line.closed:
        return Cell(words("board.answered", n=n, joined=joined), needed)
    if line.crowded:
        return Cell(words("board.answered", n=n, joined=joined), words("board.crowded"))
    if line.waits:
        return Cell(words("board.answered", n=n, joined=joined), needed or words("board.waits"))
    if line.counts:
        share = line.counts[right] / n
        says = "board.right" if right == RIGHT else "board.as-kit"
        text = words(says, count=line.counts[right], people=n)
        return Cell(text, _others(line.counts, right, words), share, share)
    if line.word:
        who = "board.of-both" if line.of_both else "board.of"
        return Cell(words(f"board.word.{line.word}"), words(who, n=n), *SHARES[line.word])
    few = words.plural("board.too-few", n) if n else words("board.nobody")
    return Cell(few, words("board.least", n=FEWEST[line.kind]))


def _others(counts: Mapping[str, int], right: str, words: Words) -> str:
    """Who was not sure in the quiz; how many voted for each other level of a case."""
    if right == RIGHT:
        unsure = counts.get(NOT_SURE, 0)
        return words("board.unsure", count=unsure) if unsure else ""
    others = ((words(f"cases.choice.{level}"), n) for level, n in counts.items() if level != right)
    return "; ".join(f"{name}: {n}" for name, n in others if n)
