"""A phone in a workshop's room as plain data: its steps, which is shown, what buttons do."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from otkit.kit.tables import Tables
from otkit.workshop.quiz import Question, clean, questions
from otkit.workshop.room import Asked
from otkit.workshop.room.questions import CHANGED, NO, SCALE, SURE, VALUED, YES, subjects

PARTS = {"before": "before", "after": "after", "goodbye": "evaluation"}
"""The stage of a room -> the part that is asked in it; in other stages nothing is."""

PHONE_LENGTH = 32


def new_phone() -> str:
    """A word for this tab that nobody can guess."""
    return secrets.token_hex(PHONE_LENGTH // 2)


@dataclass(frozen=True)
class RoomState:
    """A phone as entered; `answers` are the options that were picked, by what was asked."""

    language: str = "en"
    code: str = ""
    room: str = ""
    phone: str = field(default_factory=new_phone)
    step: str = ""
    answers: Mapping[Asked, tuple[str, ...]] = field(default_factory=dict)
    picks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def in_room(self, code: str) -> RoomState:
        """The same phone in the room `code`: nothing that was said in another room goes along."""
        if code == self.room:
            return self
        return RoomState(self.language, code, code, self.phone if not self.room else new_phone())


@dataclass(frozen=True)
class Step:
    """One thing on the screen: a question of the quiz, or a short list of its own."""

    part: str
    name: str
    question: Question | None = None
    scales: tuple[str, ...] = ()
    ticks: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Its name among all steps."""
        return f"{self.part}/{self.name}"

    @property
    def asked(self) -> tuple[Asked, ...]:
        """What it asks, as the room counts it."""
        own = (self.name,) if self.question else (*self.scales, *self.ticks)
        return tuple(Asked(self.part, name) for name in own)

    def known(self, asked: Asked, given: list[str]) -> tuple[str, ...]:
        """What of `given` can be an answer to one of the things it asks."""
        if self.question:
            return clean(self.question, given)
        allowed = SCALE if asked.question_id in self.scales else (YES, NO)
        return tuple(given[:1]) if given and given[0] in allowed else ()

    def is_answered(self, state: RoomState) -> bool:
        """Whether everything in it has an answer."""
        return all(asked in state.answers for asked in self.asked)

    def is_told(self, state: RoomState) -> bool:
        """Whether its answer was told to be right or not, and so stays as it is."""
        return self.question is not None and self.part == "after" and self.is_answered(state)


def steps(part: str, tables: Tables) -> tuple[Step, ...]:
    """The steps of a part of the room, in order; none for no part.

    >>> from otkit.kit.load import load_tables
    >>> [step.name for step in steps("before", load_tables())][-2:]
    ['sure', 'subjects']
    """
    if part == "evaluation":
        return (Step(part, "evaluation", scales=VALUED, ticks=CHANGED),)
    quiz = [Step(part, q.question_id, q) for q in questions(tables, again=part == "after")]
    sure = Step(part, "sure", scales=SURE)
    if part == "after":
        return (*quiz, sure)
    about = Step(part, "subjects", ticks=tuple(subjects(tables)))
    return (*quiz, sure, about) if part else ()


def here(state: RoomState, every: tuple[Step, ...]) -> Step | None:
    """The step to show: where the phone is, else the first without an answer; None at the end."""
    if every and state.step == f"{every[0].part}/done":
        return None
    at = next((step for step in every if step.key == state.step), None)
    return at or next((step for step in every if not step.is_answered(state)), None)


def shown(step: Step, state: RoomState) -> dict[str, tuple[str, ...]]:
    """What is to be seen as picked: by the name of each list, what is picked now or was before."""
    if step.is_told(state):
        return {step.name: state.answers[step.asked[0]]}
    picked = {}
    ticked = []
    for asked in step.asked:
        before = state.answers.get(asked, ())
        if asked.question_id not in step.ticks:
            picked[asked.question_id] = state.picks.get(asked.question_id) or before
        elif before == (YES,):
            ticked.append(asked.question_id)
    if step.ticks:
        picked[step.name] = state.picks.get(step.name) or tuple(ticked)
    return picked


def press(action: str, state: RoomState, every: tuple[Step, ...]) -> RoomState | None:
    """Go `back`, give the `answer`, or go on to what is `next`; None when nothing is picked.

    Any other action changes nothing.
    """
    step = here(state, every)
    place = every.index(step) if step else len(every)
    if action == "back" and place:
        return replace(state, step=every[place - 1].key)
    if action not in ("answer", "next") or step is None:
        return state
    if not step.is_told(state):
        given = _picked(step, state)
        if given is None:
            return None
        state = replace(state, answers={**state.answers, **given})
        if action == "answer":
            return replace(state, step=step.key)
    following = every[place + 1].key if place + 1 < len(every) else f"{step.part}/done"
    return replace(state, step=following)


def _picked(step: Step, state: RoomState) -> Mapping[Asked, tuple[str, ...]] | None:
    """The answers that a step's picks make, or None while one is missing."""
    if step.question:
        given = clean(step.question, state.picks.get(step.name, ()))
        return {step.asked[0]: given} if given else None
    answers = {}
    for name in step.scales:
        choice = state.picks.get(name, ())[:1]
        if not choice or choice[0] not in SCALE:
            return None
        answers[Asked(step.part, name)] = choice
    ticked = state.picks.get(step.name, ())
    return answers | {
        Asked(step.part, name): (YES if name in ticked else NO,) for name in step.ticks
    }
