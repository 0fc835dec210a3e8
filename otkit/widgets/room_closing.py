"""What board and wall ask before they close a question, or end a stage: a second press."""

from __future__ import annotations

import time
from dataclasses import dataclass

from otkit.workshop.room.board import Board
from otkit.workshop.room.counts import FEWEST

SURE_SECONDS = 10.0
AGAIN = {"close": "close-now", "ask-next": "next-now"}
"""What the wall's key does once it was asked about it."""


@dataclass(frozen=True)
class Closing:
    """A question that few have answered, which a second press closes.

    `sure_by` is until when, in the computer's own seconds.
    """

    question_id: str = ""
    sure_by: float = 0.0

    def asks_of(self, question_id: str) -> bool:
        """Whether a second press closes this question."""
        return question_id == self.question_id != "" and time.monotonic() < self.sure_by

    def asks_in(self, board: Board | None) -> bool:
        """Whether a second press closes the question that is open."""
        key = board.room.open_question if board else None
        return key is not None and self.asks_of(key.question_id)


def closing_of(question_id: str, board: Board | None) -> Closing:
    """What to ask before a question is closed; nothing where enough have answered to show it."""
    key = board.room.open_question if board else None
    if board is None or key is None or key.question_id != question_id:
        return Closing()
    is_early = board.joined > 0 and answers_now(board) < FEWEST["quiz"]
    return Closing(question_id, time.monotonic() + SURE_SECONDS) if is_early else Closing()


def answers_now(board: Board) -> int:
    """How many have answered the question that is open; 0 while none is."""
    key = board.room.open_question
    return board.lines[key].answers if key and key in board.lines else 0


def finished(board: Board) -> int | None:
    """How many have answered all that is asked about them in the stage; None where nothing is."""
    now = [line for key, line in board.lines.items() if board.room.takes(key.part)]
    return min((line.answers for line in now if line.kind == "about"), default=None)


def once_more(verb: str, name: str, board: Board | None) -> Closing:
    """What the wall asks before it closes a question, or ends a stage; else nothing.

    Of a stage a key always asks, its button while some have not answered everything.
    """
    if verb == "close":
        return closing_of(name, board)
    if board is None or name != board.room.stage or verb not in ("ask-next", "next"):
        return Closing()
    done, is_key = finished(board), verb == "ask-next"
    is_early = done is not None and done < board.joined
    return Closing(name, time.monotonic() + SURE_SECONDS) if is_key or is_early else Closing()
