"""Somebody with one page, or one address, against a room that a real server has."""

from __future__ import annotations

import asyncio
import itertools
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from tornado.httpclient import HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from otkit.server.kernels.page import CODES_AT_ONCE
from otkit.workshop.room.codes import ALPHABET
from otkit.workshop.room.door import WRONG_A_MINUTE
from otkit.workshop.room.questions import offered
from otkit.workshop.room.stages import STAGES, QuestionKey
from otkit.workshop.room.store import Rooms
from otkit.workshop.room.walls import Walls
from tests.deploy.visitor import PROTOCOL, Visitor, pack
from tests.serving import free_port, started

WITHIN = 60  # seconds; a busy machine is slow, not wrong


class Phone(Visitor):
    """A page at an address of its own."""

    def __init__(self, base: str, address: str) -> None:
        super().__init__(base)
        self.address = address

    async def connect(self, **host: str) -> WebSocketClientConnection:
        to = self.host | host
        path = f"{to['baseUrl']}api/kernels/{to['kernelId']}/channels?session_id={uuid.uuid4().hex}"
        headers = {"Cookie": self.cookies_for(path), "X-Forwarded-For": self.address}
        request = HTTPRequest(self.origin.replace("http", "ws", 1) + path, headers=headers)
        return await websocket_connect(request, subprotocols=[PROTOCOL, f"otkit.{to['token']}"])

    async def send(self, fields: dict[str, list[str]]) -> None:
        """Send a form, and wait for no answer."""
        content = {"action": "join", "fields": fields, "seen": str(next(self.turns))}
        data = {"method": "custom", "content": content}
        assert self.line is not None
        await self.line.write_message(pack({"comm_id": self.model, "data": data}), binary=True)

    async def told(self, fields: dict[str, list[str]], words: str) -> None:
        """Send a form, and wait until the page says so."""
        await self.say(fields)
        async with asyncio.timeout(WITHIN):
            while words not in "".join(v for v in self.shown.values() if isinstance(v, str)):
                await self.hear()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("attacked")


@pytest.fixture(scope="module")
def rooms(folder: Path) -> Iterator[Rooms]:
    rooms = Rooms(folder / "rooms.sqlite3")
    yield rooms
    rooms.database.close()


@pytest.fixture
def code(rooms: Rooms, tables) -> str:
    """A room of its own for each test; those who attack it come from other addresses too."""
    return rooms.open(offered(tables))


@pytest.fixture(scope="module")
def room_page(rooms: Rooms, folder: Path) -> Iterator[str]:
    port = free_port()
    store = str(folder / "rooms.sqlite3")
    options = ("--port", str(port), "--rooms", store, "--behind-proxy", "--kernels", "1")
    with started("otkit", "serve", *options, port=port, log=folder / "log"):
        yield f"http://127.0.0.1:{port}/room"


def test_one_page_is_one_phone_and_a_flood_slows_itself(rooms, code, room_page):
    inside, wrong = f"You are in room {code}", itertools.product(ALPHABET, repeat=6)

    async def story() -> None:
        many = Phone(room_page, "10.6.6.6")
        for number in range(10):  # each time as another phone, from the first form again
            await many.told({"code": [code], "phone": [f"{number:032x}"]}, inside)
            await many.told({"language": ["en"]}, 'name="code"')
        guesser = Phone(room_page, "10.7.7.7")
        tried = iter(guess for guess in map("".join, wrong) if guess != code)
        for _ in range(WRONG_A_MINUTE + 1):
            forged = {"code": [next(tried)], "source": [uuid.uuid4().hex[:16]]}
            await guesser.told(forged, "No open room" if _ < WRONG_A_MINUTE else "Too many codes")
        phone = Phone(room_page, "10.8.8.8")
        await phone.told({"code": [code]}, inside)
        for one in (many, guesser, phone):
            await one.leave()

    asyncio.run(story())
    assert rooms.count(code).joined == 2


def test_a_page_that_tries_codes_without_a_pause_is_answered_few(code, room_page, folder):
    """The rest reaches no kernel; the phones of others come in meanwhile."""
    guesses = map("".join, itertools.product(ALPHABET, repeat=6))
    log, warning = folder / "log", "tried more codes of rooms than fingers can"

    async def story() -> None:
        guesser, phone = Phone(room_page, "10.4.4.4"), Phone(room_page, "10.4.4.5")
        await guesser.say({})
        for number in range(int(CODES_AT_ONCE) - 1):
            await guesser.send({("code", "room")[number % 2]: [next(guesses)]})
        await guesser.say({"code": [next(guesses)]})  # and wait for its answer
        assert warning not in log.read_text()
        for _ in range(10):
            await guesser.send({"code": [next(guesses)]})
        await phone.told({"code": [code]}, f"You are in room {code}")
        async with asyncio.timeout(WITHIN):
            while warning not in log.read_text():
                await asyncio.sleep(0.1)
        await guesser.leave()
        await phone.leave()

    asyncio.run(story())
    assert code not in log.read_text()


def test_a_walls_address_tells_nothing_and_takes_no_seat(rooms, code, room_page):
    """Not to a phone without the secret; and with it no more than the board may show."""
    walls, wall_page = Walls(rooms.database), f"{room_page.removesuffix('room')}wall"
    secret = walls.of(code).secret
    for number in range(4):  # too few to say anything about
        rooms.join(code, f"phone-{number}")
        sure = QuestionKey("before", "sure.call")
        rooms.record(code, f"phone-{number}", 1, {sure: "very"})

    async def story() -> None:
        stranger = Phone(wall_page, "10.5.5.5")
        forged = ({"wall": [code]}, {"wall": ["0" * 32], "code": [code], "phone": ["phone-0"]})
        for action, fields in itertools.product(("change", "on", "next:before"), forged):
            stranger.action = action
            await stranger.told(fields, "its address is not whole")
        assert rooms.room(code).stage == "before"
        holder = Phone(wall_page, "10.5.5.6")
        await holder.told({"wall": [secret]}, code)
        for stage in STAGES[:-1]:
            holder.action = f"next-now:{stage}"
            await holder.say({"wall": [secret]})
        holder.action = "change"
        for slide in ("results:sure", "results:evaluation"):
            walls.show(secret, slide)
            await holder.told({"wall": [secret]}, "How people feel is shown in words")
            seen = " ".join(v for v in holder.shown.values() if isinstance(v, str))
            assert "phone-" not in seen
            assert "most people" not in seen
        await stranger.leave()
        await holder.leave()

    asyncio.run(story())
    assert rooms.count(code).joined == 4


def test_no_form_of_a_page_skips_the_count_of_wrong_codes(rooms, code, room_page):
    """Whatever the action, whichever fields hold the code, whatever the page says of itself."""
    codes = (
        guess for guess in map("".join, itertools.product(ALPHABET, repeat=6)) if guess != code
    )
    forms = [("change", ("room",)), ("x", ("room",)), ("x", ("code", "room")), ("join", ("code",))]
    before = dict(wrong_codes(rooms))

    async def story() -> None:
        for number, (action, holders) in enumerate(forms):
            guesser = Phone(room_page, f"10.9.9.{number}")
            guesser.action = action
            for _ in range(4):
                forged = {name: [guess] for guess in [next(codes)] for name in holders}
                await guesser.say(forged | {"source": [uuid.uuid4().hex[:16]]})
            await guesser.leave()

    asyncio.run(story())
    counted = {source: wrong for source, wrong in wrong_codes(rooms) if source not in before}
    assert list(counted.values()) == [4] * len(forms)
    assert {len(source) for source in counted} == {16}


def wrong_codes(rooms: Rooms) -> list[tuple[str, int]]:
    """How many wrong codes were counted of each address."""
    tries = "SELECT source, sum(wrong) FROM otkit_tries GROUP BY source"
    return [
        (row[0], row[1])
        for row in rooms.database.run(lambda c: c.execute(text(tries)).all(), write=False)
    ]
