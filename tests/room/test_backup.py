"""A store is backed up while it is used and restored, by the commands of docs/operate.md."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from made_up_room import Clock

from otkit.errors import RoomError
from otkit.workshop.room.stages import QuestionKey
from otkit.workshop.room.store import HOURS, Rooms
from tests.postgres import programs
from tests.serving import ROOT

GUIDE = (ROOT / "docs" / "operate.md").read_text(encoding="utf-8")
Q0 = QuestionKey("before", "q0")


def run(program: str, folder: Path, where: str) -> None:
    """Run the command of the guide that begins with `program`."""
    command = re.search(rf"`({program} [^`]+)`", GUIDE)[1]
    for old, new in (("~/.otkit/rooms.sqlite3", where), ('"$OTKIT_ROOM"', where)):
        command = command.replace(old, new)
    path = f"{programs()}:/usr/bin:/bin"
    subprocess.run(command, shell=True, cwd=folder, env={"PATH": path}, check=True)


def destroy_and_restore(where: str, folder: Path) -> None:
    copy = folder / "rooms.copy"
    if "://" in where:
        with psycopg.connect(where, autocommit=True) as connection:
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")
        return run("pg_restore", folder, where)
    for end in ("", "-wal", "-shm"):
        Path(f"{where}{end}").unlink(missing_ok=True)
    copy.rename(where)


@pytest.fixture
def restored(
    rooms: Rooms,
    where: str,
    answer: Callable[..., frozenset[QuestionKey]],
    clock: Clock,
    tmp_path: Path,
) -> Rooms:
    """A store that was backed up with three answers, got a fourth, was lost, and is back."""
    for number in range(3):
        answer(f"phone{number}", "right")
    run("pg_dump" if "://" in where else "sqlite3", tmp_path, where)
    answer("later", "right")
    rooms.database.close()
    destroy_and_restore(where, tmp_path)
    return Rooms(where, clock)


def test_every_answer_of_the_backup_is_there_and_more_may_come(restored: Rooms, code: str) -> None:
    assert restored.count(code).joined == 3
    assert restored.count(code).answers[Q0]["right"] == 3
    restored.join(code, "another")
    restored.record(code, "another", 1, {Q0: "other"})
    assert restored.count(code).answers[Q0]["other"] == 1


def test_a_room_that_closed_meanwhile_is_gone(restored: Rooms, code: str, clock: Clock) -> None:
    clock.now += HOURS * 3600 + 1
    with pytest.raises(RoomError):
        restored.room(code)
    assert restored.delete_closed() == 0
