"""`otkit workshop`: from the terminal to a room with phones and a wall."""

from __future__ import annotations

import asyncio
import re
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from otkit.cli.workshop import not_used, room_to_use
from otkit.workshop.room.store import Rooms
from otkit.workshop.room.walls import Walls
from tests.deploy.visitor import Visitor
from tests.serving import free_port, started

MOST_ACTIONS = 3
OPENER = "import pathlib, sys; pathlib.Path(sys.argv[1]).write_text(sys.argv[2])"


@dataclass
class Leader:
    """Somebody at a laptop; `actions` is what they had to do."""

    folder: Path
    port: int
    actions: list[str] = field(default_factory=list)

    def types(self, command: str, **env: str):
        """Type a command; the browser that opens by itself writes its address into a file."""
        self.actions.append(command)
        (self.folder / "open.py").write_text(OPENER)
        browser = f"{sys.executable} {self.folder / 'open.py'} {self.folder / 'opened'} %s"
        words = [*command.split(), "--port", str(self.port)]
        log = self.folder / "log"
        return started(*words, port=self.port, log=log, BROWSER=browser, **env)

    def sees(self, name: str) -> str:
        """What is in a file, once it is there."""
        deadline = time.monotonic() + 60
        while not (self.folder / name).exists() or not (self.folder / name).read_text():
            assert time.monotonic() < deadline
            time.sleep(0.1)
        return (self.folder / name).read_text()


async def drawn(address: str, words: str, **fields: list[str]) -> None:
    """Open a page as a phone or a projector does, and wait until it says so."""
    page = Visitor(address)
    await page.say(fields)
    async with asyncio.timeout(60):
        while words not in " ".join(v for v in page.shown.values() if isinstance(v, str)):
            await page.hear()
    await page.leave()


def test_from_the_terminal_to_a_room_in_at_most_three_actions(tmp_path, where, rooms):
    leader = Leader(tmp_path, free_port())
    with leader.types("otkit workshop --pace together", OTKIT_ROOM=str(where), OTKIT_KERNELS="1"):
        wall = leader.sees("opened")
        printed = leader.sees("log")
        (room,) = rooms.open_rooms()
        assert f"The room's code is {room.code}." in printed
        assert f"The wall, for the projector: {wall}" in printed
        secret = re.search(r"wall\?wall=(\w+)", wall)[1]
        asyncio.run(drawn(wall.partition("?")[0], room.code, wall=[secret]))
        home = f"http://127.0.0.1:{leader.port}/"
        asyncio.run(drawn(f"{home}room", f"You are in room {room.code}", code=[room.code]))
    assert len(leader.actions) <= MOST_ACTIONS
    assert rooms.count(room.code).joined == 1
    assert len(room_questions(rooms, room.code)) == 6
    assert set(rooms.room(room.code).states.values()) == {"waiting"}


def room_questions(rooms: Rooms, code: str) -> set[str]:
    """The questions of the quiz that a room asks."""
    keys = rooms.count(code).answers
    return {key.question_id for key in keys if "right" in keys[key]}


def test_options_that_an_open_room_does_not_have_are_named(rooms, where, tables):
    code, _ = room_to_use(str(where), tables, "short", False, "together")
    for options, left in (
        ({"quiz": "full", "pace": "own"}, "--quiz full --pace own"),
        ({"quiz": "short", "pace": "together"}, ""),
        ({"pace": "own"}, "--pace own"),
        ({}, ""),
    ):
        assert not_used(str(where), code, tables, options) == left
    other, _ = room_to_use(str(where), tables, "full", True)
    assert not_used(str(where), other, tables, {"quiz": "short"}) == "--quiz short"
    assert not_used(str(where), other, tables, {"quiz": "full", "pace": "own"}) == ""


def test_after_a_restart_room_and_wall_go_on(rooms, where, tables):
    code, is_old = room_to_use(str(where), tables, "short", False)
    secret = Walls(rooms.database).of(code).secret
    assert not is_old
    assert room_to_use(str(where), tables, "short", False) == (code, True)
    assert Walls(rooms.database).of(code).secret == secret
    assert rooms.room(code).states == {}  # each phone at its own pace
    other, is_old = room_to_use(str(where), tables, "full", True)
    assert (other != code, is_old) == (True, False)
    assert room_to_use(str(where), tables, "short", False) == (other, True)
