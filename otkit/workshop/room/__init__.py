"""The workshop room: what parents share on their phones, counted, never told apart.

Shared are quiz answers, how sure people feel, subjects to talk about, and an evaluation form; never
what was ticked about a child (`schema.py` has no place for it). `counts.py` says which numbers may
be shown, `stages.py` when, `store.py` writes, `database.py` is SQLite or PostgreSQL.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from otkit.errors import RoomError
from otkit.workshop.room.codes import clean_code
from otkit.workshop.room.stages import PLACES, STAGES, Asked, Room, no_such_room

if TYPE_CHECKING:
    from otkit.workshop.room.store import Rooms

__all__ = [
    "PLACES",
    "STAGES",
    "Asked",
    "Room",
    "RoomError",
    "clean_code",
    "no_such_room",
    "own_store",
    "plain",
    "rooms_of",
]

VARIABLE = "OTKIT_ROOM"
"""The environment variable that says where rooms are kept: a path, or PostgreSQL's URL."""


def own_store() -> Path:
    """Where this user's rooms are kept when nothing else is said: one file in a private folder."""
    return Path.home() / ".otkit" / "rooms.sqlite3"


def plain(where: str | Path) -> str:
    """An address of a store as others may read it: a file's whole path, or PostgreSQL's URL.

    >>> plain("sqlite:////var/rooms.sqlite3"), plain("postgresql://db/rooms"), plain("")
    ('/var/rooms.sqlite3', 'postgresql://db/rooms', '')
    """
    text = str(where).removeprefix("sqlite:///")
    return text if "://" in text or not text else str(Path(text).expanduser().resolve())


def rooms_of(where: str | Path | None = None) -> Rooms:
    """The rooms kept in `where`, or where the environment says; `RoomError` when it says nothing.

    The database's own library is loaded here and not before: most pages never need it.
    """
    where = where or os.environ.get(VARIABLE)
    if not where:
        raise RoomError("There is no workshop here right now.", "room.no-store")
    from otkit.workshop.room.store import Rooms

    return Rooms(where)
