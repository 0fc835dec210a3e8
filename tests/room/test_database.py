"""A database that is locked, full, away or killed: a calm error, and nothing lost that was said."""

import os
import signal
import sqlite3
import stat
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import psycopg
import pytest
from made_up_room import offered
from sqlalchemy import event

from otkit.errors import RoomError
from otkit.workshop.room import engines, rooms_of
from otkit.workshop.room.database import Database
from otkit.workshop.room.stages import QuestionKey
from otkit.workshop.room.store import Rooms
from tests.postgres import PASSWORD, postgresql

Q0 = QuestionKey("before", "q0")
ROOT = Path(__file__).parents[2]


def message_of(call, *arguments) -> str:
    with pytest.raises(RoomError) as caught:
        call(*arguments)
    assert PASSWORD not in str(caught.value)
    return caught.value.message_id


@pytest.fixture
def hurried(monkeypatch):
    monkeypatch.setattr("otkit.workshop.room.database.PATIENCE", 0.3)
    monkeypatch.setattr(engines, "PATIENCE", 0.3)
    monkeypatch.setattr(engines, "BUSY_MS", 200)
    monkeypatch.setattr(engines, "POSTGRESQL", ("SET LOCAL lock_timeout=200",))


class Blocker:
    """Somebody else who holds a lock on everything."""

    def __init__(self, where: str) -> None:
        if where.startswith("postgresql"):
            self.connection = psycopg.connect(where)
            self.connection.execute("LOCK TABLE otkit_answers, otkit_rooms")
        else:
            self.connection = sqlite3.connect(where, isolation_level=None, check_same_thread=False)
            self.connection.execute("BEGIN EXCLUSIVE")

    def let_go(self) -> None:
        self.connection.rollback()
        self.connection.close()


# ---------------------------------------------------------------- locked


def test_a_locked_database_is_a_calm_error_and_not_the_end(hurried, where, rooms, code, answer):
    rooms.join(code, "phone")
    blocker = Blocker(where)
    assert message_of(rooms.record, code, "phone", 1, {Q0: "right"}) == "room.busy"
    blocker.let_go()
    assert rooms.record(code, "phone", 1, {Q0: "right"}) == {Q0}


def test_a_lock_of_a_moment_is_waited_for(where, rooms, code):
    rooms.join(code, "phone")
    blocker = Blocker(where)
    threading.Timer(0.7, blocker.let_go).start()
    assert rooms.record(code, "phone", 1, {Q0: "right"}) == {Q0}


# ---------------------------------------------------------------- full


def test_a_disk_that_is_full_for_sqlite_is_told(tmp_path):
    rooms = Rooms(tmp_path / "rooms.sqlite3")
    rooms.open(offered())
    rooms.database.close()
    as_big_as_it_is = "PRAGMA max_page_count=1"
    event.listen(rooms.database._engine, "connect", lambda raw, _: raw.execute(as_big_as_it_is))
    much = {QuestionKey("before", f"q{n}" + "x" * 60): ("right",) for n in range(900)}
    assert message_of(rooms.open, much) == "room.no-space"


def test_a_disk_that_is_full_for_postgresql_is_told(server):
    rooms = Rooms(server.url())
    code = rooms.open(offered())
    with psycopg.connect(server.url()) as connection:
        connection.execute(
            "CREATE FUNCTION no_space() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'no space left on device' USING ERRCODE = '53100'; END $$"
        )
        connection.execute(
            "CREATE TRIGGER no_space BEFORE INSERT ON otkit_phones "
            "FOR EACH ROW EXECUTE FUNCTION no_space()"
        )
    assert message_of(rooms.join, code, "phone") == "room.no-space"


# ---------------------------------------------------------------- away


def test_a_store_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "a-file").touch()
    assert message_of(Rooms(tmp_path / "a-file" / "rooms.sqlite3").open_rooms) == "room.away"


def test_a_file_that_is_no_database_is_told(tmp_path):
    (tmp_path / "rooms.sqlite3").write_bytes(b"a letter to my aunt, of more than sixteen bytes")
    assert message_of(Rooms(tmp_path / "rooms.sqlite3").open_rooms) == "room.away"


def test_a_silent_server_is_reported_without_its_password():
    where = f"postgresql://otkit:{PASSWORD}@127.0.0.1:1/rooms"
    assert message_of(Rooms(where).open_rooms) == "room.away"


def test_a_server_that_crashed_has_each_acknowledged_answer():
    with postgresql() as server:
        rooms = Rooms(server.url())
        code = rooms.open(offered())
        rooms.join(code, "phone")
        assert rooms.record(code, "phone", 1, {Q0: "right"}) == {Q0}
        server.stop("immediate")
        assert message_of(rooms.record, code, "phone", 2, {Q0: "other"}) == "room.away"
        server.start()
        assert rooms.count(code).answers[Q0]["right"] == 1
        assert rooms.record(code, "phone", 2, {Q0: "other"}) == {Q0}


def test_a_missing_driver_is_reported_with_how_to_install_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(RoomError, match=r'pip install "otkit\[postgres\]"') as caught:
        Rooms("postgresql://somewhere/rooms").open_rooms()
    assert caught.value.message_id == "room.no-driver"


@pytest.mark.parametrize(
    "where", ["mysql://localhost/rooms", "sqlite://", "sqlite:///:memory:", "://"]
)
def test_an_address_that_is_none_of_ours_is_refused(where):
    assert message_of(Database, where) == "room.unknown-store"


def test_without_an_address_there_is_no_workshop(monkeypatch):
    monkeypatch.delenv("OTKIT_ROOM", raising=False)
    assert message_of(rooms_of) == "room.no-store"


def test_the_environment_may_name_the_store(monkeypatch, tmp_path):
    monkeypatch.setenv("OTKIT_ROOM", str(tmp_path / "rooms.sqlite3"))
    assert rooms_of().open_rooms() == ()


# ---------------------------------------------------------------- private


def test_no_repr_tells_the_password(where, rooms):
    assert PASSWORD not in repr(rooms)
    assert rooms.database.url.get_backend_name() in repr(rooms)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights otherwise")
def test_the_file_and_its_folder_are_private(tmp_path):
    rooms = Rooms(tmp_path / "own" / "rooms.sqlite3")
    rooms.open(offered())
    for path in (tmp_path / "own", *(tmp_path / "own").iterdir()):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_what_was_deleted_is_in_no_file_any_more(tmp_path):
    rooms = Rooms(tmp_path / "rooms.sqlite3")
    code = rooms.open(offered())
    rooms.join(code, "a-phone-to-forget")
    rooms.record(code, "a-phone-to-forget", 1, {Q0: "right"})
    assert b"a-phone-to-forget" in b"".join(path.read_bytes() for path in tmp_path.iterdir())
    rooms.delete(code)
    left = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"a-phone-to-forget" not in left
    assert code.encode() not in left


# ---------------------------------------------------------------- killed

ANSWERING = """
    import sys
    from otkit.workshop.room.stages import QuestionKey
    from otkit.workshop.room.store import Rooms
    where, code = sys.argv[1:]
    rooms = Rooms(where)
    for number in range(10_000):
        rooms.join(code, f"phone-{number}")
        rooms.record(code, f"phone-{number}", 1, {QuestionKey("before", "q0"): "right"})
        print(number, flush=True)
"""


def test_a_process_that_is_killed_loses_no_acknowledged_answer(where):
    rooms = Rooms(where)
    code = rooms.open(offered(), places=100_000)
    command = [sys.executable, "-c", textwrap.dedent(ANSWERING), where, code]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, text=True)
    assert process.stdout
    acknowledged = 0
    deadline = time.monotonic() + 60
    while acknowledged < 15 and time.monotonic() < deadline:
        acknowledged = int(process.stdout.readline()) + 1
    os.kill(process.pid, signal.SIGKILL)
    acknowledged += len(process.stdout.read().splitlines())
    process.wait()
    assert acknowledged <= rooms.count(code).answers[Q0]["right"] <= acknowledged + 1


def test_sqlite_writes_through_to_the_disk_at_each_commit(tmp_path):
    rooms = Rooms(tmp_path / "rooms.sqlite3")
    pragma = "PRAGMA synchronous"
    full = rooms.database.run(lambda one: one.exec_driver_sql(pragma).scalar())
    assert full == 2


def test_postgresql_writes_through_to_the_disk_at_each_commit(server):
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute("ALTER ROLE otkit SET synchronous_commit = off")
    rooms = Rooms(server.url())
    setting = "SHOW synchronous_commit"
    assert rooms.database.run(lambda one: one.exec_driver_sql(setting).scalar()) == "on"
