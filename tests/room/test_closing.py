"""Rooms whose time is over are deleted while nobody looks; on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio

import pytest
from test_store import rows_left

from otkit.errors import RoomError
from otkit.server.launch import close_rooms
from otkit.workshop.room.store import HOURS, Rooms


def test_a_room_is_gone_with_all_its_rows_when_its_time_is_over(
    rooms: Rooms, code: str, answer, clock
) -> None:
    answer("phone", "right")
    assert rows_left(rooms)
    clock.now += HOURS * 3600
    asyncio.run(close_rooms(rooms))
    assert rows_left(rooms) == 0


def test_a_store_that_was_away_is_tidied_when_it_is_back(
    rooms: Rooms, code: str, clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.now += HOURS * 3600
    troubles = [RoomError("The room store cannot be reached.", "room.away")] * 2
    real = rooms.delete_closed

    def sometimes_away() -> int:
        if troubles:
            raise troubles.pop()
        return real()

    monkeypatch.setattr(rooms, "delete_closed", sometimes_away)
    for _ in range(3):
        assert rows_left(rooms)
        asyncio.run(close_rooms(rooms))
    assert (troubles, rows_left(rooms)) == ([], 0)
