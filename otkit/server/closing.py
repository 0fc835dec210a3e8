"""Workshop rooms are deleted when their time is over, though nobody opens them."""

from __future__ import annotations

import asyncio
import logging

from tornado.ioloop import PeriodicCallback

from otkit.errors import RoomError
from otkit.workshop.room import rooms_of

CLOSES_EVERY = 60_000  # milliseconds

log = logging.getLogger("otkit")


def closing_rooms(where: str) -> PeriodicCallback:
    """Delete the rooms kept at `where` whose time is over, now and then from now on."""
    rooms = rooms_of(where)

    async def close() -> None:
        try:
            await asyncio.to_thread(rooms.delete_closed)
        except RoomError as error:
            log.warning("Rooms whose time is over are not deleted yet: %s", error)

    closing = PeriodicCallback(close, CLOSES_EVERY)
    closing.start()
    return closing
