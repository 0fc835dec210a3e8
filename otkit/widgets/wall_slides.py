"""What each slide of a wall is drawn from, and its name for the facilitator's list.

Counts come from a `Board`, which holds nothing that may not be shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from otkit.front.addresses import qr_code
from otkit.kit.tables import Row, Tables
from otkit.kit.wording import Words
from otkit.scoring.guidance import explain
from otkit.widgets.room_closing import finished
from otkit.workshop.agenda import lengths, steps_of
from otkit.workshop.cases import LEVELS, Case, cases
from otkit.workshop.quiz import OUTCOMES, Question, questions
from otkit.workshop.room import QuestionKey
from otkit.workshop.room.board import Board
from otkit.workshop.room.results import Cell, cell_of, sections
from otkit.workshop.room.stages import CASE
from otkit.workshop.room.walls import Wall


@dataclass(frozen=True)
class Scene:
    """All that a slide is drawn from: `name` is the id of its row, `now` a minute since 1970."""

    name: str
    wall: Wall
    board: Board
    now: int
    tables: Tables
    words: Words


def content_of(
    slide: str, wall: Wall, board: Board, now: int, words: Words, tables: Tables
) -> dict[str, Any]:
    """What the template of the slide's kind uses; `now` is in minutes since 1970."""
    kind, _, name = slide.partition(":")
    return {"kind": kind, **CONTENTS[kind](Scene(name, wall, board, now, tables, words))}


def name_of(slide: str, tables: Tables, words: Words) -> str:
    """The name of a slide in words, for a list."""
    kind, _, name = slide.partition(":")
    if kind in ("question", "answer"):
        return words(f"wall.name.{kind}", text=words.text(_question(name, tables).row, "text"))
    if kind in ("case", "told"):
        return words(f"wall.name.{kind}", name=_case(name, tables).row["name"])
    return words(f"board.{name}" if kind == "results" else f"wall.name.{kind}")


def minutes_left(wall: Wall, now: int) -> int | None:
    """The minutes until the agenda ends, at least 0; None when none has begun."""
    return max(0, wall.length - (now - wall.begins // 60)) if wall.length else None


def _join(scene: Scene) -> Mapping[str, Any]:
    invite = scene.wall.invite
    return {
        "qr": qr_code(f"{invite}room?code={scene.wall.code}" if invite else ""),
        "languages": scene.tables.rows("languages"),
    }


def _agenda(scene: Scene) -> Mapping[str, Any]:
    """The steps of the agenda that has begun, and which of them is now."""
    wall = scene.wall
    steps = steps_of(scene.tables, wall.length)
    minute = scene.now - wall.begins // 60
    return {
        "lengths": lengths(scene.tables),
        "steps": [{"row": row, "is_now": at <= minute < at + row["minutes"]} for at, row in steps],
    }


def _question(name: str, tables: Tables) -> Question:
    return next(one for one in questions(tables) if one.question_id == name)


def _case(name: str, tables: Tables) -> Case:
    return next(one for one in cases(tables) if one.case_id == name)


def _of_question(scene: Scene) -> Mapping[str, Any]:
    """A question with its options, and of each part that has begun how it was answered."""
    question = _question(scene.name, scene.tables)
    stage, room = scene.board.room.stage, scene.board.room
    parts = [part for part in ("before", "after") if room.has_begun(part)]
    shown = parts if stage == "finished" else parts[-1:]
    counted = {part: _counted(QuestionKey(part, scene.name), scene) for part in shown}
    key = QuestionKey(shown[0], scene.name)
    return {
        "question": question,
        "parts": counted,
        "is_open": not room.has_closed(key),
        "waits": room.waits(key) and room.takes(key.part),
    }


def _counted(key: QuestionKey, scene: Scene) -> tuple[Cell, list[tuple[str, int, float]]]:
    """The cell of the board, and a bar for each choice: its name, how many, their share.

    What the kit would do in a case has a slide of its own.
    """
    line, joined = scene.board.lines[key], scene.board.joined
    is_vote = key.part == CASE
    shown = replace(line, closed=False) if is_vote and line.counts else line
    names = LEVELS if is_vote else OUTCOMES
    bars = [(name, line.counts.get(name, 0)) for name in names] if line.counts else []
    return cell_of(shown, joined, scene.words), [(name, n, n / line.answers) for name, n in bars]


def _of_case(scene: Scene) -> Mapping[str, Any]:
    """A case with what can be decided; and the vote, once the case was put to the room."""
    key = QuestionKey(CASE, scene.name)
    return {
        "case": _case(scene.name, scene.tables),
        "levels": LEVELS,
        "has_closed": scene.board.room.has_closed(key),
        "parts": {CASE: _counted(key, scene)} if key in scene.board.lines else {},
    }


def _told(scene: Scene) -> Mapping[str, Any]:
    case = _case(scene.name, scene.tables)
    result = case.result(scene.tables)
    rule: Row = explain(result, scene.tables).rule
    return {"case": case, "level": result.level, "rule": rule}


def _results(scene: Scene) -> Mapping[str, Any]:
    every = sections(scene.board, scene.tables, scene.words)
    return {"section": next((one for one in every if one.key == scene.name), None)}


def _evaluation(scene: Scene) -> Mapping[str, Any]:
    lines = [line for key, line in scene.board.lines.items() if key.part == "evaluation"]
    answers = max((line.answers for line in lines), default=0)
    return {"answers": answers, "joined": scene.board.joined}


def _next(scene: Scene) -> Mapping[str, Any]:
    board = scene.board
    return {"stage": board.room.stage, "finished": finished(board), "joined": board.joined}


CONTENTS: dict[str, Callable[[Scene], Mapping[str, Any]]] = {
    "join": _join,
    "agenda": _agenda,
    "question": _of_question,
    "answer": _of_question,
    "case": _of_case,
    "told": _told,
    "results": _results,
    "evaluation": _evaluation,
    "next": _next,
    "end": lambda scene: {"code": scene.wall.code},
}
