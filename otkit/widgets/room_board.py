"""The facilitator's board: open a room in one click, watch it fill, go on, save and delete.

It shows the counts of `otkit.workshop.room.board`. Without an address, this computer serves the
pages for phones until the notebook ends.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from traitlets import Unicode

from otkit.front.addresses import qr_code
from otkit.front.drawing import Context, Drawing
from otkit.kit.tables import Tables
from otkit.scoring.countries import home_country
from otkit.widgets.page import Fields, File, Page, State, default_tables, first
from otkit.widgets.repeat import Repeat
from otkit.widgets.room_buttons import closing, press
from otkit.widgets.room_closing import Closing
from otkit.widgets.room_led import led_now
from otkit.widgets.room_session import Session
from otkit.widgets.room_view import View
from otkit.widgets.wall_slides import name_of
from otkit.workshop.cases import cases
from otkit.workshop.quiz import PACES, SETS, in_set, minutes_of
from otkit.workshop.room import STAGES
from otkit.workshop.room.results import sections

WHILE_DELETING = {"change", "pdf", "csv"}  # what does not answer the question
REFRESH_SECONDS = 1.0  # seconds, so that an answer is on the board within two


@dataclass(frozen=True)
class BoardState(State):
    """The session as last seen; `quiz` and `pace` are what is picked of the quiz.

    `is_deleting` is whether the board asks once more before it deletes the room, `closing` what it
    asks before it closes a question.
    """

    session: View = field(default_factory=View)
    quiz: str = SETS[0]
    pace: str = PACES[0]
    is_deleting: bool = False
    closing: Closing = field(default_factory=Closing)


class RoomBoard(Page):
    """The board of a room. Traits: `language`; `country` (as in contacts.csv), which
    decides the paper size; read-only `code` and `stage` of the room.

    `where` is the store: a file or PostgreSQL's URL; by default what OTKIT_ROOM names, else this
    user's own file. `address` is where phones find the pages (`http://10.0.0.7:8866/`), when that
    is not this computer; OTKIT_HOST and OTKIT_PORT say where this one is to serve them.
    """

    name = "board"
    makes = frozenset({"pdf", "csv"})

    country = Unicode("")
    code = Unicode("", read_only=True)
    stage = Unicode("", read_only=True)

    def __init__(
        self,
        tables: Tables | None = None,
        where: str | Path | None = None,
        address: str = "",
        **traits: Any,
    ) -> None:
        """Start without an open room."""
        tables = default_tables() if tables is None else tables
        self.session = Session(tables, where, address)
        self._refreshing = Repeat(self._refresh_and_draw, lambda: self.session.code)
        traits = {"country": home_country(tables)} | traits
        super().__init__(tables, ("header", "room", "wall", "counts", "results"), **traits)

    # ------------------------------------------------------------ state

    def blank(self) -> BoardState:
        """The session before any button is pressed."""
        return BoardState(session=self.session.view())

    def as_made(self) -> BoardState:
        """Without a room: who reads the notebook's file is to find none."""
        state: BoardState = super().as_made()
        return replace(state, session=state.session.without_room())

    def receive(self, action: str, fields: Fields) -> BoardState:
        """The next state, after the button's action."""
        with self._lock:
            self.session.chosen = first(fields, "address")
            once_more = closing(action, self.session)
            if not once_more.question_id:
                press(action, fields, self.session, self.stage)
            view = self.session.view()
        self._refreshing.start(REFRESH_SECONDS)
        quiz = first(fields, "quiz") or SETS[0]
        goes_on = self.state().is_deleting and action in WHILE_DELETING
        is_deleting = bool(view.code) and (action == "delete" or goes_on)
        pace = first(fields, "pace") or PACES[0]
        return BoardState(self.language_of(fields), view, quiz, pace, is_deleting, once_more)

    def traits_of(self, state: BoardState) -> dict[str, Any]:
        """The room that is open, and its stage."""
        board = state.session.board
        return {
            "language": state.language,
            "code": state.session.code,
            "stage": board.room.stage if board else "",
        }

    def refresh(self) -> None:
        """Read the room again; the next drawing shows it."""
        with self._lock:
            self.session.refresh()
            self._state = replace(self.state(), session=self.session.view())

    def file(self, action: str, state: BoardState) -> File | None:
        """The results: one page, or a table."""
        from otkit.takeaway.room_results import results_file

        board = state.session.board
        if action not in self.makes or board is None:
            return None
        return results_file(action, board, self.tables, state.language, self.country)

    def _ipython_display_(self) -> None:
        """Show the board; then find its room."""
        super()._ipython_display_()
        self.session.find()
        if self.session.code:
            self._is_touched = True
            self.refresh()
            self.redraw()
            self._refreshing.start(REFRESH_SECONDS)

    # ------------------------------------------------------------ refreshing

    async def _refresh_and_draw(self) -> None:
        await asyncio.to_thread(self.refresh)
        self.redraw()

    def close(self) -> None:
        """Stop refreshing, and end the pages for phones."""
        self._refreshing.stop()
        self.session.close()
        super().close()

    # ------------------------------------------------------------ drawing

    def drawings(self, state: BoardState) -> Mapping[str, Drawing]:
        """The room; only the header is the same for all."""
        session = state.session
        board = session.board
        room = {
            "session": session,
            "board": board,
            "quiz": state.quiz,
            "pace": state.pace,
            "is_closing": state.closing.asks_in(board),
        }
        wall = {name: getattr(session, name) for name in ("wall_address", "slide", "slides")}
        return {
            "header": Drawing("board/header.html.j2", shared=()),
            "room": Drawing("board/room.html.j2", room, self._in_the_room),
            "wall": Drawing("board/wall.html.j2", wall, self._on_the_wall),
            "counts": Drawing("board/counts.html.j2", {"board": board}, self._counted),
            "results": Drawing(
                "board/results.html.j2", {"board": board, "is_deleting": state.is_deleting}
            ),
        }

    def _in_the_room(self, context: Context) -> Context:
        sets = {name: in_set(self.tables, name) for name in SETS}
        minutes = {name: minutes_of(quiz, context["w"]) for name, quiz in sets.items()}
        session, board = context["session"], context["board"]
        return {
            "qr": qr_code(session.address),
            "sets": sets,
            "minutes": minutes,
            "paces": PACES,
            "stages": STAGES,
            "place": STAGES.index(board.room.stage) if board else 0,
            "lead": led_now(board, session.slide, session.slides) if board else None,
            "cases": {case.case_id: case.row["name"] for case in cases(self.tables)},
        }

    def _on_the_wall(self, context: Context) -> Context:
        words = context["w"]
        return {"names": {name: name_of(name, self.tables, words) for name in context["slides"]}}

    def _counted(self, context: Context) -> Context:
        board = context["board"]
        return {"sections": sections(board, self.tables, context["w"]) if board else ()}
