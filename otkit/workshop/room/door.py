"""Who comes into a room: its door, its seats, and how fast codes may be tried; inside transactions.

Wrong codes are counted by source, a keyed hash of the address that they come from, for two minutes
at most. So codes tried at speed hold up that address alone.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, text

from otkit.errors import RoomError
from otkit.workshop.room.codes import clean_code
from otkit.workshop.room.counts import RIGHT
from otkit.workshop.room.stages import Door

WRONG_A_MINUTE = 30
"""Wrong codes in one minute from one source, until its new phones have to wait.

Guessing at this speed for all of 12 hours has one chance in two thousand to find a given room.
"""

HERE_SECONDS = 15
"""Seconds from which on a phone that was not seen counts as gone; a page may change its kernel."""

INSIDE = """
    SELECT 1 FROM otkit_phones JOIN otkit_rooms USING (room_id)
    WHERE code = :code AND phone = :phone"""
TRY = """
    INSERT INTO otkit_tries (minute, source, wrong) VALUES (:minute, :source, :by)
    ON CONFLICT (minute, source) DO UPDATE SET wrong = otkit_tries.wrong + :by RETURNING wrong"""
WRONG = "SELECT wrong FROM otkit_tries WHERE minute = :minute AND source = :source"
FORGET = "DELETE FROM otkit_tries WHERE minute < :minute"
LET_IN = """
    INSERT INTO otkit_phones (room_id, phone) VALUES (:room_id, :phone) ON CONFLICT DO NOTHING"""
LET_OUT = """
    DELETE FROM otkit_phones WHERE phone = :phone
    AND room_id = (SELECT room_id FROM otkit_rooms WHERE code = :code)
    AND NOT EXISTS (SELECT 1 FROM otkit_answers AS given
        WHERE given.room_id = otkit_phones.room_id AND given.phone = otkit_phones.phone)
    AND NOT EXISTS (SELECT 1 FROM otkit_votes AS given
        WHERE given.room_id = otkit_phones.room_id AND given.phone = otkit_phones.phone)"""
SEE = """
    INSERT INTO otkit_here (room_id, phone, seen)
    SELECT room_id, phone, :seen FROM otkit_phones WHERE room_id = :room_id AND phone = :phone
    ON CONFLICT (room_id, phone) DO UPDATE SET seen = excluded.seen"""
HERE = "SELECT count(*) FROM otkit_here WHERE room_id = :room_id AND seen > :since"
PHONES = "SELECT count(*) FROM otkit_phones WHERE room_id = :room_id"
TOLD = """
    SELECT count(DISTINCT phone) FROM otkit_answers AS given
    WHERE room_id = :room_id AND NOT EXISTS (
        SELECT 1 FROM otkit_choices AS offered WHERE offered.room_id = given.room_id
        AND offered.part = given.part AND offered.question_id = given.question_id
        AND offered.choice = :right)"""
DOOR = "SELECT is_closed, people FROM otkit_doors WHERE room_id = :room_id"
SET_DOOR = """
    INSERT INTO otkit_doors (room_id, is_closed, people) VALUES (:room_id, :is_closed, :people)
    ON CONFLICT (room_id) DO UPDATE SET is_closed = excluded.is_closed, people = excluded.people"""


def is_inside(connection: Connection, code: str, participant: str) -> bool:
    """Whether a participant has joined the room with this code before."""
    parameters = {"code": clean_code(code), "phone": participant}
    return connection.scalar(text(INSIDE), parameters) is not None


def must_wait(connection: Connection, now: float, source: str) -> RoomError | None:
    """Why a source has to wait; None while few wrong codes came from it in this minute."""
    values = {"minute": int(now // 60), "source": source}
    return _too_fast((connection.scalar(text(WRONG), values) or 0) + 1)


def try_code(connection: Connection, now: float, source: str, by: int) -> RoomError | None:
    """Count a code that is tried (by 1), or take it back (by -1) when it was right."""
    minute = int(now // 60)
    connection.execute(text(FORGET), {"minute": minute - 1})
    wrong = connection.scalar(text(TRY), {"minute": minute, "source": source, "by": by})
    return _too_fast(wrong) if by > 0 else None


def _too_fast(wrong: int) -> RoomError | None:
    is_fast = wrong > WRONG_A_MINUTE
    sentence = "Too many codes are being tried. Wait a minute."
    return RoomError(sentence, "room.slow-down") if is_fast else None


def let_in(connection: Connection, room: Any, participant: str, now: float) -> RoomError | None:
    """Give a participant a seat, or say why not. The room's row must be locked."""
    if door_of(connection, room.room_id).is_closed:
        return RoomError("The door of this room is closed.", "room.door-closed")
    if phones_in(connection, room.room_id) >= room.places:
        sentence = f"All {room.places} places of this room are taken."
        return RoomError(sentence, "room.full", places=room.places)
    values = {"room_id": room.room_id, "phone": participant}
    connection.execute(text(LET_IN), values)
    connection.execute(text(SEE), values | {"seen": int(now)})
    return None


def let_out(connection: Connection, code: str, participant: str) -> None:
    """Take a participant's seat back, unless it has answered: then its answers stay."""
    connection.execute(text(LET_OUT), {"code": clean_code(code), "phone": participant})


def phones_in(connection: Connection, room_id: int) -> int:
    """How many participants have joined, and have not left without an answer."""
    return connection.scalar(text(PHONES), {"room_id": room_id}) or 0


def phones_here(connection: Connection, room_id: int, now: float) -> int:
    """How many participants have a page that was open just now."""
    values = {"room_id": room_id, "since": int(now) - HERE_SECONDS}
    return connection.scalar(text(HERE), values) or 0


def count_about_you(connection: Connection, room_id: int) -> int:
    """How many participants answered a question about themselves, in any part."""
    return connection.scalar(text(TOLD), {"room_id": room_id, "right": RIGHT}) or 0


def door_of(connection: Connection, room_id: int) -> Door:
    """A room's door; open as long as nobody has set it."""
    row = connection.execute(text(DOOR), {"room_id": room_id}).one_or_none()
    return Door(bool(row.is_closed), row.people) if row else Door()


def set_door(connection: Connection, room_id: int, door: Door) -> None:
    """Set a room's door. The room's row must be locked."""
    values = {"room_id": room_id, "is_closed": int(door.is_closed), "people": door.people}
    connection.execute(text(SET_DOOR), values)
