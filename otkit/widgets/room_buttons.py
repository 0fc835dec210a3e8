"""What the buttons of a facilitator's board do to the session."""

from __future__ import annotations

from otkit.widgets.fields import Fields, first
from otkit.widgets.room_closing import Closing, closing_of
from otkit.widgets.room_session import Session
from otkit.workshop.quiz import PACES, SETS

DOORS = {"close-door": True, "open-door": False}  # what a button does to the door
TURNS = {"wall-on": 1, "wall-back": -1}  # slides
MOVES = {"next": 1, "back": -1}  # stages
MOST_PEOPLE = 999


def closing(action: str, session: Session) -> Closing:
    """What to ask before a question is closed by a first press; nothing for any other button."""
    verb, _, question_id = action.partition(":")
    if verb != "close-question":
        return Closing()
    session.refresh()
    return closing_of(question_id, session.board)


def press(action: str, fields: Fields, session: Session, stage: str) -> None:
    """Do what a button says; `stage` is the one that the board shows. Others do nothing."""
    verb, _, name = action.partition(":")
    if verb == "open":
        quiz = first(fields, "quiz")
        is_led = first(fields, "pace") == PACES[1]
        session.open(quiz if quiz in SETS else SETS[0], is_led)
    elif verb == "enter":
        session.go_on(name or first(fields, "code"))
    elif verb in MOVES and fields.get("stage") == [stage]:
        session.move(MOVES[verb])  # a double press counts once
    elif verb in DOORS:
        session.set_door(is_closed=DOORS[verb])
    elif verb == "people":
        session.set_door(people=_number(first(fields, "people")))
    elif verb in TURNS:
        session.drive(lambda to: to.turn(first(fields, "slide-shown"), TURNS[verb]))
    elif verb == "show":
        session.drive(lambda to: to.show(first(fields, "slide")))
    elif verb == "ask":
        session.drive(lambda to: to.show(f"question:{name}"))
    elif verb == "vote":
        session.drive(lambda to: to.vote(name))
    elif verb in ("close-question", "close-question-now"):
        session.drive(lambda to: to.close(name))
    elif verb == "delete":
        session.refresh()  # so that it says what goes
    elif verb == "delete-now":
        session.delete()


def _number(typed: str) -> int:
    """The number of people that was typed; 0 for anything else."""
    is_number = typed.isascii() and typed.isdecimal() and len(typed) <= len(str(MOST_PEOPLE))
    return int(typed) if is_number else 0
