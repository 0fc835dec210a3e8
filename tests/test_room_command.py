"""The rooms at a terminal: opened, listed, deleted, and opened together with the server."""

from __future__ import annotations

import asyncio
import csv
import re
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from otkit.cli import app
from otkit.errors import RoomError
from otkit.kit.load import load_tables
from otkit.kit.tables import data_folder
from otkit.workshop.quiz import OUTCOMES, questions
from otkit.workshop.room import SEATS, QuestionKey
from otkit.workshop.room.questions import offered
from otkit.workshop.room.store import HOURS, Rooms
from tests.deploy.visitor import PATIENCE, Visitor
from tests.kit import TABLES
from tests.serving import free_port, serving

RUN = CliRunner()
CODE = re.compile(r"[A-Z3479]{6}")


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """Tables with one more question in the quiz, `my-own`."""
    folder = shutil.copytree(data_folder(), tmp_path / "mine")
    for name in ("quiz", "quiz_options"):
        path = folder / f"{name}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        first = rows[0]["question_id"]
        more = [row | {"question_id": "my-own"} for row in rows if row["question_id"] == first]
        for row in more:
            row |= {key: f"my-{row[key]}" for key in row if key == "option_id"}
        if name == "quiz":
            more[0]["order"] = str(len(rows) + 1)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
            writer.writeheader()
            writer.writerows([*rows, *more])
    return folder


def told(*command: str, **env: str) -> str:
    """What a command prints."""
    result = RUN.invoke(app, command, env=env)
    assert result.exit_code == 0, result.exception
    return result.output


# ---------------------------------------------------------------- open


@pytest.mark.parametrize("by", ["option", "environment"])
def test_a_room_opened_with_own_tables_takes_their_answers(
    where: Path, rooms: Rooms, mine: Path, by: str
) -> None:
    option, env = (("--data", str(mine)), "") if by == "option" else ((), str(mine))
    code = told("room", "open", "--rooms", str(where), *option, OTKIT_DATA=env).strip()
    answers = {
        QuestionKey("before", q.question_id): OUTCOMES[0] for q in questions(load_tables(mine))
    }
    assert QuestionKey("before", "my-own") in answers
    rooms.join(code, "phone")
    assert rooms.record(code, "phone", 1, answers) == set(answers)


def test_a_room_is_opened_where_the_environment_says(where: Path, rooms: Rooms) -> None:
    code = told("room", "open", OTKIT_ROOM=str(where)).strip()
    assert rooms.room(code).code == code


def test_a_room_has_60_seats_unless_opened_for_more_or_fewer(where: Path, rooms: Rooms) -> None:
    usual = told("room", "open", "--rooms", str(where)).strip()
    large = told("room", "open", "--rooms", str(where), "--places", "120").strip()
    assert [rooms.room(code).seats for code in (usual, large)] == [SEATS, 120]


def test_a_room_without_any_place_is_not_opened(where: Path) -> None:
    assert RUN.invoke(app, ["room", "open", "--rooms", str(where), "--places", "0"]).exit_code == 2


# ---------------------------------------------------------------- list and delete


def test_open_rooms_are_listed_with_code_stage_and_closing_time(where: Path, rooms: Rooms) -> None:
    codes = [rooms.open(offered(TABLES)) for _ in range(2)]
    rooms.move(codes[0], "learn")
    lines = told("room", "list", "--rooms", str(where)).splitlines()
    assert [line.split()[:3] for line in lines] == [
        [codes[1], "before", "closes"],
        [codes[0], "learn", "closes"],
    ]
    assert all(re.search(r" \d{4}-\d\d-\d\d \d\d:\d\d$", line) for line in lines)


def test_a_room_whose_time_is_over_is_not_listed(where: Path) -> None:
    Rooms(where, clock=lambda: -HOURS * 3600.0).open({})
    assert told("room", "list", "--rooms", str(where)) == "No room is open.\n"
    spanish = told("room", "list", "--rooms", str(where), "--lang", "es")
    assert spanish == "No hay ninguna sala abierta.\n"


def test_a_room_is_deleted_at_once_and_others_stay(where: Path, rooms: Rooms) -> None:
    gone, kept = (rooms.open({}) for _ in range(2))
    assert gone in told("room", "delete", gone.lower(), "--rooms", str(where))
    assert [room.code for room in rooms.open_rooms()] == [kept]


def test_to_delete_a_room_that_is_not_open_is_refused_in_words(where: Path) -> None:
    result = RUN.invoke(app, ["room", "delete", "CCCCCC", "--rooms", str(where)])
    assert isinstance(result.exception, RoomError)
    assert "No open room has this code" in str(result.exception)


# ---------------------------------------------------------------- with the server


def test_a_phone_joins_the_servers_room_and_its_own_question(
    where: Path, rooms: Rooms, mine: Path, tmp_path: Path
) -> None:
    port, log = free_port(), tmp_path / "log"
    options = ("--room", f"--rooms={where}", "--data", str(mine), "--places=7", "--kernels=1")
    with serving(*options, port=port, log=log):
        (code,) = re.findall(r"The room's code is (\w+)\.", log.read_text())
        phone = Visitor(f"http://127.0.0.1:{port}/room")
        fields = {"code": [code], "room": [code], "phone": ["a" * 32]}

        async def answer() -> None:
            await phone.say(fields)
            async with asyncio.timeout(PATIENCE):
                while phone.shown.get("address") != f"?code={code}":
                    await phone.hear()
            await phone.say(fields | {"before:my-own": ["not-sure"]})
            await phone.leave()

        asyncio.run(answer())
    count = rooms.count(code)
    assert (count.room.seats, count.joined) == (7, 1)
    assert count.answers[QuestionKey("before", "my-own")]["not-sure"] == 1
