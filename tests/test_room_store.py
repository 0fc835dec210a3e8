"""Many pages in one room: the store is reached from threads, and polled once for all of them."""

import asyncio
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from otkit.widgets import RoomPage, room_store
from otkit.widgets.room_store import Poll, in_thread, own_store
from otkit.workshop.room.door import HERE_SECONDS
from otkit.workshop.room.questions import offered
from otkit.workshop.room.store import Rooms


@pytest.fixture
def rooms(tmp_path: Path) -> Iterator[Rooms]:
    rooms = Rooms(tmp_path / "rooms.sqlite3")
    yield rooms
    rooms.database.close()


@pytest.fixture(autouse=True)
def often(monkeypatch):
    monkeypatch.setattr(room_store, "POLL_SECONDS", 0.05)


@pytest.fixture(autouse=True)
def poll(monkeypatch) -> Poll:
    """A poll of this test's own: other tests leave pages open in the one of the process."""
    own = Poll()
    monkeypatch.setattr("otkit.widgets.room_page.POLL", own)
    return own


async def until(holds) -> None:
    async with asyncio.timeout(30):
        while not holds():
            await asyncio.sleep(0.01)


def joining(code: str) -> dict:
    return {"action": "join", "fields": {"code": [code], "language": ["en"]}, "seen": "1"}


async def in_room(rooms: Rooms, code: str, tables, many: int) -> list[RoomPage]:
    pages = [RoomPage(tables, rooms=rooms) for _ in range(many)]
    for page in pages:
        page.handle(joining(code))
    await until(lambda: all(page.stage for page in pages))
    return pages


def test_a_slow_store_does_not_hold_up_the_loop(rooms, tables, monkeypatch):
    code, join = rooms.open(offered(tables)), rooms.join
    goes_on = threading.Event()

    def slow(*args):
        assert goes_on.wait(60), "the loop waited for the store"
        return join(*args)

    monkeypatch.setattr(rooms, "join", slow)

    async def story() -> None:
        page = RoomPage(tables, rooms=rooms)
        page.handle(joining(code))
        goes_on.set()
        await until(lambda: page.stage == "before")
        page.close()

    asyncio.run(story())


def test_a_room_is_polled_once_for_all_pages_in_it(rooms, tables, monkeypatch):
    code, room = rooms.open(offered(tables)), rooms.room
    polls = []

    def counted(*args):
        polls.append(threading.current_thread().name)
        return room(*args)

    async def story() -> None:
        pages = await in_room(rooms, code, tables, 20)
        monkeypatch.setattr(rooms, "room", counted)
        began = time.monotonic()
        await until(lambda: len(polls) >= 10)
        most = (time.monotonic() - began) / room_store.POLL_SECONDS
        assert len(polls) <= most + 2, "once every 0.05 s, not once a page"
        assert all(name.startswith("room") for name in polls)
        for page in pages:
            page.close()

    asyncio.run(story())


def test_all_pages_hear_of_a_new_stage(rooms, tables, poll):
    code = rooms.open(offered(tables))

    async def story() -> None:
        pages = await in_room(rooms, code, tables, 5)
        rooms.move(code, "after")
        await until(lambda: all(page.stage == "after" for page in pages))
        assert set(poll.pages) == set(pages)
        for page in pages:
            page.close()
        assert not poll.pages

    asyncio.run(story())


@pytest.mark.parametrize("is_led", [False, True])
def test_a_page_that_ended_without_a_word_is_here_no_more(rooms, tables, is_led, monkeypatch):
    """A phone that died: its page is closed by the server, and it never left the room."""
    code, now = rooms.open(offered(tables), is_led=is_led), [time.time()]
    for clocked in (rooms, rooms.lead):
        monkeypatch.setattr(clocked, "_now", lambda: now[0])

    async def story() -> None:
        pages = await in_room(rooms, code, tables, 3)
        assert rooms.count(code).phones_here == 3
        pages.pop().close()
        now[0] += HERE_SECONDS
        await until(lambda: rooms.count(code).phones_here == 2)
        assert rooms.count(code).joined == 3
        for page in pages:
            page.close()
        now[0] += HERE_SECONDS
        await until(lambda: rooms.count(code).phones_here == 0)

    asyncio.run(story())


def test_without_a_loop_it_is_done_at_once():
    done = []
    in_thread(done.append, threading.current_thread())
    assert done == [threading.current_thread()]


def test_a_process_has_one_store(tmp_path, monkeypatch):
    monkeypatch.setenv("OTKIT_ROOM", str(tmp_path / "rooms.sqlite3"))
    assert own_store() is own_store()
    own_store().database.close()
