"""Database errors as `RoomError`: busy, no space, away, or refused."""

from __future__ import annotations

from typing import Any

from sqlalchemy.exc import DBAPIError

from otkit.errors import RoomError
from otkit.kit.tables.sentences import said

BUSY = "room.busy"
NO_SPACE = "room.no-space"
AWAY = "room.away"
REFUSED = "room.not-offered"

SQLITE = {5: BUSY, 6: BUSY, 13: NO_SPACE, 19: REFUSED}
"""SQLITE_BUSY, SQLITE_LOCKED, SQLITE_FULL and SQLITE_CONSTRAINT; any other code is `AWAY`."""

NO_DATABASE = {11, 26}
"""SQLITE_CORRUPT and SQLITE_NOTADB: the file holds something else."""

POSTGRESQL = {
    "23": REFUSED,  # integrity constraint violation
    "40": BUSY,  # transaction rollback: serialization failure, deadlock
    "53100": NO_SPACE,  # disk full
    "53300": BUSY,  # too many connections
    "55P03": BUSY,  # lock not available within its time
    "57": BUSY,  # query cancelled at its time limit, server shutting down or starting
}
"""SQLSTATE or its class; any other is `AWAY`."""


def meaning(error: DBAPIError) -> str:
    """The kind of a driver's error. Only `BUSY` is worth an immediate retry.

    A lost connection counts as busy, since a retry makes a new one.
    """
    cause: Any = error.orig
    if state := getattr(cause, "sqlstate", None):
        return POSTGRESQL.get(state, POSTGRESQL.get(state[:2], AWAY))
    if code := getattr(cause, "sqlite_errorcode", None):
        return SQLITE.get(code & 0xFF, AWAY)
    return BUSY if error.connection_invalidated else AWAY


def calm(error: DBAPIError, store: str) -> RoomError:
    """The error as a sentence for who runs a server; it names `store` that does not answer."""
    message_id = meaning(error)
    if getattr(error.orig, "sqlite_errorcode", 0) & 0xFF in NO_DATABASE:
        return RoomError(said("room.no-database", store=store), message_id)
    return RoomError(said(message_id, store=store), message_id)
