"""The slides of a wall: what may be shown to everybody in each stage of a room, in order.

A slide is named by its kind, and by the row that it shows: `question:one-sign`. Kinds are `join`,
`agenda`, `question`, `answer`, `case`, `told` (what the kit says of a case), `results`,
`evaluation`, `next`, which ends a stage, and `end`, the last of all. No stage in which people are
asked has answers, but those of a question that was led and is closed, when it is asked for the
second time; and while the room votes on a case, what the kit says of it has no slide.
"""

from __future__ import annotations

from collections.abc import Iterator

from otkit.kit.tables import Tables
from otkit.workshop.cases import cases
from otkit.workshop.quiz import questions
from otkit.workshop.room.board import Board
from otkit.workshop.room.stages import CASE, CLOSED, OPEN_IN, QuestionKey, Room

ALWAYS = ("join", "agenda")
"""At the start of every stage."""


def slides(board: Board, tables: Tables) -> tuple[str, ...]:
    """All slides of the stage that a room is in."""
    stage = board.room.stage
    last = "end" if stage == "finished" else "next"
    return (*ALWAYS, *_of_stage(stage, board, tables), last)


def current(slide: str, deck: tuple[str, ...], stage: str) -> str:
    """The slide that is shown: `slide` if the stage has it, else the first of its own."""
    return slide if slide in deck else deck[0 if stage == "before" else len(ALWAYS)]


def beside(slide: str, deck: tuple[str, ...], by: int) -> str:
    """The slide `by` places further on; the first and the last have none beyond them.

    >>> beside("b", ("a", "b", "c"), 1), beside("c", ("a", "b", "c"), 1), beside("x", ("a",), 1)
    ('c', 'c', 'x')
    """
    if slide not in deck:
        return slide
    return deck[min(max(deck.index(slide) + by, 0), len(deck) - 1)]


def onward(slide: str, deck: tuple[str, ...], room: Room, by: int) -> str:
    """As `beside`; but a question of the quiz that waits to be asked stays until it is."""
    key = question_on(slide, room)
    waits = key and key.part != CASE and room.waits(key)
    return slide if by > 0 and waits else beside(slide, deck, by)


def question_on(slide: str, room: Room) -> QuestionKey | None:
    """The question or case on a slide, if the room asks it in its stage; None on other slides."""
    kind, _, name = slide.partition(":")
    part = {"question": room.stage, "case": CASE}.get(kind, "")
    return QuestionKey(part, name) if part in OPEN_IN and room.takes(part) else None


def _of_stage(stage: str, board: Board, tables: Tables) -> Iterator[str]:
    quiz = {key.question_id for key in board.lines if key.part != CASE}
    ids = (q.question_id for q in questions(tables, again=stage == "after"))
    for question_id in (name for name in ids if name in quiz and stage != "goodbye"):
        key = QuestionKey(stage, question_id)
        yield f"question:{question_id}"
        if board.room.waits(key):
            break
        if stage == "learn" or (stage == "after" and board.room.states.get(key) == CLOSED):
            yield f"answer:{question_id}"
    if stage == "learn":
        yield "results:subjects"
        for case in cases(tables):
            yield f"case:{case.case_id}"
            if not board.room.is_open(QuestionKey(CASE, case.case_id)):
                yield f"told:{case.case_id}"
    elif stage == "goodbye":
        yield "evaluation"
    elif stage == "finished":
        yield from ("results:sure", "results:evaluation")
