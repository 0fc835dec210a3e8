"""The command `otkit workshop`: a room, its pages for phones, and its wall, from the terminal."""

from __future__ import annotations

import threading
import time
import webbrowser
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer

from otkit.cli.options import Data, TerminalLang, Where
from otkit.cli.room import Pace, Quiz, open_room
from otkit.errors import RoomError
from otkit.front.port import PORT

if TYPE_CHECKING:
    from otkit.kit.tables import Tables

EVERYWHERE = "0.0.0.0"  # noqa: S104 -- phones come from outside  # nosec B104
LOOK_AGAIN = 5.0  # seconds, after which another Wi-Fi or a hotspot is noticed


def workshop_command(
    ctx: typer.Context,
    quiz: Annotated[Quiz, typer.Option(help="The questions, as in quiz.csv.")] = Quiz.SHORT,
    pace: Annotated[
        Pace, typer.Option(help="Each phone by itself, or one question at a time for everybody.")
    ] = Pace.OWN,
    new: Annotated[
        bool, typer.Option("--new", help="Open another room, also while one is open.")
    ] = False,
    browser: Annotated[bool, typer.Option(help="Open the wall in this computer's browser.")] = True,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = EVERYWHERE,
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = PORT,
    rooms: Where = "",
    data: Data = None,
    lang: TerminalLang = "en",
) -> None:
    """Open a room, serve its pages to phones, and show its wall on the projector.

    Where a room is open, as after a restart, this goes on with it.

    \b
    Examples:
      otkit workshop
      otkit workshop --lang es
      otkit workshop --pace together
      otkit workshop --quiz full --new
      otkit workshop --no-browser --port 8899
    """
    from otkit.front.addresses import invitation, web_address
    from otkit.kit.wording import Words
    from otkit.server.process import ensure_home
    from otkit.server.settings import Settings, prepare
    from otkit.workshop.room import own_store, plain

    ensure_home()
    options = {
        name: value
        for name, value in (("quiz", quiz), ("pace", pace))
        if (source := ctx.get_parameter_source(name)) and source.name != "DEFAULT"
    }
    where = plain(rooms or own_store())
    settings = Settings(host=host, port=port, data=data, lang=lang, room=where, kernels=1)
    tables = prepare(settings)
    words = Words(tables, lang)
    from otkit.server.launch import serve

    def ready() -> None:
        code, is_old = room_to_use(where, tables, quiz, new, pace)
        wall = wall_of(where, code, host, port)
        address = web_address(host, port, f"/wall?wall={wall}&lang={lang}")
        lines = [words("workshop.goes-on", code=code)] if is_old else []
        if is_old and (left := not_used(where, code, tables, options)):
            lines.append(words("workshop.not-used", options=left))
        lines.append(invitation(words, host, port, code))
        lines += [words("workshop.wall", address=address), words("workshop.keep")]
        typer.echo("\n".join(lines))
        if browser:
            webbrowser.open(address)

    serve(settings, tables, ready)


def room_to_use(
    where: str, tables: Tables, quiz: str, new: bool, pace: str = Pace.OWN
) -> tuple[str, bool]:
    """The code of the newest open room, or of a new one; and whether it was open already."""
    from otkit.workshop.room import rooms_of

    open_rooms = () if new else rooms_of(where).open_rooms()
    if open_rooms:
        return open_rooms[0].code, True
    return open_room(where, tables, quiz=quiz, pace=pace), False


def not_used(where: str, code: str, tables: Tables, options: Mapping[str, str]) -> str:
    """The options, as typed, that an open room does not have: it was opened with others."""
    from otkit.workshop.quiz import in_set
    from otkit.workshop.room import rooms_of

    room = rooms_of(where).room(code)
    is_led = any(key.part == "before" for key in room.states)
    full = {question.question_id for question in in_set(tables, Quiz.FULL)}
    own = {
        "quiz": Quiz.FULL if full <= room.question_ids else Quiz.SHORT,
        "pace": Pace.TOGETHER if is_led else Pace.OWN,
    }
    return " ".join(f"--{name} {value}" for name, value in options.items() if own[name] != value)


def wall_of(where: str, code: str, host: str, port: int) -> str:
    """The secret of a room's wall, which is told where phones go for as long as this runs."""
    from otkit.front.addresses import for_phones
    from otkit.workshop.room import rooms_of
    from otkit.workshop.room.walls import Walls

    walls = Walls(rooms_of(where).database)
    secret = walls.of(code).secret

    def look_again() -> None:
        told_before = ""
        while True:
            address = next(iter(for_phones(host, port)), "")
            with suppress(RoomError):  # a busy store is asked again
                if address != told_before:
                    walls.invite(secret, address)
                    told_before = address
            time.sleep(LOOK_AGAIN)

    threading.Thread(target=look_again, daemon=True).start()
    return secret
