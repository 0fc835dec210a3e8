"""The workshop's rooms: a facilitator opens them and sets the stage, participants join and answer.

A participant is an id that the server gave to one page. Each of its messages has a turn, a count
that grows and tells no time; there is one row for each participant and question, and only a turn
that is not older writes it. So an answer sent twice, late, or again after a reconnect counts once.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, delete, insert, select, update

from otkit.errors import RoomError
from otkit.workshop.room import answers as given
from otkit.workshop.room import door, rows
from otkit.workshop.room.codes import clean_code
from otkit.workshop.room.counts import is_enough, kind_of
from otkit.workshop.room.database import Database
from otkit.workshop.room.lead import Lead, end_stage, wait
from otkit.workshop.room.schema import CHOICES, ROOMS
from otkit.workshop.room.stages import SEATS, STAGES, Door, QuestionKey, Room, reopened

HOURS = 12
"""Hours after which a room closes and its rows are deleted."""

T = TypeVar("T")


class Rooms:
    """All rooms of one store; each method raises `RoomError` with a sentence for people."""

    def __init__(self, where: str | Path, clock: Callable[[], float] = time.time) -> None:
        """Keep rooms in the file or the PostgreSQL database `where`; `clock` gives seconds."""
        self.database = Database(where)
        self._now = clock
        self.lead = Lead(self.database, clock)

    def __repr__(self) -> str:
        """The store, without a password."""
        return f"Rooms({self.database!r})"

    # ------------------------------------------------------------ for the facilitator

    def open(self, offered: rows.Offered, places: int = SEATS, is_led: bool = False) -> str:
        """Open a room that asks what is `offered`; returns its code.

        Where it `is_led`, the quiz is asked one question at a time (`lead.py`).
        """
        choices = [
            vars(key) | {"choice": choice} for key, names in offered.items() for choice in names
        ]

        def work(connection: Connection) -> str:
            rows.delete_closed(connection, self._now())
            code = rows.free_code(connection)
            closes = int(self._now()) + HOURS * 3600
            room = insert(ROOMS).values(code=code, stage=STAGES[0], closes=closes, places=places)
            room_id = connection.scalar(room.returning(ROOMS.c.room_id))
            if choices:
                connection.execute(insert(CHOICES), [{"room_id": room_id} | row for row in choices])
            if is_led:
                wait(connection, room_id, offered)
            return code

        return self.database.run(work)

    def move(self, code: str, stage: str) -> Room:
        """Set the stage; back only while no answers of a part that would reopen were shown."""

        def work(connection: Connection) -> Room:
            row = rows.find(connection, code, self._now(), lock=True)
            again = set(reopened(row.stage, stage))
            changed = again | {"before"} if "after" in again else again  # shown beside each other
            for key, choices in rows.count(connection, row.room_id).items():
                if key.part in changed and is_enough(kind_of(key, choices), sum(choices.values())):
                    sentence = "These answers have been shown. They stay as they are."
                    raise RoomError(sentence, "room.no-way-back")
            where = ROOMS.c.room_id == row.room_id
            connection.execute(update(ROOMS).where(where).values(stage=stage))
            end_stage(connection, row.room_id, again)
            rows.rewind(connection, row.room_id)
            return Room(row.code, stage, row.closes, row.places)

        return self.database.run(work)

    def set_door(self, code: str, is_closed: bool | None = None, people: int | None = None) -> None:
        """Close or open a room's door, or say how many people there are; None changes nothing."""

        def work(connection: Connection) -> None:
            row = rows.find(connection, code, self._now(), lock=True)
            now = door.door_of(connection, row.room_id)
            closed = now.is_closed if is_closed is None else is_closed
            room = Door(closed, now.people if people is None else people)
            door.set_door(connection, row.room_id, room)

        self.database.run(work)

    def count(self, code: str) -> rows.Count:
        """The room, its participants and all counts: for `board.py`, which hides small numbers."""

        return self._read(lambda c: rows.count_all(c, rows.find(c, code, self._now()), self._now()))

    def open_rooms(self) -> tuple[Room, ...]:
        """The open rooms of this store, the newest first; those whose time is over are deleted."""
        query = select(ROOMS).order_by(ROOMS.c.room_id.desc())
        stored = self._read(lambda c: tuple(map(rows.as_room, c.execute(query))))
        now = self._now()
        still_open = tuple(room for room in stored if room.closes > now)
        if len(still_open) < len(stored):
            self.delete_closed()
        return still_open

    def delete(self, code: str) -> None:
        """Close a room now and delete its rows."""
        room = delete(ROOMS).where(ROOMS.c.code == clean_code(code))
        self.database.run(lambda connection: connection.execute(room).rowcount)
        self.database.forget_deleted()

    def delete_closed(self) -> int:
        """Delete the rooms whose time is over; returns how many there were."""
        deleted = self.database.run(lambda c: rows.delete_closed(c, self._now()))
        if deleted:
            self.database.forget_deleted()
        return deleted

    # ------------------------------------------------------------ for a phone

    def is_inside(self, code: str, participant: str) -> bool:
        """Whether a participant has joined this room."""
        return self._read(lambda c: door.is_inside(c, code, participant))

    def join(self, code: str, participant: str, source: str = "") -> Room:
        """Let in a participant, by the server's id; wrong codes are counted by `source`."""

        def rejoin(connection: Connection) -> Room | RoomError | None:
            if not door.is_inside(connection, code, participant):
                return door.must_wait(connection, self._now(), source)  # without a write
            return rows.room_of(connection, rows.find(connection, code, self._now()))

        def enter(connection: Connection) -> Room | RoomError:
            if too_fast := door.try_code(connection, self._now(), source, +1):
                return too_fast
            try:
                row = rows.find(connection, code, self._now(), lock=True)
            except RoomError as wrong:
                return wrong  # returned, not raised: the try has to be committed
            door.try_code(connection, self._now(), source, -1)
            no = door.let_in(connection, row, participant, self._now())
            return no or rows.room_of(connection, row)

        result = self._read(rejoin) or self.database.run(enter)
        if isinstance(result, RoomError):
            raise result
        return result

    def leave(self, code: str, participant: str) -> None:
        """Give a participant's place back; what it has answered stays, and so does who answered."""
        self.database.run(lambda c: door.let_out(c, code, participant))

    def room(self, code: str) -> Room:
        """The room as it is now."""
        return self._read(lambda c: rows.room_of(c, rows.find(c, code, self._now())))

    def record(
        self, code: str, participant: str, turn: int, answers: given.Answers
    ) -> frozenset[QuestionKey]:
        """Write a participant's answers; the keys it returns were read back and are on disk.

        Of the others a newer turn is stored, or they came too late: their part is closed. When the
        room does not offer one of the answers, or the participant has not joined, all are refused.
        """
        if answers:
            self.database.run(
                lambda c: given.write(c, code, self._now(), participant, turn, answers)
            )
        stored = self.stored(code, participant)
        return frozenset(key for key in answers if stored.get(key) == answers[key])

    def stored(self, code: str, participant: str) -> dict[QuestionKey, str]:
        """The answers of a participant as they are on disk."""
        return self._read(lambda c: given.stored(c, code, self._now(), participant))

    def newest(self, code: str, participants: Collection[str]) -> dict[str, int]:
        """The newest turn that is stored of each of these participants that has answered."""
        return self._read(lambda c: given.newest(c, code, participants))

    def _read(self, work: Callable[[Connection], T]) -> T:
        """Read in a transaction; a room whose time is over is deleted."""
        try:
            return self.database.run(work, write=False)
        except RoomError as error:
            if error.message_id == "room.no-such-room":
                self.delete_closed()
            raise
