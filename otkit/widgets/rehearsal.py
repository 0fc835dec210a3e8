"""Every page drawn once, before any visitor: then a kernel has imported and compiled it all."""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from otkit.scoring.score import behaviours_asked
from otkit.widgets.check_in import CheckIn
from otkit.widgets.learn import Learn
from otkit.widgets.page import Page, default_tables
from otkit.widgets.room_page import RoomPage
from otkit.widgets.wall import WallPage
from otkit.workshop.room import VARIABLE, rooms_of
from otkit.workshop.room.questions import offered


def rehearse() -> None:
    """Read the tables and the lessons, compile the templates, and draw what most visitors see."""
    for row in default_tables().rows("languages"):
        check_in = CheckIn(months=27, language=row["language"])
        age = check_in.state().age
        if age is not None:
            first = behaviours_asked(age, check_in.tables)[0]["behaviour_id"]
            say(check_in, {"years": ["2"], "months": ["3"], f"see:{first}": ["on"]})
        learn = Learn(language=row["language"])
        for lesson in learn.lessons(learn.state()):
            learn.lesson = lesson.lesson_id
        for page in (check_in, learn):
            page.html()
            page.close()
    for library in ("typst", "icalendar"):  # a kernel at its limit of memory could not load them
        import_module(library)
    if where := os.environ.get(VARIABLE):
        rehearse_room()
        if "://" in where:
            import_module("psycopg")


def rehearse_room() -> None:
    """Join a room of our own, answer its first question, show its wall; nothing of it stays."""
    from otkit.workshop.room.walls import Walls

    with TemporaryDirectory() as folder:
        rooms = rooms_of(Path(folder) / "rooms.sqlite3")
        code = rooms.open(offered(default_tables()))
        for row in default_tables().rows("languages"):
            page = RoomPage(rooms=rooms, language=row["language"])
            say(page, {"code": [code], "language": [row["language"]]}, "join")
            for _ in range(2):
                first = page.html().partition('data-key="ask-')[2].partition('"')[0]
                fields = {"room": [code], "code": [code], f"pick:{first}": ["not-sure"]}
                say(page, fields | {"language": [row["language"]]}, "next")
            page.close()
            wall = WallPage(rooms=rooms, language=row["language"])
            say(wall, {"wall": [Walls(rooms.database).of(code).secret]})
            wall.close()
        rooms.database.close()


def say(page: Page, fields: dict[str, list[str]], action: str = "change") -> None:
    """Send a page what a browser would send."""
    page.handle({"action": action, "fields": fields, "seen": ""})
