"""The steps of a participant's page as plain data: which is current, and what buttons do."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field, replace

from otkit.kit.tables import Tables
from otkit.workshop.cases import LEVELS, Case, cases
from otkit.workshop.quiz import Question, clean, questions
from otkit.workshop.room import QuestionKey, Room
from otkit.workshop.room.questions import CHANGED, NO, SCALE, SURE, VALUED, YES, subjects
from otkit.workshop.room.stages import CASE, OPEN_IN

PART_OF_STAGE = {stage: part for part, stage in OPEN_IN.items()}
"""Stage of a room -> the part that takes answers in it."""

PARTICIPANT_LENGTH = 32


@dataclass(frozen=True)
class RoomState:
    """The form of a participant; `answers` are the chosen options by question.

    `participant` is what the server gave; "" before it has joined. `turn` counts the messages;
    `pressed` is the turn of the press that answered last.
    """

    language: str = "en"
    code: str = ""
    room: str = ""
    participant: str = ""
    turn: int = 0
    pressed: int = 0
    step: str = ""
    answers: Mapping[QuestionKey, tuple[str, ...]] = field(default_factory=dict)
    picks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def in_room(self, code: str) -> RoomState:
        """The form in the room `code`, without the answers of another room."""
        if code == self.room:
            return self
        participant = "" if self.room else self.participant
        return RoomState(self.language, code, code, participant, self.turn, self.turn)


@dataclass(frozen=True)
class Step:
    """One screen: a question of the quiz, a case to vote on, or a short list.

    `is_open` is whether the question is led and takes answers, so that what is right waits.
    """

    part: str
    name: str
    question: Question | None = None
    case: Case | None = None
    scales: tuple[str, ...] = ()
    ticks: tuple[str, ...] = ()
    is_open: bool = False

    @property
    def key(self) -> str:
        """Its unique name."""
        return f"{self.part}/{self.name}"

    @property
    def may_be_led(self) -> bool:
        """Whether it is one question that the facilitator may ask everybody at once."""
        return not (self.scales or self.ticks)

    @property
    def keys(self) -> tuple[QuestionKey, ...]:
        """The questions on it, as the room counts them."""
        names = (self.name,) if self.may_be_led else (*self.scales, *self.ticks)
        return tuple(QuestionKey(self.part, name) for name in names)

    def valid_answer(self, key: QuestionKey, values: list[str]) -> tuple[str, ...]:
        """The valid answer to a question among `values`; empty when there is none."""
        if self.question:
            return clean(self.question, values)
        about = SCALE if key.question_id in self.scales else (YES, NO)
        allowed = LEVELS if self.case else about
        return tuple(values[:1]) if values and values[0] in allowed else ()

    def is_answered(self, state: RoomState) -> bool:
        """Whether each question on it has an answer."""
        return all(key in state.answers for key in self.keys)

    def is_settled(self, state: RoomState) -> bool:
        """Whether its feedback was shown, so that the answer can no longer change."""
        is_told = self.question is not None and self.part == "after" and not self.is_open
        return is_told and self.is_answered(state)


def steps(part: str, tables: Tables, question_ids: Container[str] = ()) -> tuple[Step, ...]:
    """The steps of a part of the room, in order; none for no part.

    Of quiz and cases come those that are in `question_ids`, or all when none is named.

    >>> from otkit.kit.load import load_tables
    >>> [step.name for step in steps("before", load_tables())][-2:]
    ['sure', 'subjects']
    """
    if part == "evaluation":
        return (Step(part, "evaluation", scales=VALUED, ticks=CHANGED),)
    if part == CASE:
        votes = (Step(part, case.case_id, case=case) for case in cases(tables))
        return tuple(step for step in votes if not question_ids or step.name in question_ids)
    quiz = [
        Step(part, q.question_id, q)
        for q in questions(tables, again=part == "after")
        if not question_ids or q.question_id in question_ids
    ]
    sure = Step(part, "sure", scales=SURE)
    if part == "after":
        return (*quiz, sure)
    about = Step(part, "subjects", ticks=tuple(subjects(tables)))
    return (*quiz, sure, about) if part else ()


def steps_of(room: Room | None, tables: Tables) -> tuple[Step, ...]:
    """All steps of the part that takes answers in a room now; of the cases the open one."""
    if room is None:
        return ()
    part = PART_OF_STAGE.get(room.stage, "")
    if part != CASE:
        return steps(part, tables, room.question_ids)
    now = room.open_question
    return steps(part, tables, {now.question_id}) if now else ()


def current_step(state: RoomState, steps: tuple[Step, ...]) -> Step | None:
    """The step that the form names, else the first without an answer; None at the end."""
    if steps and state.step == f"{steps[0].part}/done":
        return None
    named = next((step for step in steps if step.key == state.step), None)
    return named or next((step for step in steps if not step.is_answered(state)), None)


def picks_of(step: Step, state: RoomState) -> dict[str, tuple[str, ...]]:
    """The picks to show by the name of each list: picked now, or answered before."""
    if step.is_settled(state):
        return {step.name: state.answers[step.keys[0]]}
    picked = {}
    ticked = []
    for key in step.keys:
        before = state.answers.get(key, ())
        if key.question_id not in step.ticks:
            picked[key.question_id] = state.picks.get(key.question_id) or before
        elif before == (YES,):
            ticked.append(key.question_id)
    if step.ticks:
        picked[step.name] = state.picks.get(step.name) or tuple(ticked)
    return picked


def press(action: str, state: RoomState, steps: tuple[Step, ...]) -> RoomState | None:
    """Go `back`, `answer`, or go to the `next` step; None when a pick is missing.

    Any other action changes nothing.
    """
    step = current_step(state, steps)
    position = steps.index(step) if step else len(steps)
    if action == "back" and position:
        return replace(state, step=steps[position - 1].key)
    if action not in ("answer", "next") or step is None:
        return state
    if not step.is_settled(state):
        answers = _picked(step, state)
        if answers is None:
            return None
        state = replace(state, answers={**state.answers, **answers})
        if action == "answer":
            return replace(state, step=step.key)
    following = steps[position + 1].key if position + 1 < len(steps) else f"{step.part}/done"
    return replace(state, step=following)


def _picked(step: Step, state: RoomState) -> Mapping[QuestionKey, tuple[str, ...]] | None:
    """The answers from a step's picks; None while one is missing."""
    if step.may_be_led:
        (key,) = step.keys
        answer = step.valid_answer(key, list(state.picks.get(step.name, ())))
        return {key: answer} if answer else None
    answers = {}
    for name in step.scales:
        choice = state.picks.get(name, ())[:1]
        if not choice or choice[0] not in SCALE:
            return None
        answers[QuestionKey(step.part, name)] = choice
    ticked = state.picks.get(step.name, ())
    return answers | {
        QuestionKey(step.part, name): (YES if name in ticked else NO,) for name in step.ticks
    }
