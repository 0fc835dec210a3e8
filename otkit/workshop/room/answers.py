"""One phone's answers in a room: written by turn, and read back; SQL for both databases.

A turn counts the messages of a phone. Tabs of one phone share its participant; the newest turn
wins, and an older one changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, String, bindparam, text

from otkit.workshop.room.codes import clean_code
from otkit.workshop.room.rows import find, is_postgresql
from otkit.workshop.room.stages import CASE, OPEN_IN, QuestionKey

Answers = Mapping[QuestionKey, str]
"""Question -> the choice of one participant."""

TABLES = ("otkit_answers", "otkit_votes")

MOST_TURNS = 10**9
"""A turn beyond this is not one: older kits kept the time of an answer, in milliseconds."""

# PostgreSQL takes a lock before it reads what is open, so that nothing closes meanwhile.
HOLD = "SELECT room_id FROM otkit_rooms WHERE code = :code FOR SHARE"
WRITE = """
    INSERT INTO {answers} (room_id, phone, part, question_id, choice, turn)
    SELECT room_id, :phone, asked.part, asked.question_id, :choice, :turn FROM otkit_rooms,
        (SELECT CAST(:part AS VARCHAR) AS part,
                CAST(:question_id AS VARCHAR) AS question_id) AS asked
    WHERE code = :code AND closes > :now AND stage = :stage AND NOT EXISTS (
        SELECT 1 FROM otkit_led AS led WHERE led.room_id = otkit_rooms.room_id AND state <> 'open'
        AND led.part = asked.part AND led.question_id = asked.question_id)
    ON CONFLICT (room_id, phone, part, question_id)
    DO UPDATE SET choice = excluded.choice, turn = excluded.turn
    WHERE excluded.turn >= {answers}.turn OR {answers}.turn > :most_turns"""
WRITTEN = """
    SELECT part, question_id, choice FROM {answers} WHERE room_id = :room_id AND phone = :phone"""
NEWEST = """
    SELECT phone, max(turn) AS newest FROM (SELECT room_id, phone, turn FROM otkit_answers
        UNION ALL SELECT room_id, phone, turn FROM otkit_votes) AS given
    JOIN otkit_rooms USING (room_id)
    WHERE code = :code AND phone IN :phones AND turn <= :most_turns GROUP BY phone"""


def table_of(part: str) -> str:
    """The table of the answers to a part of a room."""
    return TABLES[part == CASE]


def write(
    connection: Connection, code: str, now: float, participant: str, turn: int, answers: Answers
) -> None:
    """Write the answers whose part is open; an older turn changes nothing."""
    same = {"code": clean_code(code), "now": now, "phone": participant}
    same |= {"turn": turn, "most_turns": MOST_TURNS}
    if is_postgresql(connection):
        connection.execute(text(HOLD), {"code": same["code"]})
    for table in TABLES:
        rows = [
            same | vars(key) | {"choice": choice, "stage": OPEN_IN[key.part]}
            for key, choice in sorted(answers.items())
            if table_of(key.part) == table
        ]
        if rows:
            connection.execute(text(WRITE.format(answers=table)), rows)


def stored(
    connection: Connection, code: str, now: float, participant: str
) -> dict[QuestionKey, str]:
    """All answers of one participant."""
    values = {"room_id": find(connection, code, now).room_id, "phone": participant}
    tables = (connection.execute(text(WRITTEN.format(answers=table)), values) for table in TABLES)
    return {QuestionKey(row.part, row.question_id): row.choice for rows in tables for row in rows}


def newest(connection: Connection, code: str, participants: Collection[str]) -> dict[str, int]:
    """The newest turn of each of these participants that has answered."""
    query = text(NEWEST).bindparams(bindparam("phones", type_=String, expanding=True))
    values = {"code": clean_code(code), "phones": sorted(participants), "most_turns": MOST_TURNS}
    return {row.phone: row.newest for row in connection.execute(query, values)}
