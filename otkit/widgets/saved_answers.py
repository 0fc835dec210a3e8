"""What a form says of files with answers: one to be opened, and one to compare with.

Both travel in the form, so any kernel draws the same page of it. A file is checked each time.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from otkit.errors import FileError
from otkit.kit.conditions import NOT_SURE
from otkit.kit.tables import Tables
from otkit.scoring.answers import LOST_SKILL
from otkit.scoring.earlier import Earlier, compare
from otkit.takeaway.answers_file import PROBLEMS, read_answers
from otkit.takeaway.notes_content import Beside
from otkit.widgets.fields import Fields, first
from otkit.widgets.form import CheckInState

YES, NO = "yes", "no"
OPEN, COMPARE, CLOSE, FORGET = "open-file", "compare-file", "close-file", "forget-file"


def with_files(state: CheckInState, action: str, fields: Fields, tables: Tables) -> CheckInState:
    """The state with the files of its form, after what was done with them.

    Fields: `file` (the text of a file that was chosen, or what is wrong with it), `then` (the text
    of one to compare with), `could:<behaviour_id>` (yes, no or not-sure: whether the child could do
    it then) and `could-counted` (what of these the page has counted as a lost skill).

    To open a file takes its answers in place of those of the form; the age is asked again.
    """
    file, problem = _read(first(fields, "file"), state, tables)
    then, _ = _read(first(fields, "then"), state, tables)
    if action == OPEN and file:
        return replace(
            state,
            answers=file.answers,
            weeks_early=file.age.weeks_early,
            months=None,
            picked=(None, None),
            since_due=None,
            age=None,
            problem=None,
            looked_at=(),
            shows_text=False,
            then=file,
        )
    if action == COMPARE and file:
        file, then = None, file
    elif action == CLOSE:
        file, problem = None, ""
    elif action == FORGET:
        then = None
    return with_lost_skill(
        replace(state, file=file, file_problem=problem, then=then), fields, tables
    )


def _read(text: str, state: CheckInState, tables: Tables) -> tuple[Earlier | None, str]:
    """The check-in of a file's text, or the message that says why there is none."""
    if not text or text in PROBLEMS:
        return None, text
    try:
        return read_answers(text, tables, state.today), ""
    except FileError as error:
        return None, error.message_id


def with_lost_skill(state: CheckInState, fields: Fields, tables: Tables) -> CheckInState:
    """The state with the answer about a lost skill that follows from what the child could do then.

    What was counted before leaves the box of that answer to the parent: who takes it back has taken
    back what it came from.
    """
    if state.then is None or state.age is None:
        return state
    missing = compare(state.age, state.answers, state.then, state.today, tables).missing
    answered = {key: first(fields, f"could:{key}") for key in missing}
    could = {key: how for key, how in answered.items() if how in (YES, NO, NOT_SURE)}
    counted, lost = first(fields, "could-counted"), strongest(could.values())
    answers = dict(state.answers)
    if counted == lost:
        if lost and LOST_SKILL not in answers:
            could = {key: NO for key, how in could.items() if how == NO}
    elif lost and (counted or LOST_SKILL not in answers):
        answers[LOST_SKILL] = True if lost == YES else NOT_SURE
    elif counted and not lost:
        answers.pop(LOST_SKILL, None)
    return replace(state, answers=answers, could=could)


def strongest(answers: Iterable[str]) -> str:
    """Yes before not sure; an empty text when no answer says that a skill was there.

    >>> strongest(["no", "not-sure", "yes"]), strongest(["no"])
    ('yes', '')
    """
    answers = list(answers)
    return next((how for how in (YES, NOT_SURE) if how in answers), "")


def beside_of(state: CheckInState) -> Beside | None:
    """What stands beside the answers of today, for the notes."""
    skills = [key for key, how in state.could.items() if how == YES]
    return None if state.comparison is None else (state.comparison, skills)
