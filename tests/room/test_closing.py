"""Rooms whose time is over are deleted while nobody looks; on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio

import pytest
from test_store import rows_left

from otkit.errors import RoomError
from otkit.server.closing import closing_rooms
from otkit.workshop.room.store import HOURS, Rooms

WITHIN = 60  # seconds; a busy machine is slow, not wrong


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch, rooms: Rooms) -> None:
    """Look every few milliseconds, with the rooms whose clock a test can turn."""
    monkeypatch.setattr("otkit.server.closing.CLOSES_EVERY", 20)
    monkeypatch.setattr("otkit.server.closing.rooms_of", lambda _where: rooms)


async def gone(rooms: Rooms, where: str) -> None:
    """Wait until no row is left."""
    closing = closing_rooms(where)
    async with asyncio.timeout(WITHIN):
        while await asyncio.to_thread(rows_left, rooms):
            await asyncio.sleep(0.02)
    closing.stop()


def test_a_room_is_gone_with_all_its_rows_when_its_time_is_over(
    rooms: Rooms, code: str, answer, clock, where: str
) -> None:
    answer("phone", "right")
    assert rows_left(rooms)
    clock.now += HOURS * 3600
    asyncio.run(gone(rooms, where))
    assert rows_left(rooms) == 0


def test_a_store_that_was_away_is_tidied_when_it_is_back(
    rooms: Rooms, code: str, clock, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.now += HOURS * 3600
    troubles = [RoomError("The room store cannot be reached.", "room.away")] * 2
    real = rooms.delete_closed

    def sometimes_away() -> int:
        if troubles:
            raise troubles.pop()
        return real()

    monkeypatch.setattr(rooms, "delete_closed", sometimes_away)
    asyncio.run(gone(rooms, where))
    assert troubles == []
