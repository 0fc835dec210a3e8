"""A workshop's room in PostgreSQL that several servers share: opened anywhere, joined anywhere."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest

from otkit.kit.tables import Tables
from otkit.widgets.room_steps import steps
from otkit.workshop.room import QuestionKey, rooms_of
from tests.deploy.behind import Replicas, replicas
from tests.deploy.visitor import PATIENCE, Visitor
from tests.postgres import postgresql
from tests.serving import ROOT

PHONES = 8
GIVEN = re.compile('name="phone" value="([^"]+)"')
"""Which participant the server made of a page: its form says it again wherever it goes."""


@pytest.fixture(scope="module")
def store() -> Iterator[str]:
    """The URL of an empty PostgreSQL, with its password."""
    with postgresql() as running:
        yield running.url()


@pytest.fixture(scope="module")
def two(store: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replicas]:
    """Two servers that know the store from their environment, where no other user can read it."""
    folder = tmp_path_factory.mktemp("two")
    with replicas(folder, 2, "--", "--kernels", "1", OTKIT_ROOM=store) as running:
        yield running


def open_room(store: str) -> str:
    """Open a room as a facilitator does at a terminal, on any machine that reaches the store."""
    done = subprocess.run(
        [sys.executable, "-m", "otkit", "room", "open"],
        cwd=ROOT,
        env={**os.environ, "OTKIT_ROOM": store},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split()[-1]


class Phone(Visitor):
    """A phone in a room, with its own answer to how sure the person feels."""

    def __init__(self, base: str, code: str, sure: str) -> None:
        super().__init__(f"{base}room")
        self.fields = {"code": [code], "room": [code]}
        self.sure = sure

    async def join(self) -> None:
        """Be in the room: at once, or when a store that is busy lets the page's next try in."""
        await self.say(self.fields)
        async with asyncio.timeout(PATIENCE):
            while self.shown.get("address") != f"?code={self.fields['code'][0]}":
                await self.hear()
            while not (given := GIVEN.search(" ".join(map(str, self.shown.values())))):
                await self.hear()
        self.fields["phone"] = [given[1]]

    async def answer(self, asked: QuestionKey) -> None:
        self.fields[f"{asked.part}:{asked.question_id}"] = [self.sure]
        await self.say(self.fields)


def test_any_server_lets_into_a_room_and_answers_count_once(
    two: Replicas, store: str, tables: Tables
) -> None:
    code = open_room(store)
    sure = next(step for step in steps("before", tables) if step.scales)
    asked = QuestionKey("before", sure.scales[0])
    phones = [Phone(two.url, code, ("quite", "a-little")[i % 2]) for i in range(PHONES)]

    async def story() -> None:
        await asyncio.gather(*(phone.join() for phone in phones))
        await asyncio.gather(*(phone.answer(asked) for phone in phones))
        lines = [phone.line for phone in phones]
        two.servers()[0].kill()
        await asyncio.gather(*(phone.answer(asked) for phone in phones))
        kept = {phone.line is line for phone, line in zip(phones, lines, strict=True)}
        assert kept == {True, False}, "some phones were at the server that ended, some were not"
        await asyncio.gather(*(phone.leave() for phone in phones))

    asyncio.run(story())
    count = rooms_of(store).count(code)
    assert count.joined == PHONES
    assert count.answers[asked]["quite"] == count.answers[asked]["a-little"] == PHONES // 2


def test_the_stores_password_is_in_no_command_line_and_no_log(two: Replicas, store: str) -> None:
    password = store.split(":")[2].split("@")[0]
    for server in two.servers():
        for process in (server, *server.children(recursive=True)):
            assert password not in " ".join(process.cmdline())
    assert password not in two.log.read_text()
