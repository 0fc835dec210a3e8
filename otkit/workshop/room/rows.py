"""Reading and writing the rows of a room inside a transaction, in SQL for both databases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, text

from otkit.workshop.cases import LEVELS
from otkit.workshop.room.codes import clean_code, new_code
from otkit.workshop.room.door import FORGET, count_about_you, door_of, phones_here, phones_in
from otkit.workshop.room.stages import CASE, Door, QuestionKey, Room, no_such_room

Offered = Mapping[QuestionKey, Iterable[str]]
"""Question -> its choices."""

Counts = Mapping[QuestionKey, Mapping[str, int]]
"""Question -> choice -> how many participants made it."""

Pairs = Mapping[str, Mapping[tuple[str, str], int]]
"""Question id -> (choice before, choice after) -> how many participants made both."""


@dataclass(frozen=True)
class Count:
    """All counts of a room at one moment, small ones too: only `board.py` may read them."""

    room: Room
    door: Door
    joined: int
    about_you: int
    answers: Counts
    pairs: Pairs
    phones_here: int = 0


FIND = "SELECT * FROM otkit_rooms WHERE code = :code AND closes > :now"
QUESTION_IDS = """
    SELECT DISTINCT question_id FROM otkit_choices WHERE room_id = :room_id AND part = 'before'"""
STATES = "SELECT part, question_id, state FROM otkit_led WHERE room_id = :room_id"
COUNT = """
    SELECT part, question_id, choice, count(phone) AS phones
    FROM otkit_choices LEFT JOIN otkit_answers USING (room_id, part, question_id, choice)
    WHERE room_id = :room_id
    GROUP BY part, question_id, choice ORDER BY part, question_id, choice"""
COUNT_VOTES = """
    SELECT question_id, choice, count(phone) AS phones
    FROM otkit_led LEFT JOIN otkit_votes USING (room_id, part, question_id)
    WHERE room_id = :room_id AND part = :part
    GROUP BY question_id, choice ORDER BY question_id"""
COUNT_PAIRS = """
    SELECT question_id, first.choice AS old, second.choice AS new, count(*) AS phones
    FROM otkit_answers AS first JOIN otkit_answers AS second USING (room_id, phone, question_id)
    WHERE room_id = :room_id AND first.part = 'before' AND second.part = 'after'
    GROUP BY question_id, first.choice, second.choice"""


def find(connection: Connection, code: str, now: float, lock: bool = False) -> Any:
    """The row of an open room; `lock` keeps other transactions from changing it."""
    locked = " FOR UPDATE" if lock and is_postgresql(connection) else ""
    where = {"code": clean_code(code), "now": now}
    row = connection.execute(text(FIND + locked), where).one_or_none()
    if row is None:
        raise no_such_room()
    return row


def as_room(row: Any) -> Room:
    """A row of rooms as a `Room`, without what it asks and leads."""
    return Room(row.code, row.stage, row.closes, row.places)


def room_of(connection: Connection, row: Any) -> Room:
    """A row of rooms as a `Room` with the ids of what it asks before."""
    question_ids = connection.scalars(text(QUESTION_IDS), {"room_id": row.room_id})
    return replace(led_room(connection, row), question_ids=frozenset(question_ids))


def led_room(connection: Connection, row: Any) -> Room:
    """A row of rooms as a `Room` with the states of the questions that are led."""
    states = connection.execute(text(STATES), {"room_id": row.room_id})
    by_key = {QuestionKey(led.part, led.question_id): led.state for led in states}
    return replace(as_room(row), states=by_key)


def delete_closed(connection: Connection, now: float) -> int:
    """Delete rooms whose time is over, with all their rows; returns how many."""
    connection.execute(text(FORGET), {"minute": int(now // 60) - 1})
    rooms = "DELETE FROM otkit_rooms WHERE closes <= :now"
    return connection.execute(text(rooms), {"now": now}).rowcount


def rewind(connection: Connection, room_id: int) -> None:
    """Have the room's wall show the first slide of a stage."""
    slide = "UPDATE otkit_walls SET slide = '' WHERE room_id = :room_id"
    connection.execute(text(slide), {"room_id": room_id})


def free_code(connection: Connection) -> str:
    """A code that no open room has."""
    code = new_code()
    while connection.execute(text(FIND), {"code": code, "now": 0}).one_or_none():
        code = new_code()
    return code


def count_all(connection: Connection, row: Any, now: float) -> Count:
    """All counts of the room of a row."""
    return Count(
        led_room(connection, row),
        door_of(connection, row.room_id),
        phones_in(connection, row.room_id),
        count_about_you(connection, row.room_id),
        count(connection, row.room_id),
        count_pairs(connection, row.room_id),
        phones_here(connection, row.room_id, now),
    )


def count(connection: Connection, room_id: int) -> Counts:
    """How many participants gave each answer that the room offers, 0 included."""
    values = {"room_id": room_id, "part": CASE}
    counts: dict[QuestionKey, dict[str, int]] = {}
    for row in connection.execute(text(COUNT), values):
        counts.setdefault(QuestionKey(row.part, row.question_id), {})[row.choice] = row.phones
    for row in connection.execute(text(COUNT_VOTES), values):
        votes = counts.setdefault(QuestionKey(CASE, row.question_id), dict.fromkeys(LEVELS, 0))
        votes |= {row.choice: row.phones} if row.choice else {}
    return counts


def count_pairs(connection: Connection, room_id: int) -> Pairs:
    """How many participants gave each two answers to a question that they answered twice."""
    pairs: dict[str, dict[tuple[str, str], int]] = {}
    for row in connection.execute(text(COUNT_PAIRS), {"room_id": room_id}):
        pairs.setdefault(row.question_id, {})[row.old, row.new] = row.phones
    return pairs


def is_postgresql(connection: Connection) -> bool:
    """Whether this is PostgreSQL, and not SQLite."""
    return connection.dialect.name == "postgresql"
