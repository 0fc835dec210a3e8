"""The walls of rooms: what the projector shows, driven by who holds the wall's secret.

A wall has no answer and no participant in it. Its slide is a name from `slides.py`; an empty one is
the first of the stage.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from otkit.errors import RoomError
from otkit.workshop.room import rows
from otkit.workshop.room.database import Database

LONGEST_INVITE = 80
"""Characters of the address of the pages for phones; a longer one is not kept."""

BYTES = 16  # of a secret: nobody guesses it

FIND = """
    SELECT code, secret, slide, invite, length, begins
    FROM otkit_walls JOIN otkit_rooms USING (room_id) WHERE closes > :now AND {where}"""
MAKE = """
    INSERT INTO otkit_walls (room_id, secret, slide, invite, length, begins)
    VALUES (:room_id, :secret, '', '', 0, 0) ON CONFLICT DO NOTHING"""
CHANGE = "UPDATE otkit_walls SET {values} WHERE secret = :secret"


@dataclass(frozen=True)
class Wall:
    """A room's wall: `invite` is the URL of the pages for phones, ending in a slash; "" if unknown.

    `length` is the agenda's in minutes (0: none); `begins` is when it began, in seconds since 1970.
    """

    code: str
    secret: str
    slide: str = ""
    invite: str = ""
    length: int = 0
    begins: int = 0


class Walls:
    """All walls of one store; each method raises `RoomError` with a sentence for people."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.time) -> None:
        """Keep walls in the database of the rooms; `clock` gives seconds since 1970."""
        self._database, self._now = database, clock

    def of(self, code: str) -> Wall:
        """The wall of an open room; it is made when it is first asked for."""

        def make(connection: Connection) -> None:
            room = rows.find(connection, code, self._now())
            values = {"room_id": room.room_id, "secret": secrets.token_hex(BYTES)}
            connection.execute(text(MAKE), values)

        wall = self._find("code = :value", code)
        if wall is None:
            self._database.run(make)
            wall = self._find("code = :value", code)
        return _there(wall)

    def find(self, secret: str) -> Wall:
        """The wall with this secret, while its room is open."""
        return _there(self._find("secret = :value", secret))

    def show(self, secret: str, slide: str) -> None:
        """Have a wall show a slide."""
        self._change(secret, slide=slide)

    def invite(self, secret: str, address: str) -> None:
        """Tell a wall where phones find the pages; an address that is too long is left out."""
        self._change(secret, invite=address if len(address) <= LONGEST_INVITE else "")

    def begin(self, secret: str, length: int) -> None:
        """Start the clock of an agenda of `length` minutes now."""
        self._change(secret, length=length, begins=int(self._now()))

    def _find(self, where: str, value: str) -> Wall | None:
        values = {"now": self._now(), "value": value}
        query = text(FIND.format(where=where))
        row = self._database.run(lambda c: c.execute(query, values).one_or_none(), write=False)
        return Wall(*row) if row else None

    def _change(self, secret: str, **values: Any) -> None:
        names = ", ".join(f"{name} = :{name}" for name in values)
        change = text(CHANGE.format(values=names))
        self._database.run(lambda c: c.execute(change, values | {"secret": secret}).rowcount)


def _there(wall: Wall | None) -> Wall:
    if wall is None:
        sentence = "This wall's room is closed, or its address is not whole."
        raise RoomError(sentence, "room.no-wall")
    return wall
