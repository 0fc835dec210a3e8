"""Reading and writing the rows of a room inside a transaction, in SQL for both databases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, text

from otkit.errors import RoomError
from otkit.workshop.room.codes import clean_code, new_code
from otkit.workshop.room.stages import OPEN_IN, QuestionKey, Room, no_such_room

WRONG_A_MINUTE = 30
"""Wrong codes in one minute, from all phones together, until every new phone has to wait.

Guessing at this speed for all of 12 hours has one chance in two thousand to find a given room; the
phones inside are not held up.
"""

Answers = Mapping[QuestionKey, str]
"""Question -> the choice of one participant."""

Counts = Mapping[QuestionKey, Mapping[str, int]]
"""Question -> choice, in alphabetical order -> how many participants made it."""

Pairs = Mapping[str, Mapping[tuple[str, str], int]]
"""Question id -> (choice before, choice after) -> how many participants made both."""

FIND = "SELECT * FROM otkit_rooms WHERE code = :code AND closes > :now"
INSIDE = """
    SELECT 1 FROM otkit_phones JOIN otkit_rooms USING (room_id)
    WHERE code = :code AND phone = :phone"""
GUESS = """
    INSERT INTO otkit_guesses (minute, wrong) VALUES (:minute, :by)
    ON CONFLICT (minute) DO UPDATE SET wrong = otkit_guesses.wrong + :by RETURNING wrong"""
LET_IN = """
    INSERT INTO otkit_phones (room_id, phone) VALUES (:room_id, :phone) ON CONFLICT DO NOTHING"""
# One statement finds the room, holds its stage and writes, so that the lock is short.
WRITE = """
    INSERT INTO otkit_answers (room_id, phone, part, question_id, choice, turn)
    SELECT room_id, :phone, :part, :question_id, :choice, :turn FROM
        (SELECT room_id FROM otkit_rooms
         WHERE code = :code AND closes > :now AND stage = :stage {share}) AS room
    WHERE true
    ON CONFLICT (room_id, phone, part, question_id)
    DO UPDATE SET choice = excluded.choice, turn = excluded.turn
    WHERE excluded.turn >= otkit_answers.turn"""
WRITTEN = """
    SELECT part, question_id, choice FROM otkit_answers
    WHERE room_id = :room_id AND phone = :phone"""
PHONES = "SELECT count(*) FROM otkit_phones WHERE room_id = :room_id"
COUNT = """
    SELECT part, question_id, choice, count(phone) AS phones
    FROM otkit_choices LEFT JOIN otkit_answers USING (room_id, part, question_id, choice)
    WHERE room_id = :room_id
    GROUP BY part, question_id, choice ORDER BY part, question_id, choice"""
COUNT_PAIRS = """
    SELECT question_id, first.choice AS old, second.choice AS new, count(*) AS phones
    FROM otkit_answers AS first JOIN otkit_answers AS second USING (room_id, phone, question_id)
    WHERE room_id = :room_id AND first.part = 'before' AND second.part = 'after'
    GROUP BY question_id, first.choice, second.choice"""


def find(connection: Connection, code: str, now: float, lock: bool = False) -> Any:
    """The row of an open room; `lock` keeps other transactions from changing it."""
    locked = " FOR UPDATE" if lock and _is_postgresql(connection) else ""
    where = {"code": clean_code(code), "now": now}
    row = connection.execute(text(FIND + locked), where).one_or_none()
    if row is None:
        raise no_such_room()
    return row


def as_room(row: Any) -> Room:
    """A row of rooms as a `Room`."""
    return Room(row.code, row.stage, row.closes, row.places)


def delete_closed(connection: Connection, now: float) -> int:
    """Delete rooms whose time is over, with all their rows; returns how many."""
    guesses = "DELETE FROM otkit_guesses WHERE minute < :minute"
    connection.execute(text(guesses), {"minute": int(now // 60) - 1})
    rooms = "DELETE FROM otkit_rooms WHERE closes <= :now"
    return connection.execute(text(rooms), {"now": now}).rowcount


def free_code(connection: Connection) -> str:
    """A code that no open room has."""
    code = new_code()
    while connection.execute(text(FIND), {"code": code, "now": 0}).one_or_none():
        code = new_code()
    return code


def is_inside(connection: Connection, code: str, participant: str) -> bool:
    """Whether a participant has joined the room with this code before."""
    parameters = {"code": clean_code(code), "phone": participant}
    return connection.scalar(text(INSIDE), parameters) is not None


def guess(connection: Connection, now: float, by: int) -> RoomError | None:
    """Count a code that is tried (by 1), or take it back (by -1) when it was right."""
    wrong = connection.scalar(text(GUESS), {"minute": int(now // 60), "by": by})
    if by < 0 or wrong <= WRONG_A_MINUTE:
        return None
    return RoomError("Too many codes are being tried. Wait a minute.", "room.slow-down")


def let_in(connection: Connection, room: Any, participant: str) -> RoomError | None:
    """Give a participant a seat; an error when none is free. The room's row must be locked."""
    if phones_in(connection, room.room_id) >= room.places:
        sentence = f"All {room.places} places of this room are taken."
        return RoomError(sentence, "room.full", places=room.places)
    connection.execute(text(LET_IN), {"room_id": room.room_id, "phone": participant})
    return None


def write(
    connection: Connection, code: str, now: float, participant: str, turn: int, answers: Answers
) -> None:
    """Write the answers whose part is open; an older turn changes nothing."""
    same = {"code": clean_code(code), "now": now, "phone": participant, "turn": turn}
    rows = [
        same | vars(key) | {"choice": choice, "stage": OPEN_IN[key.part]}
        for key, choice in sorted(answers.items())
    ]
    share = "FOR SHARE" if _is_postgresql(connection) else ""
    connection.execute(text(WRITE.replace("{share}", share)), rows)


def written(connection: Connection, room_id: int, participant: str) -> dict[QuestionKey, str]:
    """All answers of one participant."""
    rows = connection.execute(text(WRITTEN), {"room_id": room_id, "phone": participant})
    return {QuestionKey(row.part, row.question_id): row.choice for row in rows}


def phones_in(connection: Connection, room_id: int) -> int:
    """How many participants have joined."""
    return connection.scalar(text(PHONES), {"room_id": room_id}) or 0


def count(connection: Connection, room_id: int) -> Counts:
    """How many participants gave each answer that the room offers, 0 included."""
    counts: dict[QuestionKey, dict[str, int]] = {}
    for row in connection.execute(text(COUNT), {"room_id": room_id}):
        counts.setdefault(QuestionKey(row.part, row.question_id), {})[row.choice] = row.phones
    return counts


def count_pairs(connection: Connection, room_id: int) -> Pairs:
    """How many participants gave each two answers to a question that they answered twice."""
    pairs: dict[str, dict[tuple[str, str], int]] = {}
    for row in connection.execute(text(COUNT_PAIRS), {"room_id": room_id}):
        pairs.setdefault(row.question_id, {})[row.old, row.new] = row.phones
    return pairs


def _is_postgresql(connection: Connection) -> bool:
    return connection.dialect.name == "postgresql"
