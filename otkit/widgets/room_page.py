"""A parent's page in a workshop: join by code, answer before and after, say what it was worth.

The page keeps all answers itself (in its fields) and says them again to any kernel. What is not
yet safe in the room's store is tried again every moment, and shown as not saved until it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from traitlets import Unicode

from otkit.front.drawing import Drawing
from otkit.kit.tables import Tables
from otkit.widgets.page import Fields, Page, State, default_tables
from otkit.widgets.room_form import choices, read_fields
from otkit.widgets.room_steps import PARTS, RoomState, Step, here, press, shown, steps
from otkit.widgets.room_store import POLL, Found, in_thread
from otkit.widgets.room_visit import Standing, Visit
from otkit.workshop.quiz import mark, told
from otkit.workshop.room import clean_code, no_such_room
from otkit.workshop.room.questions import subjects

if TYPE_CHECKING:
    from otkit.workshop.room.store import Rooms


@dataclass(frozen=True)
class RoomPageState(State):
    """A phone as entered, and where it stands in the room."""

    phone: RoomState = field(default_factory=RoomState)
    visit: Standing = field(default_factory=Standing)
    is_missing: bool = False  # nothing is picked where something must be

    @property
    def stage(self) -> str:
        """The stage of the room that the phone is in."""
        return self.visit.room.stage if self.visit.room else ""


class RoomPage(Page):
    """The page of one phone. Traits, to be read: `code` of the room it is in, and its `stage`.

    `rooms` is the store; by default the one that the environment variable OTKIT_ROOM names.
    """

    name = "room"

    code = Unicode("", read_only=True)
    stage = Unicode("", read_only=True)

    def __init__(
        self, tables: Tables | None = None, rooms: Rooms | None = None, **traits: Any
    ) -> None:
        """Show the door."""
        self._visit = Visit(rooms)
        self._turn = 0
        tables = default_tables() if tables is None else tables
        super().__init__(tables, ("header", "intro", "status", "step", "footer"), **traits)

    def handle(self, content: Any) -> None:
        """Note the turn of the message: in the store an older one never undoes a newer one."""
        seen = str(content.get("seen", "")) if isinstance(content, dict) else ""
        if seen.isascii() and seen.isdecimal() and len(seen) < 16:
            self._turn = int(seen)
        POLL.add(self)
        in_thread(super().handle, content)

    # ------------------------------------------------------------ state

    def blank(self) -> RoomPageState:
        """At the door, as a phone that has not been here."""
        return RoomPageState()

    def receive(self, action: str, fields: Fields) -> RoomPageState:
        """The next state: in the room that is wanted, one step on, the answers written."""
        with self._lock:
            state = self._take(action, read_fields(fields, self.tables))
        return state

    def follow(self, state: RoomPageState, changed: Mapping[str, Any]) -> RoomPageState:
        """The state in another language."""
        return replace(state, **changed, phone=replace(state.phone, **changed))

    def traits_of(self, state: RoomPageState) -> dict[str, Any]:
        """The room that the phone is in, and the address that leads there."""
        code = state.visit.room.code if state.visit.room else ""
        return {
            "language": state.language,
            "code": code,
            "stage": state.stage,
            "address": f"?code={code}" if code else "",
        }

    def look(self, found: Found | None = None) -> None:
        """Be in the room, see whether it has gone on, write what is still to be written, draw it.

        `found` is what a poll has seen of the room; without it the store is asked.
        """
        with self._lock:
            before = self._visit.seen()
            state: RoomPageState = self.state()
            phone = self._catch_up(state.phone, found)
            if self._visit.seen() != before:
                self.show(self._standing(phone, state.is_missing))

    def place(self) -> tuple[Rooms, str] | None:
        """The store and the code of the room to poll for this page."""
        return self._visit.place()

    def is_news(self, found: Found) -> bool:
        """Whether a poll found what the page does not show, or an answer is still to be written."""
        return found != self._visit.room or self._visit.problem is not None

    def _take(self, action: str, phone: RoomState) -> RoomPageState:
        visit = self._visit
        code = clean_code(phone.code) or ("" if action == "join" else phone.room)
        if code != visit.wanted or (action == "join" and visit.room is None):
            visit.want(code)
        if action == "join" and not code:
            visit.problem = no_such_room()
        phone = self._catch_up(phone)
        pressed = press(action, phone, self._steps(visit.room.stage if visit.room else ""))
        phone = pressed or phone
        self._write(phone)
        return self._standing(phone, is_missing=pressed is None)

    def _catch_up(self, phone: RoomState, found: Found | None = None) -> RoomState:
        phone = self._visit.catch_up(phone, found)
        self._write(phone)
        return phone

    def _write(self, phone: RoomState) -> None:
        self._visit.write(choices(phone, self.tables), phone.phone, self._turn)

    def _standing(self, phone: RoomState, is_missing: bool) -> RoomPageState:
        visit = self._visit.standing(choices(phone, self.tables))
        return RoomPageState(phone.language, phone, visit, is_missing)

    def _steps(self, stage: str) -> tuple[Step, ...]:
        return steps(PARTS.get(stage, ""), self.tables)

    def close(self) -> None:
        """Have nobody look for it any more."""
        POLL.remove(self)
        super().close()

    # ------------------------------------------------------------ drawing

    def drawings(self, state: RoomPageState) -> Mapping[str, Drawing]:
        """The step that the phone is at; only the header is the same for all."""
        phone, every = state.phone, self._steps(state.stage)
        step = here(phone, every)
        question = step.question if step else None
        answered = phone.answers.get(step.asked[0], ()) if step and question else ()
        is_told = step is not None and step.is_told(phone)
        inputs = {
            "visit": state.visit,
            "state": phone,
            "stage": state.stage,
            "unsafe": state.visit.unsafe,
            "is_missing": state.is_missing,
            "step": step,
            "place": every.index(step) + 1 if step else len(every),
            "total": len(every),
            "question": question,
            "shown": shown(step, phone) if step else {},
            "mark": mark(question, answered) if question and is_told else "",
            "told": told(question, answered) if question and is_told else (),
            "subjects": subjects(self.tables),
        }
        return {
            "header": Drawing("room/header.html.j2", shared=()),
            **{
                name: Drawing(f"room/{name}.html.j2", inputs)
                for name in ("intro", "status", "step", "footer")
            },
        }
