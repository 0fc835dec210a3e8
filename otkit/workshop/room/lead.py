"""What is led: one question of the quiz, or one case, at a time for everybody.

The facilitator asks a question or puts a case to the room, and closes it; it also closes when each
phone that is here has answered, and enough have to show it. From then on its answers may be shown
(`board.py`), and no more are taken.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any

from sqlalchemy import Connection, TextClause, text

from otkit.workshop.room import rows
from otkit.workshop.room.answers import table_of
from otkit.workshop.room.counts import FEWEST, kind_of
from otkit.workshop.room.database import Database
from otkit.workshop.room.door import HERE_SECONDS, SEE
from otkit.workshop.room.stages import CASE, OPEN_IN, QuestionKey

SEEN_SECONDS = 4
"""Seconds after which it is written again that a phone is here."""

WAIT = """
    INSERT INTO otkit_led (room_id, part, question_id, state)
    VALUES (:room_id, :part, :question_id, 'waiting') ON CONFLICT DO NOTHING"""
WAIT_AGAIN = "UPDATE otkit_led SET state = 'waiting' WHERE room_id = :room_id AND part = :part"
ASK = """
    UPDATE otkit_led SET state = 'open' WHERE room_id = :room_id
    AND part = :part AND question_id = :question_id AND state = 'waiting'"""
CLOSE = """
    UPDATE otkit_led SET state = 'closed' WHERE room_id = :room_id
    AND part = :part AND question_id = :question_id AND state = 'open'"""
WITHDRAW = """
    UPDATE otkit_led SET state = 'waiting' WHERE room_id = :room_id
    AND part = :part AND question_id = :question_id AND state = 'open'
    AND NOT EXISTS (SELECT 1 FROM otkit_votes AS given WHERE given.room_id = otkit_led.room_id
        AND given.part = otkit_led.part AND given.question_id = otkit_led.question_id)"""
CLOSE_ALL = "UPDATE otkit_led SET state = 'closed' WHERE room_id = :room_id AND state = 'open'"
CLOSE_OTHERS = """
    UPDATE otkit_led SET state = 'closed' WHERE room_id = :room_id
    AND part = :part AND question_id <> :question_id AND state = 'open'"""
COMPLETE = """
    {change} WHERE room_id = :room_id AND part = :part AND state = 'open'
    AND :fewest <= (SELECT count(*) FROM {answers} AS given
        WHERE given.room_id = otkit_led.room_id AND given.part = otkit_led.part
        AND given.question_id = otkit_led.question_id)
    AND NOT EXISTS (SELECT 1 FROM otkit_here WHERE otkit_here.room_id = otkit_led.room_id
        AND seen > :since AND NOT EXISTS (SELECT 1 FROM {answers} AS own
            WHERE own.room_id = otkit_led.room_id AND own.phone = otkit_here.phone
            AND own.part = otkit_led.part AND own.question_id = otkit_led.question_id))"""
FIND_COMPLETE = "SELECT 1 FROM otkit_led"
CLOSE_COMPLETE = "UPDATE otkit_led SET state = 'closed'"
LATELY = "SELECT phone FROM otkit_here WHERE room_id = :room_id AND seen > :since"


class Lead:
    """What is led in all rooms of a store; each method raises `RoomError`."""

    def __init__(self, database: Database, clock: Callable[[], float]) -> None:
        """Lead in the database of the rooms; `clock` gives seconds since 1970."""
        self._database, self._now = database, clock

    def ask(self, code: str, key: QuestionKey) -> None:
        """Open a question that waits, or a case, and close any other; else nothing changes."""

        def work(connection: Connection, values: dict[str, Any]) -> None:
            if key.part == CASE:
                connection.execute(text(WAIT), values)
            if connection.execute(text(ASK), values).rowcount:
                connection.execute(text(CLOSE_OTHERS), values)

        self._change(code, key, work)

    def close(self, code: str, key: QuestionKey) -> None:
        """Close a question that is open; else nothing changes."""
        self._change(code, key, lambda connection, values: connection.execute(text(CLOSE), values))

    def withdraw(self, code: str, key: QuestionKey) -> bool:
        """Take back a case that nobody has voted on yet, and return whether that was done.

        It can be put to the room again.
        """

        def work(connection: Connection, values: dict[str, Any]) -> bool:
            return connection.execute(text(WITHDRAW), values).rowcount > 0

        return bool(self._change(code, key, work))

    def attend(self, code: str, participants: Collection[str]) -> bool:
        """Note that these phones are here; close the question that all phones here answered.

        One with too few answers to be shown stays open: a phone may be away for a moment. Returns
        whether one was closed.
        """
        now = int(self._now())

        def values_of(row: Any) -> dict[str, Any]:
            part = next((part for part, stage in OPEN_IN.items() if stage == row.stage), "")
            since = now - HERE_SECONDS
            fewest = FEWEST["quiz"]
            return {"room_id": row.room_id, "part": part, "since": since, "fewest": fewest}

        def is_due(connection: Connection) -> bool:
            values = values_of(rows.find(connection, code, now))
            since = {"since": now - SEEN_SECONDS}
            seen = set(connection.scalars(text(LATELY), values | since))
            is_complete = connection.scalar(_complete(FIND_COMPLETE, values), values) is not None
            return is_complete or not seen.issuperset(participants)

        def note(connection: Connection) -> bool:
            values = values_of(rows.find(connection, code, now, lock=True))
            seen = [values | {"phone": phone, "seen": now} for phone in sorted(participants)]
            if seen:
                connection.execute(text(SEE), seen)
            return connection.execute(_complete(CLOSE_COMPLETE, values), values).rowcount > 0

        return self._database.run(is_due, write=False) and self._database.run(note)

    def _change(
        self, code: str, key: QuestionKey, work: Callable[[Connection, dict[str, Any]], object]
    ) -> object:
        def locked(connection: Connection) -> object:
            row = rows.find(connection, code, self._now(), lock=True)
            is_now = OPEN_IN[key.part] == row.stage
            return work(connection, {"room_id": row.room_id} | vars(key)) if is_now else None

        return self._database.run(locked)


def _complete(change: str, values: dict[str, Any]) -> TextClause:
    """Find or change the question of a part that all who are here have answered."""
    return text(COMPLETE.format(change=change, answers=table_of(values["part"])))


def wait(connection: Connection, room_id: int, offered: rows.Offered) -> None:
    """Have the quiz questions among `offered` wait to be asked."""
    quiz = [key for key, choices in offered.items() if kind_of(key, tuple(choices)) == "quiz"]
    if quiz:
        connection.execute(text(WAIT), [{"room_id": room_id} | vars(key) for key in quiz])


def end_stage(connection: Connection, room_id: int, again: Iterable[str]) -> None:
    """Close what is open; have the questions of some parts wait to be asked once more."""
    connection.execute(text(CLOSE_ALL), {"room_id": room_id})
    for part in again:
        connection.execute(text(WAIT_AGAIN), {"room_id": room_id, "part": part})
