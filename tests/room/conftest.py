"""Rooms in a file and in a real PostgreSQL: every test that asks for `rooms` runs on both."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from made_up_room import Clock, offered

from otkit.workshop.room.stages import QuestionKey
from otkit.workshop.room.store import Rooms
from tests.postgres import PostgreSQL, postgresql

NUMBERS = itertools.count()


@pytest.fixture(scope="session")
def server() -> Iterator[PostgreSQL]:
    with postgresql() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty store."""
    if request.param == "sqlite":
        return str(tmp_path / "private" / "rooms.sqlite3")
    running: PostgreSQL = request.getfixturevalue("server")
    name = f"rooms{next(NUMBERS)}"
    with psycopg.connect(running.url(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return running.url(name)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def rooms(where: str, clock: Clock) -> Rooms:
    return Rooms(where, clock)


@pytest.fixture
def code(rooms: Rooms) -> str:
    return rooms.open(offered())


@pytest.fixture
def answer(rooms: Rooms, code: str) -> Callable[..., frozenset[QuestionKey]]:
    """A phone's answer to one question, after it has joined."""

    def say(phone: str, choice: str, turn: int = 1, part: str = "before", question: str = "q0"):
        rooms.join(code, phone)
        return rooms.record(code, phone, turn, {QuestionKey(part, question): choice})

    return say
