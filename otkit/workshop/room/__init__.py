"""The workshop room: what parents share from their phones, shown as counts alone.

Shared are quiz answers, votes on cases, how sure people feel, subjects to talk about, and an
evaluation form; never what was ticked about a child (`schema.py` has no column for it).
`counts.py` decides which numbers may be shown, `stages.py` when; `store.py` writes, `database.py`
is SQLite or PostgreSQL.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from otkit.errors import RoomError
from otkit.workshop.room.codes import clean_code
from otkit.workshop.room.stages import SEATS, STAGES, QuestionKey, Room, no_such_room

if TYPE_CHECKING:
    from otkit.workshop.room.store import Rooms

__all__ = [
    "SEATS",
    "STAGES",
    "QuestionKey",
    "Room",
    "RoomError",
    "clean_code",
    "no_such_room",
    "own_store",
    "plain",
    "rooms_of",
]

VARIABLE = "OTKIT_ROOM"
"""The environment variable that names the store: a path, or PostgreSQL's URL."""


def own_store() -> Path:
    """The default store: one file in a private folder of this user."""
    return Path.home() / ".otkit" / "rooms.sqlite3"


def plain(where: str | Path) -> str:
    """A store's address, normalized: the absolute path of a file, or PostgreSQL's URL.

    >>> plain("sqlite:////var/rooms.sqlite3"), plain("postgresql://db/rooms"), plain("")
    ('/var/rooms.sqlite3', 'postgresql://db/rooms', '')
    """
    text = str(where).removeprefix("sqlite:///")
    return text if "://" in text or not text else os.path.realpath(Path(text).expanduser())


def rooms_of(where: str | Path | None = None) -> Rooms:
    """The rooms of the store `where`, by default of OTKIT_ROOM; `RoomError` when neither is set.

    The database library is imported here: most pages never need it.
    """
    where = where or os.environ.get(VARIABLE)
    if not where:
        raise RoomError("There is no workshop here right now.", "room.no-store")
    from otkit.workshop.room.store import Rooms

    return Rooms(where)
