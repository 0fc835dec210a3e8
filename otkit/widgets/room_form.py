"""What a phone in a workshop's room says, as plain data.

As on every page the fields carry all of it, so the same fields give the same state in any kernel.
Fields: `language`, `code` (typed, or from the QR code), `room` (the code that all that follows
belongs to), `phone` (a random word of this tab), `step`, `<part>:<question>` (what was answered),
`pick:<question or step>` (what is picked in the step that is shown).
"""

from __future__ import annotations

from collections.abc import Mapping

from otkit.kit.tables import Tables
from otkit.widgets.room_steps import PHONE_LENGTH, RoomState, new_phone, steps
from otkit.workshop.quiz import mark, questions
from otkit.workshop.room import Asked, clean_code

Fields = Mapping[str, list[str]]
LONGEST_CODE = 40
PICK = "pick:"
PARTS = ("before", "after", "evaluation")


def read_fields(fields: Fields, tables: Tables) -> RoomState:
    """Read a form's fields; what is no choice of ours is left out, never an exception."""
    languages = [row["language"] for row in tables.rows("languages")]
    language, phone = _first(fields, "language"), _first(fields, "phone")
    is_a_phone = len(phone) == PHONE_LENGTH and phone.isascii() and phone.isalnum()
    answers = {}
    for step in (step for part in PARTS for step in steps(part, tables)):
        for asked in step.asked:
            given = fields.get(f"{asked.part}:{asked.question_id}", [])
            if known := step.known(asked, given):
                answers[asked] = known
    return RoomState(
        language=language if language in languages else languages[0],
        code=_first(fields, "code")[:LONGEST_CODE],
        room=clean_code(_first(fields, "room")),
        phone=phone if is_a_phone else new_phone(),
        step=_first(fields, "step"),
        answers=answers,
        picks={
            name.removeprefix(PICK): tuple(values)
            for name, values in fields.items()
            if name.startswith(PICK)
        },
    )


def choices(state: RoomState, tables: Tables) -> dict[Asked, str]:
    """The answers as the room counts them: of the quiz only right, not sure or something else."""
    quiz = {question.question_id: question for question in questions(tables)}
    return {
        asked: mark(quiz[asked.question_id], given) if asked.question_id in quiz else given[0]
        for asked, given in state.answers.items()
    }


def _first(fields: Fields, name: str) -> str:
    return next(iter(fields.get(name, [])), "")
