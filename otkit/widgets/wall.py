"""The wall: what everybody in the room sees on the projector, one slide on the whole screen.

Who holds the wall's address drives it, by its buttons or by keys. The page holds no answer and no
participant, and of the room only what the board may show.
"""

from __future__ import annotations

import asyncio
import contextvars
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from otkit.errors import RoomError
from otkit.front.drawing import Context, Drawing
from otkit.kit.tables import Tables
from otkit.widgets.fields import Fields, first
from otkit.widgets.page import Page
from otkit.widgets.repeat import Repeat
from otkit.widgets.room_buttons import DOORS
from otkit.widgets.room_closing import AGAIN, answers_now, once_more
from otkit.widgets.room_led import leads
from otkit.widgets.room_store import in_thread, own_store
from otkit.widgets.wall_slides import content_of, minutes_left
from otkit.widgets.wall_state import Opening, WallState, key_of
from otkit.workshop.agenda import lengths
from otkit.workshop.room import STAGES
from otkit.workshop.room.slides import current, slides

if TYPE_CHECKING:
    from otkit.workshop.room.store import Rooms
    from otkit.workshop.room.walls import Walls

REFRESH_SECONDS = 1.0
TURNS = {"on": 1, "back": -1}  # slides
LONGEST_SECRET = 64


class WallPage(Page):
    """A room's wall. `rooms` is the store; by default the one that OTKIT_ROOM names."""

    name = "wall"
    starts_as = WallState
    regions = ("header", "intro", "slide", "foot")

    def __init__(
        self, tables: Tables | None = None, rooms: Rooms | None = None, **traits: Any
    ) -> None:
        """Show nothing until the address says which wall."""
        self._rooms = rooms
        self._is_open = True
        # An empty context: it would keep what opened the page.
        self._refreshing = Repeat(
            self._refresh_and_draw, lambda: self._is_open, contextvars.Context()
        )
        super().__init__(tables, **traits)

    def handle(self, content: Any) -> None:
        """Take a message in a thread, since the store may be slow."""
        self._refreshing.start(REFRESH_SECONDS)
        in_thread(super().handle, content)

    # ------------------------------------------------------------ state

    def receive(self, action: str, fields: Fields) -> WallState:
        """The next state: what was pressed is done, then the wall is read."""
        verb, _, value = action.partition(":")
        language = value if verb == "language" else ""
        spoken = language if language in self.tables.languages else self.language_of(fields)
        state = WallState(spoken, first(fields, "wall")[:LONGEST_SECRET])
        with self._lock:
            if verb in ("change", "language", "vote"):
                state = replace(state, opening=self.state().opening)
            read = self._read(state)
            if read.wall is None or verb in ("change", "language"):
                return read
            if verb == "vote":
                return self._opened(self._read(replace(read, opening=read.opening.of(value))))
            closing = once_more(verb, value, read.board)
            if closing.asks_of(value):
                return replace(read, closing=closing)
            problem = self._do(verb, value, fields, read)
            return replace(self._read(read), problem=problem) if problem else self._read(read)

    def _opened(self, state: WallState) -> WallState:
        """Have the phones vote on the case, once the wall has stayed with it for long enough."""
        if not state.opening.is_due():
            return state
        problem = self._do("vote", state.opening.case_id, {}, state)
        read = self._read(replace(state, opening=Opening()))
        return replace(read, problem=problem) if problem else read

    def refresh(self) -> None:
        """Read the wall and its room again, and draw."""
        with self._lock:
            state: WallState = self.state()
            if state.secret:
                self.show(self._opened(self._read(state)))

    def _read(self, state: WallState) -> WallState:
        """The state as the store says; while it cannot be reached all stays, with its problem."""
        if not state.secret:
            return state
        from otkit.workshop.room.board import read_board

        now = int(time.time() // 60)
        try:
            wall = self._walls().find(state.secret)
            board = read_board(self._store(), wall.code)
        except RoomError as error:
            is_gone = error.message_id in ("room.no-wall", "room.no-such-room", "room.no-store")
            kept = WallState(state.language, state.secret) if is_gone else replace(state, now=now)
            return replace(kept, problem=error)
        deck = slides(board, self.tables)
        slide = current(wall.slide, deck, board.room.stage)
        read = WallState(state.language, state.secret, wall, board, slide, now)
        waits = leads(slide, board) == ("vote", state.opening.case_id)
        opening = state.opening if waits else Opening()
        return replace(read, closing=state.closing, opening=opening)

    def _do(self, verb: str, value: str, fields: Fields, state: WallState) -> RoomError | None:
        """Turn to a slide, lead, close the door, start the clock, or end a stage; twice is once."""
        from otkit.workshop.room.driving import Driver

        board, wall = state.board, state.wall
        if board is None or wall is None:
            return None
        driver = Driver(self._store(), wall, board.room, slides(board, self.tables))
        led: Mapping[str, Any] = {
            "vote": driver.vote,
            "pass": driver.pass_by,
            "close": driver.close,
        }
        try:
            if verb in TURNS:
                driver.turn(first(fields, "slide"), TURNS[verb])
            elif verb == "part":
                driver.show("next")
            elif act := led.get(verb.removesuffix("-now")):
                act(value)
            elif verb in DOORS:
                self._store().set_door(wall.code, is_closed=DOORS[verb])
            elif verb == "begin" and value in map(str, lengths(self.tables)):
                self._walls().begin(wall.secret, int(value))
            elif verb in ("next", "next-now") and value == board.room.stage != STAGES[-1]:
                self._store().move(wall.code, STAGES[STAGES.index(value) + 1])
        except RoomError as error:
            return error
        return None

    def _store(self) -> Rooms:
        self._rooms = self._rooms or own_store()
        return self._rooms

    def _walls(self) -> Walls:
        from otkit.workshop.room.walls import Walls

        return Walls(self._store().database)

    # ------------------------------------------------------------ refreshing

    async def _refresh_and_draw(self) -> None:
        await asyncio.to_thread(self.refresh)

    def close(self) -> None:
        """Stop refreshing."""
        self._is_open = False
        self._refreshing.stop()
        super().close()

    # ------------------------------------------------------------ drawing

    def drawings(self, state: WallState) -> Mapping[str, Drawing]:
        """The slide, and the line below it."""
        inputs = {n: getattr(state, n) for n in ("wall", "board", "slide", "now", "problem")}
        key = key_of(state)
        is_asking = key[0] in AGAIN.values()
        inputs["is_ending"] = is_asking and state.slide == "next"
        foot = {
            **{name: inputs[name] for name in ("wall", "now", "problem")},
            "leads": key,
            "is_opening": state.opening.case_id != "",
            "has_part": state.has_part,
            "answers": answers_now(state.board) if is_asking and state.board else 0,
        }
        return {
            "header": Drawing("wall/header.html.j2", shared=()),
            "intro": Drawing("wall/intro.html.j2", {"secret": state.secret, "slide": state.slide}),
            "slide": Drawing("wall/slide.html.j2", inputs, self._on_the_slide),
            "foot": Drawing("wall/foot.html.j2", foot, _below),
        }

    def _on_the_slide(self, context: Context) -> Context:
        if not context["slide"]:
            return {"kind": ""}
        wall, board, now = context["wall"], context["board"], context["now"]
        return content_of(context["slide"], wall, board, now, context["w"], self.tables)


def _below(context: Context) -> Context:
    wall = context["wall"]
    return {"left": minutes_left(wall, context["now"]) if wall else None}
