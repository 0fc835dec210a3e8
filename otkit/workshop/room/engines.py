"""How to connect to the two databases, and how a transaction begins in each.

Both begin by `otkit_write` among a connection's options: a writer, else a reader.
"""

from __future__ import annotations

import os
import random
import sqlite3
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event
from sqlalchemy.exc import NoSuchModuleError

from otkit.errors import RoomError
from otkit.kit.tables.sentences import said

PATIENCE = 3.5  # seconds for one transaction; a page gives up a silent connection after 8
BUSY_MS = 1000  # milliseconds in which a statement waits for a lock
TURN_SECONDS = (0.001, 0.008)  # between two attempts to get the write lock
CONNECT_SECONDS = 2
SQLITE = (
    f"PRAGMA busy_timeout={BUSY_MS}",
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",  # what is deleted is overwritten
)
POSTGRESQL = (
    f"SET LOCAL lock_timeout={BUSY_MS}",
    f"SET LOCAL statement_timeout={BUSY_MS}",
    "SET LOCAL synchronous_commit=on",
)


def sqlite_engine(url: URL) -> Engine:
    """SQLite in a file private to this user.

    One connection stays open: the last to close triggers a WAL checkpoint.
    """
    file = Path(str(url.database))
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        sentence = said("room.unfit", store=file, why=error.strerror)
        raise RoomError(sentence, "room.away") from error
    engine = create_engine(url, pool_size=1)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def postgresql_engine(url: URL) -> Engine:
    """PostgreSQL, disconnected after each transaction: kernels are many, connections few."""
    options = {
        "application_name": "otkit",
        "client_encoding": "utf8",
        "connect_timeout": CONNECT_SECONDS,
        "prepare_threshold": None,  # so that a connection pooler can share connections
        "tcp_user_timeout": 1000 * CONNECT_SECONDS,
    }
    try:
        engine = create_engine(url, poolclass=NullPool, connect_args=options)
    except (ImportError, NoSuchModuleError) as error:
        raise RoomError(said("room.no-driver"), "room.no-driver") from error
    event.listen(engine, "begin", _begin_postgresql)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # transactions begin below, not by the driver's guess
    for pragma in SQLITE:
        connection.execute(pragma)


def _begin_sqlite(connection: Connection) -> None:
    """A writer locks at the start, so that it never fails in the middle."""
    write = connection.get_execution_options().get("otkit_write")
    if not write or not _took_turn(connection.connection.dbapi_connection):
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def _took_turn(raw: Any) -> bool:
    """Try for the lock at short random intervals; SQLite's own steps of 100 ms starve writers."""
    until = time.monotonic() + PATIENCE
    raw.execute("PRAGMA busy_timeout=0")
    try:
        while time.monotonic() < until:
            with suppress(sqlite3.OperationalError):
                raw.execute("BEGIN IMMEDIATE")
                return True
            time.sleep(random.uniform(*TURN_SECONDS))  # noqa: S311 -- fairness, no secret  # nosec B311
        return False
    finally:
        raw.execute(f"PRAGMA busy_timeout={BUSY_MS}")


def _begin_postgresql(connection: Connection) -> None:
    for setting in POSTGRESQL:
        connection.exec_driver_sql(setting)
    if not connection.get_execution_options().get("otkit_write"):
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
