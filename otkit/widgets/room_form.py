"""The form of a participant's page in a room, as plain data.

Fields: `language`, `code` (typed, or from the QR code), `room` (the code that the fields below
belong to), `phone` (the participant's id, as the server gave it), `turn` (how many messages the
phone has sent: their order, and no time), `pressed` (the turn that answered last), `step`,
`<part>:<question>` (the answer), `pick:<question or step>` (the picks of the step on the screen).
"""

from __future__ import annotations

import re

from otkit.kit.tables import Tables
from otkit.widgets.fields import Fields, first
from otkit.widgets.room_steps import PARTICIPANT_LENGTH, RoomState, steps
from otkit.workshop.quiz import mark, questions
from otkit.workshop.room import QuestionKey, clean_code
from otkit.workshop.room.stages import OPEN_IN

LONGEST_CODE = 40
LONGEST_TURN = 9  # digits: what is longer was a time of day, as older pages sent it
SOURCE = re.compile("[0-9a-f]{16}")
"""What a server puts into the field `source`: where a code comes from, as a keyed hash."""
PICK = "pick:"


def read_fields(fields: Fields, tables: Tables) -> RoomState:
    """Read a form's fields; unknown values are left out, and nothing raises."""
    languages = tables.languages
    language, participant = first(fields, "language"), first(fields, "phone")
    turn = _number(first(fields, "turn"))
    is_valid = (
        len(participant) == PARTICIPANT_LENGTH and participant.isascii() and participant.isalnum()
    )
    answers = {}
    for step in (step for part in OPEN_IN for step in steps(part, tables)):
        for key in step.keys:
            values = fields.get(f"{key.part}:{key.question_id}", [])
            if answer := step.valid_answer(key, values):
                answers[key] = answer
    return RoomState(
        language=language if language in languages else languages[0],
        code=first(fields, "code")[:LONGEST_CODE],
        room=clean_code(first(fields, "room")),
        participant=participant if is_valid else "",
        turn=turn,
        pressed=_number(first(fields, "pressed")) if "pressed" in fields else turn,
        step=first(fields, "step"),
        answers=answers,
        picks={
            name.removeprefix(PICK): tuple(values)
            for name, values in fields.items()
            if name.startswith(PICK)
        },
    )


def _number(typed: str) -> int:
    """A count of messages; 0 for anything else."""
    is_number = typed.isascii() and typed.isdecimal() and len(typed) <= LONGEST_TURN
    return int(typed) if is_number else 0


def source_of(fields: Fields) -> str:
    """Where a code comes from, as the server says; "" where no server of ours says it."""
    source = first(fields, "source")
    return source if SOURCE.fullmatch(source) else ""


def choices(state: RoomState, tables: Tables) -> dict[QuestionKey, str]:
    """The answers as the room counts them: of the quiz only right, other or not sure."""
    quiz = {
        QuestionKey(part, question.question_id): question
        for part in ("before", "after")
        for question in questions(tables)
    }
    return {
        key: mark(quiz[key], answer) if key in quiz else answer[0]
        for key, answer in state.answers.items()
    }
