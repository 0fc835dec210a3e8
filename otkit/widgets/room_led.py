"""What is led: what the facilitator's board says of it, and which steps a phone has."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from otkit.kit.tables import Tables
from otkit.widgets.room_closing import answers_now
from otkit.widgets.room_steps import RoomState, Step, current_step, picks_of, steps_of
from otkit.workshop.cases import LEVELS
from otkit.workshop.quiz import feedback_for, mark
from otkit.workshop.room import Room
from otkit.workshop.room.board import Board
from otkit.workshop.room.slides import question_on
from otkit.workshop.room.stages import CASE, CLOSED, QuestionKey

NOT_COUNTED = "room.not-counted"  # what a phone says that had not answered


@dataclass(frozen=True)
class Led:
    """Where a quiz or the cases stand in their part: the question that is open, or the next one.

    `place` is the number of that question, of `total`; `answers` is how many answered it. Where
    all were asked, both ids are empty.
    """

    open_id: str
    next_id: str
    place: int
    total: int
    answers: int


def led_now(board: Board, slide: str, slides: tuple[str, ...]) -> Led | None:
    """What is led in this stage; `slides` are the wall's, and it shows `slide`.

    The next case is the one on the wall, or else the first that waits.
    """
    room = board.room
    keys = [key for name in slides if (key := question_on(name, room)) and _is_led(key, room)]
    if not keys:
        return None
    now = room.open_question
    waiting = [key for key in keys if room.waits(key)]
    following = min(waiting, key=lambda key: key != question_on(slide, room), default=None)
    key = now or following
    total = sum(room.takes(key.part) for key in room.states)
    place = keys.index(key) + 1 if key in keys else total
    answers = board.lines[key].answers if key and key in board.lines else 0
    return Led(_id(now), _id(following), place, total, answers)


def leads(slide: str, board: Board) -> tuple[str, str]:
    """What the wall's key for the next page does, and to what.

    To a question `close`, to a case also `vote`, or `pass` while nobody has voted; to a stage
    `ask-next`, which asks once more before it ends; else `on`.
    """
    if slide == "next":
        return "ask-next", board.room.stage
    key = question_on(slide, board.room)
    if key and key == board.room.open_question:
        is_empty = key.part == CASE and not answers_now(board)
        return "pass" if is_empty else "close", key.question_id
    if key and key.part == CASE and board.room.waits(key) and board.joined:
        return "vote", key.question_id
    return "on", ""


def led_steps(steps: tuple[Step, ...], state: RoomState, room: Room | None) -> tuple[Step, ...]:
    """The steps that a phone may take now; all of `steps` where the quiz is not led.

    While a question is open it alone; then, in the second quiz, the answered one with what is
    right; when all were asked, the steps about people too.
    """
    states = room.states if room else {}
    keys = {step.key: step.keys[0] for step in steps if step.may_be_led}
    led = {name: states[key] for name, key in keys.items() if key in states}
    if room is None or not led:
        return steps
    for step in steps:
        if step.may_be_led and room.is_open(step.keys[0]):
            return (replace(step, is_open=True),)
    closed = [step for step in steps if led.get(step.key) == CLOSED]
    last = tuple(step for step in closed[-1:] if step.is_settled(state))
    if len(closed) < len(led):
        return tuple(step for step in last if step.key == state.step)
    return (*last, *(step for step in steps if not step.question))


def left_out(state: RoomState, room: Room | None, message: str = "", stage: str = "") -> str:
    """What a phone says of a pick that was not sent when its question was closed; "" for none.

    The `message` that it has in this stage stays until the next question opens.
    """
    closed = [key for key, now in room.states.items() if now == CLOSED] if room else []
    for key in (key for key in closed if room and room.takes(key.part)):
        picked, answered = state.picks.get(key.question_id), state.answers.get(key, ())
        if picked and set(picked) != set(answered):
            return "room.lost" if answered else NOT_COUNTED
    return message if room and room.stage == stage and not room.open_question else ""


def open_step(state: RoomState, room: Room | None, tables: Tables) -> QuestionKey | None:
    """The question that is open on a phone; None for none."""
    step = current_step(state, led_steps(steps_of(room, tables), state, room))
    return step.keys[0] if step and step.is_open else None


def on_screen(state: RoomState, room: Room | None, tables: Tables) -> dict[str, Any]:
    """What a phone's step is drawn from: its place, its picks, what is right once it is told."""
    all_steps = steps_of(room, tables)
    now = led_steps(all_steps, state, room)
    step = current_step(state, now)
    question = step.question if step else None
    answered = state.answers.get(step.keys[0], ()) if step else ()
    picks = picks_of(step, state) if step else {}
    picked = picks.get(step.name, ()) if step and step.is_open else ()
    is_settled = step is not None and step.is_settled(state)
    counted = [s.key for s in all_steps if step is None or _is_alike(s, step, room)]
    return {
        "step": step,
        "place": counted.index(step.key) + 1 if step else len(counted),
        "total": len(counted),
        "is_unsent": bool(picked) and set(picked) != set(answered),
        "has_back": step in now[1:],
        "has_next": now == all_steps or step not in now[-1:],
        "waits": bool(all_steps) and (not now or now[0].is_open),
        "answered": answered,
        "question": question,
        "levels": LEVELS,
        "picks": picks,
        "mark": mark(question, answered) if question and is_settled else "",
        "feedback": feedback_for(question, answered) if question and is_settled else (),
    }


def _is_alike(step: Step, current: Step, room: Room | None) -> bool:
    """Whether two steps count together: of a quiz that is led the questions, as on the board."""
    return not (room and room.states) or bool(step.question) == bool(current.question)


def _is_led(key: QuestionKey, room: Room) -> bool:
    return key.part == CASE or key in room.states


def _id(key: QuestionKey | None) -> str:
    return key.question_id if key else ""
