"""The command `otkit room`: open | list | delete, for a facilitator at a terminal."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

import typer

from otkit.cli.options import Data, Places, TerminalLang, Where
from otkit.workshop.quiz import SETS
from otkit.workshop.room import SEATS

if TYPE_CHECKING:
    from pathlib import Path

    from otkit.kit.tables import Tables
    from otkit.kit.wording import Words
    from otkit.workshop.room.store import Rooms


class Quiz(StrEnum):
    """The questions that a room asks, as in the column `set` of quiz.csv."""

    SHORT = "short"
    FULL = "full"


class Pace(StrEnum):
    """How a room's quiz goes: each phone by itself, or one question at a time for everybody."""

    OWN = "own"
    TOGETHER = "together"


room_app = typer.Typer(
    help="The rooms of workshops: open one, list them, delete one now.", no_args_is_help=True
)


def open_room(
    where: str, tables: Tables, places: int = SEATS, quiz: str = SETS[-1], pace: str = Pace.OWN
) -> str:
    """Open a room for `places` participants; `quiz` is a set of `tables`. Returns its code."""
    from otkit.workshop.room import rooms_of
    from otkit.workshop.room.questions import offered

    return rooms_of(where).open(offered(tables, quiz), places, pace == Pace.TOGETHER)


@room_app.command("open")
def open_one(
    rooms: Where = "",
    data: Data = None,
    places: Places = SEATS,
    quiz: Quiz = Quiz.FULL,
    pace: Pace = Pace.OWN,
) -> None:
    """Open a room and print its code; phones join while `otkit serve` runs with the same rooms.

    The room has the questions of its tables: give the same tables to `otkit serve`.

    \b
    Examples:
      otkit room open
      otkit room open --data my-tables
      otkit room open --places 120
      otkit room open --quiz short --pace together
      otkit room open --rooms postgresql://otkit@db.example.org/rooms
    """
    from otkit.kit.load import load_tables
    from otkit.workshop.room import own_store

    typer.echo(open_room(rooms or str(own_store()), load_tables(data), places, quiz, pace))


@room_app.command("list")
def list_all(rooms: Where = "", lang: TerminalLang = "en", data: Data = None) -> None:
    """List the open rooms: code, stage, when each closes.

    \b
    Examples:
      otkit room list
    """
    words = _words(data, lang)
    open_rooms = _store(rooms).open_rooms()
    for room in open_rooms:
        closes = datetime.fromtimestamp(room.closes).strftime("%Y-%m-%d %H:%M")
        typer.echo(words("rooms.line", code=room.code, stage=f"{room.stage:8}", closes=closes))
    if not open_rooms:
        typer.echo(words("rooms.none"))


@room_app.command("delete")
def delete(code: str, rooms: Where = "", lang: TerminalLang = "en", data: Data = None) -> None:
    """Close a room now and delete all that was shared in it.

    \b
    Examples:
      otkit room delete HJ47KT
    """
    words = _words(data, lang)
    store = _store(rooms)
    room = store.room(code)
    store.delete(room.code)
    typer.echo(words("rooms.deleted", code=room.code))


def _words(data: Path | None, lang: str) -> Words:
    from otkit.kit.load import load_tables
    from otkit.kit.wording import Words

    return Words(load_tables(data), lang)


def _store(rooms: str) -> Rooms:
    from otkit.workshop.room import own_store, rooms_of

    return rooms_of(rooms or own_store())
