"""A parent's page in a workshop: join by code, answer before and after, say what it was worth.

The page keeps all answers itself (in its fields) and says them again to any kernel. What is not
yet safe in the room's store is tried again every moment, and shown as not saved until it is.
"""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any

from traitlets import Unicode

from otkit.asking import subjects
from otkit.drawing import render
from otkit.quiz import mark, told
from otkit.room import clean_code, no_such_room
from otkit.tables import Tables
from otkit.widgets.page import Fields, Page, default_tables
from otkit.widgets.room_form import choices, read_fields
from otkit.widgets.room_steps import PARTS, RoomState, Step, here, press, shown, steps
from otkit.widgets.room_visit import Visit

if TYPE_CHECKING:
    from otkit.room.store import Rooms

LOOKS_EVERY = 1.5  # seconds between two looks at the room


class RoomPage(Page):
    """The page of one phone. Traits, to be read: `code` of the room it is in, and its `stage`.

    `rooms` is the store; by default the one that the environment variable OTKIT_ROOM names.
    """

    name = "room"

    code = Unicode("")
    stage = Unicode("")

    def __init__(
        self, tables: Tables | None = None, rooms: Rooms | None = None, **traits: Any
    ) -> None:
        """Show the door."""
        self._visit = Visit(rooms)
        self._state = RoomState()
        self._is_missing = False  # nothing is picked where something must be
        self._turn = 0
        self._lock = threading.RLock()  # a look of its own must not undo what a message said
        self._looking: asyncio.Task[None] | None = None
        tables = default_tables() if tables is None else tables
        super().__init__(tables, ("header", "intro", "status", "step", "footer"), **traits)

    def handle(self, content: Any) -> None:
        """Note the turn of the message: in the store an older one never undoes a newer one."""
        seen = str(content.get("seen", "")) if isinstance(content, dict) else ""
        if seen.isascii() and seen.isdecimal() and len(seen) < 16:
            self._turn = int(seen)
        super().handle(content)

    def receive(self, action: str, fields: Fields) -> None:
        """Take the whole form, do what its button says, and have the answers written."""
        with self._lock:
            self._take(action, fields)
        self._keep_looking()

    def _take(self, action: str, fields: Fields) -> None:
        self._state = read_fields(fields, self.tables)
        self.language = self._state.language
        code = clean_code(self._state.code) or ("" if action == "join" else self._state.room)
        if code != self._visit.wanted or (action == "join" and self._visit.room is None):
            self._visit.want(code)
        if action == "join" and not code:
            self._visit.problem = no_such_room()
        self.look()
        pressed = press(action, self._state, self._steps())
        self._is_missing = pressed is None
        self._state = pressed or self._state
        self._write()

    def look(self) -> None:
        """Be in the room, see whether it has gone on, and write what is still to be written."""
        with self._lock:
            self._state = self._visit.catch_up(self._state)
        self._write()

    def _write(self) -> None:
        with self._lock:
            self._visit.write(choices(self._state, self.tables), self._state.phone, self._turn)

    def _keep_looking(self) -> None:
        """Look every now and then by itself, in a kernel."""
        if self._looking is None or self._looking.done():
            try:
                self._looking = asyncio.get_running_loop().create_task(self._look_again())
            except RuntimeError:
                return  # no kernel: whoever drives this page calls `look`

    async def _look_again(self) -> None:
        while self._visit.is_worth_a_look:
            await asyncio.sleep(LOOKS_EVERY)
            before = self._visit.seen()
            await asyncio.to_thread(self.look)
            if self._visit.seen() != before:
                self.redraw()

    def close(self) -> None:
        """Stop looking."""
        if self._looking is not None:
            self._looking.cancel()
        super().close()

    def _steps(self) -> tuple[Step, ...]:
        room = self._visit.room
        return steps(PARTS.get(room.stage, "") if room else "", self.tables)

    def draw(self) -> dict[str, str]:
        """Draw every region."""
        visit, state, every = self._visit, self._state, self._steps()
        self.set_trait("code", visit.room.code if visit.room else "")
        self.set_trait("stage", visit.room.stage if visit.room else "")
        self.set_trait("address", f"?code={self.code}" if self.code else "")
        step = here(state, every)
        question = step.question if step else None
        answered = state.answers.get(step.asked[0], ()) if step and question else ()
        is_told = step is not None and step.is_told(state)
        context = self.context() | {
            "visit": visit,
            "state": state,
            "stage": self.stage,
            "unsafe": visit.unsafe(choices(state, self.tables)),
            "is_missing": self._is_missing,
            "step": step,
            "place": every.index(step) + 1 if step else len(every),
            "total": len(every),
            "question": question,
            "shown": shown(step, state) if step else {},
            "mark": mark(question, answered) if question and is_told else "",
            "told": told(question, answered) if question and is_told else (),
            "subjects": subjects(self.tables),
        }
        return {region: render(f"room/{region}.html.j2", context) for region in self.regions}
