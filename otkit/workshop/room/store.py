"""The workshop's rooms: opened and moved on by a facilitator, joined and answered by phones.

A phone is a random word made for one tab of its browser. Each of its messages has a turn, a number
that grows; there is one row for each phone and question, and only a turn that is not older writes
it. So an answer sent twice, late, or again after a reconnect counts once.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, delete, insert, select, update

from otkit.errors import RoomError
from otkit.workshop.room import rows
from otkit.workshop.room.codes import clean_code
from otkit.workshop.room.counts import FEWEST_ANSWERS
from otkit.workshop.room.database import Database
from otkit.workshop.room.schema import CHOICES, ROOMS
from otkit.workshop.room.stages import OPEN_IN, PLACES, STAGES, Asked, Room, reopened

HOURS = 12
"""Hours after which a room closes and its rows are deleted."""

T = TypeVar("T")


class Rooms:
    """All rooms of one store; every method raises `RoomError` with a sentence for people."""

    def __init__(self, where: str | Path, clock: Callable[[], float] = time.time) -> None:
        """Keep rooms in the file or the PostgreSQL database `where`; `clock` gives seconds."""
        self.database = Database(where)
        self._now = clock

    def __repr__(self) -> str:
        """The store, without a password."""
        return f"Rooms({self.database!r})"

    # ------------------------------------------------------------ for the facilitator

    def open(self, offered: Mapping[Asked, Iterable[str]], places: int = PLACES) -> str:
        """Open a room that asks what is `offered`, each with its choices; returns its code."""
        choices = [vars(asked) | {"choice": one} for asked, some in offered.items() for one in some]

        def work(connection: Connection) -> str:
            rows.delete_closed(connection, self._now())
            code = rows.free_code(connection)
            closes = int(self._now()) + HOURS * 3600
            room = insert(ROOMS).values(code=code, stage=STAGES[0], closes=closes, places=places)
            room_id = connection.scalar(room.returning(ROOMS.c.room_id))
            if choices:
                connection.execute(insert(CHOICES), [{"room_id": room_id} | row for row in choices])
            return code

        return self.database.run(work)

    def move(self, code: str, stage: str) -> Room:
        """Go on to another stage; back only while nothing was shown of what would reopen."""

        def work(connection: Connection) -> Room:
            row = rows.find(connection, code, self._now(), lock=True)
            again = reopened(row.stage, stage)
            for asked, choices in rows.count(connection, row.room_id).items():
                if asked.part in again and sum(choices.values()) >= FEWEST_ANSWERS:
                    sentence = "These answers have been shown. They stay as they are."
                    raise RoomError(sentence, "room.no-way-back")
            where = ROOMS.c.room_id == row.room_id
            connection.execute(update(ROOMS).where(where).values(stage=stage))
            return Room(row.code, stage, row.closes, row.places)

        return self.database.run(work)

    def count(self, code: str) -> tuple[Room, int, rows.Choices]:
        """The room, its phones, who chose what: for `board.py` alone, which hides small numbers."""

        def work(connection: Connection) -> tuple[Room, int, rows.Choices]:
            row = rows.find(connection, code, self._now())
            phones = rows.phones_in(connection, row.room_id)
            return rows.as_room(row), phones, rows.count(connection, row.room_id)

        return self._read(work)

    def open_rooms(self) -> tuple[Room, ...]:
        """The open rooms of this store, the newest first; those whose time is over are deleted."""
        query = select(ROOMS).order_by(ROOMS.c.room_id.desc())
        found = self._read(lambda one: tuple(map(rows.as_room, one.execute(query))))
        now = self._now()
        still_open = tuple(room for room in found if room.closes > now)
        if len(still_open) < len(found):
            self.delete_closed()
        return still_open

    def delete(self, code: str) -> None:
        """Close a room now; nothing of it stays."""
        room = delete(ROOMS).where(ROOMS.c.code == clean_code(code))
        self.database.run(lambda connection: connection.execute(room).rowcount)
        self.database.forget_deleted()

    def delete_closed(self) -> int:
        """Delete the rooms whose time is over; returns how many there were."""
        deleted = self.database.run(lambda one: rows.delete_closed(one, self._now()))
        if deleted:
            self.database.forget_deleted()
        return deleted

    # ------------------------------------------------------------ for a phone

    def join(self, code: str, phone: str) -> Room:
        """Let a phone into a room; one that is in it may come again as often as it likes."""

        def look(connection: Connection) -> Room | None:
            if not rows.is_inside(connection, code, phone):
                return None
            return rows.as_room(rows.find(connection, code, self._now()))

        def enter(connection: Connection) -> Room | RoomError:
            if too_fast := rows.guess(connection, self._now(), +1):
                return too_fast
            try:
                row = rows.find(connection, code, self._now(), lock=True)
            except RoomError as wrong:
                return wrong  # not raised in here: the guess has to be written
            rows.guess(connection, self._now(), -1)
            return rows.let_in(connection, row, phone) or rows.as_room(row)

        result = self._read(look) or self.database.run(enter)
        if isinstance(result, RoomError):
            raise result
        return result

    def room(self, code: str) -> Room:
        """The room as it stands now."""
        return self._read(lambda one: rows.as_room(rows.find(one, code, self._now())))

    def record(self, code: str, phone: str, turn: int, answers: rows.Answers) -> frozenset[Asked]:
        """Write a phone's answers; those it returns were read back and are safe on disk.

        What it leaves out came too late: that part is closed. When the room does not offer one of
        the answers, or the phone has not joined, all of them are refused.
        """

        def read(connection: Connection) -> frozenset[Asked]:
            row = rows.find(connection, code, self._now())
            stored = rows.written(connection, row.room_id, phone)
            open_now = (asked for asked in stored if OPEN_IN[asked.part] == row.stage)
            same = (asked for asked in answers if stored.get(asked) == answers[asked])
            return frozenset({*same, *open_now} & set(answers))

        if answers:
            self.database.run(lambda one: rows.write(one, code, self._now(), phone, turn, answers))
        return self._read(read)

    def _read(self, look: Callable[[Connection], T]) -> T:
        """Look a room up; when its time is over, this is the moment to delete it."""
        try:
            return self.database.run(look, write=False)
        except RoomError as error:
            if error.message_id == "room.no-such-room":
                self.delete_closed()
            raise
