"""A participant's page in a room: join by code, answer before and after, evaluate.

The form carries all answers, so any kernel can go on with it. Answers that are not yet in the
room's store are written again with each poll, and shown as not saved until they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from traitlets import Unicode

from otkit.front.drawing import Drawing
from otkit.kit.tables import Tables
from otkit.widgets.fields import Fields
from otkit.widgets.page import Page, State
from otkit.widgets.room_form import choices, read_fields, source_of
from otkit.widgets.room_led import NOT_COUNTED, led_steps, left_out, on_screen, open_step
from otkit.widgets.room_steps import RoomState, press, steps_of
from otkit.widgets.room_store import POLL, RoomOrError, in_thread
from otkit.widgets.room_visit import Visit, VisitStatus
from otkit.workshop.room import clean_code, no_such_room
from otkit.workshop.room.questions import subjects

if TYPE_CHECKING:
    from otkit.workshop.room.store import Rooms


@dataclass(frozen=True)
class RoomPageState(State):
    """The form, and the state of the visit to the room."""

    form: RoomState = field(default_factory=RoomState)
    visit: VisitStatus = field(default_factory=VisitStatus)
    is_missing: bool = False  # a pick is missing
    lost: str = ""  # the message about what was not counted when its question was closed

    @property
    def stage(self) -> str:
        """The stage of the room that was joined."""
        return self.visit.room.stage if self.visit.room else ""


class RoomPage(Page):
    """The page of one participant. Read-only traits: `code` and `stage` of the room.

    `rooms` is the store; by default the one that the environment variable OTKIT_ROOM names.
    """

    name = "room"
    starts_as = RoomPageState
    regions = ("header", "intro", "status", "step", "footer")

    code = Unicode("", read_only=True)
    stage = Unicode("", read_only=True)

    def __init__(
        self, tables: Tables | None = None, rooms: Rooms | None = None, **traits: Any
    ) -> None:
        """Start before a room is joined."""
        self._visit = Visit(rooms)
        super().__init__(tables, **traits)
        self._visit.page_id = self.model_id

    def handle(self, content: Any) -> None:
        """Take a message in a thread, since the store may be slow."""
        POLL.add(self)
        in_thread(super().handle, content)

    # ------------------------------------------------------------ state

    def receive(self, action: str, fields: Fields) -> RoomPageState:
        """The next state: the room joined, the step taken, the answers written."""
        with self._lock:
            self._visit.source = source_of(fields)
            state = self._take(action, read_fields(fields, self.tables))
        return state

    def follow(self, state: RoomPageState, changed: Mapping[str, Any]) -> RoomPageState:
        """The state in another language."""
        return replace(state, **changed, form=replace(state.form, **changed))

    def traits_of(self, state: RoomPageState) -> dict[str, Any]:
        """The room that was joined, and its URL."""
        code = state.visit.room.code if state.visit.room else ""
        return {
            "language": state.language,
            "code": code,
            "stage": state.stage,
            "address": f"?code={code}" if code else "",
        }

    def refresh(self, polled: RoomOrError | None = None, newest: int | None = None) -> None:
        """Join or update the room, write the answers that are still to be written, and draw.

        `polled` is the room as a poll read it, `newest` this phone's newest turn; without them the
        store is read.
        """
        with self._lock:
            before = self._visit.seen()
            state: RoomPageState = self.state()
            key = open_step(state.form, state.visit.room, self.tables)
            form = self._catch_up(state.form, polled, newest)
            room = self._visit.room
            if self._visit.seen() != before:
                is_new = room is None or room.open_question is not None
                lost = "" if is_new else left_out(form, room, state.lost, state.stage)
                if key and key not in form.answers and room and room.has_closed(key):
                    lost = NOT_COUNTED
                self.show(replace(self._next_state(form, state.is_missing), lost=lost))

    @property
    def participant(self) -> str:
        """The id that the server gave this page in its room; "" before it has joined."""
        return self._visit.participant

    def poll_target(self) -> tuple[Rooms, str] | None:
        """The store and the code of the room to poll for this page."""
        return self._visit.poll_target()

    def is_news(self, polled: RoomOrError, newest: int) -> bool:
        """Whether the room or an answer is newer here, or a write has to be tried again."""
        visit = self._visit
        return polled != visit.room or newest > visit.newest or visit.problem is not None

    def _take(self, action: str, form: RoomState) -> RoomPageState:
        visit, turn = self._visit, form.turn
        if action == "leave":
            visit.leave()
        code = clean_code(form.code) or ("" if action == "join" else form.room)
        if code != visit.wanted or (action == "join" and visit.room is None):
            visit.want(code)
        if action == "join" and not code:
            visit.problem = no_such_room(form.code)
        form = self._catch_up(form)
        now = led_steps(steps_of(visit.room, self.tables), form, visit.room)
        pressed = press(action, form, now)
        turn = visit.hear(turn)
        if pressed and pressed.answers != form.answers:
            pressed = replace(pressed, pressed=turn, turn=max(form.turn, turn))
        form = self._write(pressed or form)
        before: RoomPageState = self.state()
        lost = left_out(form, visit.room, before.lost, before.stage)
        if action == "answer" and (lost or not now):
            lost = "room.too-late"
        state = self._next_state(form, is_missing=pressed is None and not lost)
        return replace(state, lost=lost if action in ("answer", "change") else "")

    def _catch_up(
        self, form: RoomState, polled: RoomOrError | None = None, newest: int | None = None
    ) -> RoomState:
        return self._write(self._settled(self._visit.catch_up(form, polled, newest)))

    def _write(self, form: RoomState) -> RoomState:
        self._visit.write(choices(form, self.tables), form.pressed)
        return self._settled(form)

    def _settled(self, form: RoomState) -> RoomState:
        """The form without the answers that another tab of this phone has changed since."""
        if self._visit.newest <= form.pressed:
            return form
        own = choices(form, self.tables)
        stored = own | {**self._visit.stored()}
        kept = {key: answer for key, answer in form.answers.items() if stored[key] == own[key]}
        return replace(form, answers=kept, turn=max(form.turn, self._visit.newest))

    def _next_state(self, form: RoomState, is_missing: bool) -> RoomPageState:
        visit = self._visit.status(choices(form, self.tables), form.pressed)
        return RoomPageState(form.language, form, visit, is_missing)

    def close(self) -> None:
        """Stop polling for this page."""
        POLL.remove(self)
        super().close()

    # ------------------------------------------------------------ drawing

    def drawings(self, state: RoomPageState) -> Mapping[str, Drawing]:
        """The current step; only the header is the same for all."""
        inputs = {
            "visit": state.visit,
            "state": state.form,
            "stage": state.stage,
            "unsafe": state.visit.unsafe,
            "is_missing": state.is_missing,
            "lost": state.lost,
            "subjects": subjects(self.tables),
            **on_screen(state.form, state.visit.room, self.tables),
        }
        return {
            "header": Drawing("room/header.html.j2", shared=()),
            **{
                name: Drawing(f"room/{name}.html.j2", inputs)
                for name in ("intro", "status", "step", "footer")
            },
        }
