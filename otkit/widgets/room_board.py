"""The facilitator's board: open a room in one click, watch it fill, go on, save and delete.

It shows what `otkit.room.board` lets be shown. Where no address is given it has this computer serve
the pages for phones, until the notebook ends.
"""

from __future__ import annotations

import asyncio
import threading
from datetime import date
from pathlib import Path
from typing import Any

from traitlets import Unicode

from otkit.addresses import qr_code
from otkit.drawing import render
from otkit.room import STAGES
from otkit.room_results import number, sections
from otkit.tables import Tables
from otkit.widgets.page import Fields, Page, default_tables
from otkit.widgets.room_session import Session
from otkit.wording import Words

LOOKS_EVERY = 1.0  # seconds: what a phone says is on the board within two


class RoomBoard(Page):
    """The board of a room. Traits: `language`; and to be read `code` of the room and its `stage`.

    `where` is the store: a file or PostgreSQL's URL; by default what OTKIT_ROOM names, else this
    user's own file. `address` is where phones find the pages (`http://10.0.0.7:8866/`), when that
    is not this computer; OTKIT_LISTEN is the one address on which this computer is to serve them.
    """

    name = "board"

    code = Unicode("")
    stage = Unicode("")

    def __init__(
        self,
        tables: Tables | None = None,
        where: str | Path | None = None,
        address: str = "",
        **traits: Any,
    ) -> None:
        """Show that no room is open yet."""
        self.session = Session(where, address)
        self._chosen = ""  # of several addresses for phones, the one that is shown
        self._looking: asyncio.Task[None] | None = None
        self._lock = threading.Lock()
        tables = default_tables() if tables is None else tables
        super().__init__(tables, ("header", "room", "counts", "results"), **traits)
        self.observe(lambda _change: self.redraw(), ["language"])

    def receive(self, action: str, fields: Fields) -> None:
        """Do what a button says."""
        languages = {row["language"] for row in self.tables.rows("languages")}
        if (language := next(iter(fields.get("language", [])), "")) in languages:
            self.language = language
        self._chosen = next(iter(fields.get("address", [])), "")
        with self._lock:
            self._do(action, fields)
        self._keep_looking()

    def _do(self, action: str, fields: Fields) -> None:
        verb, _, code = action.partition(":")
        if verb == "open":
            self.session.open(self.tables)
        elif verb == "enter":
            self.session.go_on(code or next(iter(fields.get("code", [])), ""))
        elif verb in ("next", "back") and fields.get("stage") == [self.stage]:
            self.session.move(1 if verb == "next" else -1)  # pressed twice is pressed once
        elif verb == "delete":
            self.session.delete()
        elif verb in ("pdf", "csv"):
            self._save(verb)

    def look(self) -> None:
        """Look at the room as it stands now."""
        with self._lock:
            self.session.look()

    def _save(self, kind: str) -> None:
        """Hand over the results: one page, or a table."""
        from otkit.takeaway.room_results import results_csv, results_pdf

        board, words = self.session.board, Words(self.tables, self.language)
        if board is None:
            return
        name = f"{words('results.file')}-{board.room.code}.{kind}"
        if kind == "csv":
            self.hand_over(name, "text/csv", results_csv(board, self.tables, self.language))
        else:
            size = "letter" if self.language == "en" else "a4"
            pdf = results_pdf(board, self.tables, self.language, date.today(), size)
            self.hand_over(name, "application/pdf", pdf)

    def _keep_looking(self) -> None:
        if self.session.code and (self._looking is None or self._looking.done()):
            try:
                self._looking = asyncio.get_running_loop().create_task(self._look_again())
            except RuntimeError:
                return  # no kernel: whoever drives this board calls `look`

    async def _look_again(self) -> None:
        while self.session.code:
            await asyncio.sleep(LOOKS_EVERY)
            await asyncio.to_thread(self.look)
            self.redraw()

    def close(self) -> None:
        """Stop looking, and end the pages for phones."""
        if self._looking is not None:
            self._looking.cancel()
        self.session.close()
        super().close()

    def draw(self) -> dict[str, str]:
        """Draw every region."""
        session, words = self.session, Words(self.tables, self.language)
        board = session.board
        self.set_trait("code", session.code)
        self.set_trait("stage", board.room.stage if board else "")
        addresses = session.addresses() if session.code else ()
        address = self._chosen if self._chosen in addresses else next(iter(addresses), "")
        context = self.context() | {
            "session": session,
            "board": board,
            "open_rooms": () if session.code else session.open_rooms(),
            "stages": STAGES,
            "place": STAGES.index(self.stage) if self.stage else 0,
            "addresses": addresses,
            "address": address,
            "door": address.partition("?")[0],
            "qr": qr_code(address),
            "joined": number(board.joined, words) if board else "",
            "sections": sections(board, self.tables, words) if board else (),
        }
        return {region: render(f"board/{region}.html.j2", context) for region in self.regions}
