"""A database by URL: SQLite in one private file, or PostgreSQL, in short durable transactions.

When `run` returns, the database has written the work to disk (SQLite with `synchronous=FULL`,
PostgreSQL with `synchronous_commit`). A busy database is tried again for `PATIENCE` seconds, so
`work` must be idempotent. Any other failure is a `RoomError` that a page can show.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from sqlalchemy import URL, Connection, Engine, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError

from otkit.errors import RoomError
from otkit.kit.tables.sentences import said
from otkit.workshop.room.engines import PATIENCE, postgresql_engine, sqlite_engine
from otkit.workshop.room.schema import METADATA
from otkit.workshop.room.trouble import BUSY, calm, meaning

T = TypeVar("T")

CREATE_LOCK = 0x6F746B  # PostgreSQL's advisory lock while the tables are made


class Database:
    """The database of a store; `repr` hides the password."""

    def __init__(self, where: str | Path) -> None:
        """Take the URL of a database or the path of a file; it is opened on first use."""
        self.url = _url(where)
        self._engine: Engine | None = None
        self._has_tables = False

    def __repr__(self) -> str:
        """The address without its password."""
        return f"Database({self.url.render_as_string(hide_password=True)!r})"

    @property
    def is_a_file(self) -> bool:
        """Whether this is a SQLite file of this computer."""
        return self.url.get_backend_name() == "sqlite"

    def run(self, work: Callable[[Connection], T], write: bool = True) -> T:
        """Run `work` in one transaction; when this returns it is on disk.

        `work` may run more than once. Raises `RoomError` when the database is busy, full or away.
        """
        until = time.monotonic() + PATIENCE
        pause = 0.02
        while True:
            try:
                return self._attempt(work, write)
            except DBAPIError as error:
                if meaning(error) != BUSY or time.monotonic() + pause > until:
                    raise calm(error, self.url.host or str(self.url.database)) from error
            time.sleep(pause)
            pause = min(2 * pause, 0.3)

    def _attempt(self, work: Callable[[Connection], T], write: bool) -> T:
        if self._engine is None:
            make = sqlite_engine if self.is_a_file else postgresql_engine
            self._engine = make(self.url)
        if not self._has_tables:
            self._make_tables(self._engine)
            self._has_tables = True
        with (
            self._engine.connect().execution_options(otkit_write=write) as connection,
            connection.begin(),
        ):
            return work(connection)

    def _make_tables(self, engine: Engine) -> None:
        """Make the tables unless they exist; several processes may try at once."""
        with engine.connect() as connection:
            if METADATA.tables.keys() <= set(inspect(connection).get_table_names()):
                return
        with engine.connect().execution_options(otkit_write=True) as connection, connection.begin():
            if not self.is_a_file:
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": CREATE_LOCK})
            METADATA.create_all(connection)

    def forget_deleted(self) -> None:
        """Remove deleted rows from SQLite's journal."""
        if self._engine is not None and self.is_a_file:
            raw = self._engine.raw_connection()
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            raw.close()

    def close(self) -> None:
        """Close the connections."""
        if self._engine is not None:
            self._engine.dispose()


def _url(where: str | Path) -> URL:
    """Parse an address; a path becomes SQLite's URL, PostgreSQL gets its driver."""
    if isinstance(where, Path) or "://" not in where:
        return URL.create("sqlite", database=os.path.realpath(Path(where).expanduser()))
    try:
        url = make_url(where)
    except ArgumentError:
        url = URL.create("unknown")
    if url.get_backend_name() == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:"):
        return url
    raise RoomError(said("room.unknown-store"), "room.unknown-store")
