"""One maker for every page there is, and messages to say to it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from otkit.kit.tables import Tables
from otkit.widgets import Cases, CheckIn, Learn, Quiz, RoomBoard, RoomPage, WallPage
from otkit.widgets.page import Page
from otkit.widgets.workshop.activity import Activity
from otkit.widgets.workshop.adapt import Adapt
from otkit.widgets.workshop.before_start import BeforeStart
from otkit.widgets.workshop.call import Call
from otkit.widgets.workshop.explore import Explore
from otkit.widgets.workshop.guide import SIDES, Agenda, Guide
from otkit.widgets.workshop.live_tables import LiveTables
from otkit.widgets.workshop.own_folder import OwnFolder
from otkit.widgets.workshop.print_pack import PrintPack
from otkit.widgets.workshop.table_editor import TableEditor
from otkit.workshop.room import rooms_of
from otkit.workshop.room.questions import offered
from otkit.workshop.room.walls import Walls

Make = Callable[[Tables, Path], Page]

PAGES: Mapping[str, Make] = {
    "check_in": lambda tables, folder: CheckIn(tables),
    "learn": lambda tables, folder: Learn(tables),
    "quiz": lambda tables, folder: Quiz(tables),
    "quiz-list": lambda tables, folder: Quiz(tables, one_at_a_time=False, again=True),
    "cases": lambda tables, folder: Cases(tables, facilitator=True),
    "room": lambda tables, folder: in_a_room(tables, folder),
    "wall": lambda tables, folder: on_a_wall(tables, folder),
    "board": lambda tables, folder: RoomBoard(
        tables, where=folder / "rooms.sqlite3", address="http://192.168.4.20:8866/"
    ),
    **{
        f"guide-{side}": lambda tables, folder, side=side: Guide("the-visit", side, tables)
        for side in SIDES
    },
    "agenda": lambda tables, folder: Agenda(tables),
    "activity": lambda tables, folder: Activity(tables),
    "call": lambda tables, folder: Call(tables),
    "explore": lambda tables, folder: Explore(tables),
    "before_start": lambda tables, folder: BeforeStart(
        tables, room=folder / "rooms.sqlite3", listen_on="127.0.0.1"
    ),
    "own_folder": lambda tables, folder: OwnFolder(tables, folder=folder / "own"),
    "print_pack": lambda tables, folder: PrintPack(tables, folder=folder / "sheets"),
    "adapt": lambda tables, folder: Adapt("sentence", tables),
    "table_editor": lambda tables, folder: TableEditor(LiveTables(tables, folder / "own"), tables),
}

SLOW = {"own_folder", "adapt", "table_editor"}
"""Pages that check a whole folder of tables at each message."""

ACTIONS: Mapping[str, tuple[str, ...]] = {
    "check_in": ("change", "text", "start-over"),
    "learn": ("change", "go"),
    "quiz": ("answer", "next", "back", "start-over"),
    "quiz-list": ("answer", "change"),
    "cases": ("decide", "following", "change"),
    "room": ("join", "answer", "next", "back", "leave"),
    "wall": ("on", "back", "begin:60", "part", "next:before", "language:es"),
    "board": ("open", "wall-on", "show", "next", "back", "delete", "csv"),
    "own_folder": ("make", "check", "put-back"),
    "table_editor": ("change", "save", "like", "undo"),
}
"""What the buttons of a page say; of the others, that something was changed."""

UNSHOWN: Mapping[str, tuple[str, ...]] = {
    "check_in": ("age-by", "birth", "since-due", "country", "show", "see:reaches", "how:reaches"),
    "learn": ("lesson", "read", "group", "country"),
    "cases": ("decision", "notes"),
    "room": ("code", "room", "before:sure"),
    "wall": ("wall", "slide"),
}
"""Fields that a page reads and does not always show."""


def in_a_room(tables: Tables, folder: Path) -> RoomPage:
    """A phone that has joined a room."""
    rooms = rooms_of(folder / "rooms.sqlite3")
    page = RoomPage(tables, rooms=rooms)
    page.undo_at_close(rooms.database.close)
    say(page, {"code": [rooms.open(offered(tables))]}, "join")
    return page


def on_a_wall(tables: Tables, folder: Path) -> WallPage:
    """The wall of an open room."""
    rooms = rooms_of(folder / "rooms.sqlite3")
    page = WallPage(tables, rooms=rooms)
    page.undo_at_close(rooms.database.close)
    say(page, {"wall": [Walls(rooms.database).of(rooms.open(offered(tables))).secret]})
    return page


def say(
    page: Page, fields: Mapping[str, list[str]], action: str = "change", seen: str = ""
) -> None:
    page.handle({"action": action, "fields": fields, "seen": seen})


def names(page: Page, kind: str) -> list[str]:
    """The fields of a page as it stands, and those that it reads and does not show."""
    shown = set(re.findall(r'name="([^"]+)"', page.html()))
    if kind == "check_in":
        ids = [row["behaviour_id"] for row in page.tables.rows("behaviours")[::3]]
        shown |= {f"{field}:{name}" for name in ids for field in ("see", "how")}
        shown |= {"lost-skill", "already-seen"}
    if kind.startswith("quiz"):
        ids = [row["question_id"] for row in page.tables.rows("quiz")]
        shown |= {f"{field}:{name}" for name in ids for field in ("pick", "answer")}
    return sorted({*shown, *UNSHOWN.get(kind, ()), "language"})


def values(page: Page, kind: str) -> list[str]:
    """What the fields of a page may hold."""
    shown = set(re.findall(r'value="([^"]*)"', page.html()))
    if kind == "check_in":
        shown |= {"often", "sometimes", "not-sure", "sleep", "feeding", "any"}
    if kind.startswith("quiz"):
        shown |= {row["option_id"] for row in page.tables.rows("quiz_options")} | {"not-sure"}
    return sorted({*shown, "on", "birth", "2025-06-10", "text", "nonsense"})
