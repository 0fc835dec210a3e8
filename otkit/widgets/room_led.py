"""A quiz that is led: what the facilitator's board says of it, and which steps a phone has."""

from __future__ import annotations

from dataclasses import dataclass, replace

from otkit.widgets.room_steps import RoomState, Step
from otkit.workshop.room import Room
from otkit.workshop.room.board import Board
from otkit.workshop.room.slides import question_on
from otkit.workshop.room.stages import CLOSED, QuestionKey


@dataclass(frozen=True)
class Led:
    """Where a quiz that is led stands in its part: the question that is open, or the next one.

    `place` is the number of that question, of `total`; `answers` is how many answered it. Where
    all were asked, both ids are empty.
    """

    open_id: str
    next_id: str
    place: int
    total: int
    answers: int


def led_now(board: Board, slides: tuple[str, ...]) -> Led | None:
    """Where the quiz stands, if it is led and asked in this stage; `slides` are the wall's."""
    room = board.room
    keys = [key for slide in slides if (key := question_on(slide, room)) in room.states]
    states = {key: state for key, state in room.states.items() if key.part == room.stage}
    if not keys or not states:
        return None
    now = room.open_question
    waiting = next((key for key in keys if key and room.waits(key)), None)
    key = now or waiting
    place = keys.index(key) + 1 if key else len(states)
    answers = board.lines[key].answers if key else 0
    return Led(_id(now), _id(waiting), place, len(states), answers)


def led_steps(steps: tuple[Step, ...], state: RoomState, room: Room | None) -> tuple[Step, ...]:
    """The steps that a phone may take now; all of `steps` where the quiz is not led.

    While a question is open it alone; then, in the second quiz, the answered one with what is
    right; when all were asked, the steps about people too.
    """
    states = room.states if room else {}
    keys = {step.key: step.keys[0] for step in steps if step.question}
    led = {name: states[key] for name, key in keys.items() if key in states}
    if room is None or not led:
        return steps
    for step in steps:
        if step.question and room.is_open(step.keys[0]):
            return (replace(step, is_open=True),)
    closed = [step for step in steps if led.get(step.key) == CLOSED]
    last = tuple(step for step in closed[-1:] if step.is_settled(state))
    if len(closed) < len(led):
        return tuple(step for step in last if step.key == state.step)
    return (*last, *(step for step in steps if not step.question))


def _id(key: QuestionKey | None) -> str:
    return key.question_id if key else ""
