"""The walls of rooms; each test runs on SQLite and on PostgreSQL."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from otkit.errors import RoomError
from otkit.workshop.room.store import HOURS, Rooms
from otkit.workshop.room.walls import LONGEST_INVITE, Walls


@pytest.fixture
def walls(rooms, clock) -> Walls:
    return Walls(rooms.database, clock)


def refused():
    return pytest.raises(RoomError, check=lambda error: error.message_id == "room.no-wall")


def test_two_boards_that_ask_at_once_have_one_wall(where, code, clock):
    start = threading.Barrier(6)

    def ask(_: int) -> str:
        walls = Walls(Rooms(where, clock).database, clock)
        start.wait(60)
        return walls.of(code).secret

    with ThreadPoolExecutor(6) as threads:
        assert len(set(threads.map(ask, range(6)))) == 1


def test_a_wall_is_found_by_its_secret_alone(rooms, walls, code):
    wall = walls.of(code)
    assert walls.find(wall.secret) == wall
    assert wall.secret not in (code, walls.of(rooms.open({})).secret)
    for other in (code, "", "%", wall.secret[:-1], wall.secret.upper() + " "):
        with refused():
            walls.find(other)


def test_each_stage_begins_at_its_first_slide(rooms, walls, code):
    secret = walls.of(code).secret
    walls.show(secret, "agenda")
    assert walls.find(secret).slide == "agenda"
    rooms.move(code, "learn")
    assert walls.find(secret).slide == ""


def test_a_wall_knows_where_phones_go_and_when_the_agenda_began(walls, code, clock):
    secret = walls.of(code).secret
    walls.invite(secret, "http://10.0.0.7:8866/")
    walls.begin(secret, 90)
    wall = walls.of(code)
    assert (wall.invite, wall.length, wall.begins) == ("http://10.0.0.7:8866/", 90, clock.now)
    walls.invite(secret, "x" * (LONGEST_INVITE + 1))
    assert walls.of(code).invite == ""


@pytest.mark.parametrize("how", ["deleted", "over"])
def test_a_wall_goes_with_its_room(rooms, walls, code, clock, how):
    secret = walls.of(code).secret
    if how == "deleted":
        rooms.delete(code)
    else:
        clock.now += HOURS * 3600
        with refused():
            walls.find(secret)
        rooms.delete_closed()
    with refused():
        walls.find(secret)
    left = "SELECT count(*) FROM otkit_walls"
    assert rooms.database.run(lambda c: c.scalar(text(left)), write=False) == 0
