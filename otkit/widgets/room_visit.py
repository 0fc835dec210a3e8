"""A participant's visit to a room: joined or not, the stage, and which answers are stored.

Errors of the store are kept as `problem`; transient ones are tried again.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from otkit.errors import RoomError
from otkit.widgets.room_steps import PARTICIPANT_LENGTH, RoomState
from otkit.widgets.room_store import RoomOrError, own_store
from otkit.workshop.room import QuestionKey, Room

if TYPE_CHECKING:
    from otkit.workshop.room.store import Rooms

PASSING = {"room.busy", "room.away", "room.no-space", "room.slow-down", "room.door-closed"}
ONE_TRY = 1.0  # seconds
Choices = Mapping[QuestionKey, str]


@dataclass(frozen=True)
class VisitStatus:
    """A visit as the page shows it."""

    wanted: str = ""
    room: Room | None = None
    is_closed: bool = False
    problem: RoomError | None = None
    may_pass: bool = False
    unsafe: int = 0
    is_elsewhere: bool = False  # another tab of this phone has answered since
    late_in: Mapping[str, int] = field(default_factory=dict)


class Visit:
    """`room` is the room that was joined, as last read; None before joining.

    `participant` is given by the server. A page that comes back says the one it had, which counts
    if it is in the room; a page never chooses.
    """

    def __init__(self, rooms: Rooms | None = None) -> None:
        """Start before joining; `rooms` is the store, by default the one that OTKIT_ROOM names."""
        self._rooms = rooms
        self.page_id = ""  # the server's, which no other page knows
        self.participant = ""
        self.source = ""
        self.wanted = ""
        self._wanted_at = 0.0
        self.room: Room | None = None
        self.is_closed = False
        self.problem: RoomError | None = None
        self.newest = 0  # the newest turn of the participant that is known to be stored
        self._heard: int | None = None  # the newest turn of this page
        self._safe: dict[QuestionKey, str] = {}
        self._late: dict[QuestionKey, str] = {}

    @property
    def may_pass(self) -> bool:
        """Whether the error is transient."""
        return self.problem is not None and self.problem.message_id in PASSING

    @property
    def is_worth_polling(self) -> bool:
        """Whether polling can change anything."""
        return self.room is not None or self.may_pass

    def poll_target(self) -> tuple[Rooms, str] | None:
        """The store and the code of the room to poll; None when polling is pointless."""
        return (self._rooms, self.wanted) if self._rooms and self.is_worth_polling else None

    def seen(self) -> tuple[object, ...]:
        """What a page shows of the visit; equal when there is nothing new to draw."""
        problem = self.problem and self.problem.message_id
        return (self.room, self.is_closed, problem, self.newest, {**self._safe})

    def leave(self) -> None:
        """Give the place in the room back; where the store cannot be reached it stays taken."""
        if self._rooms and self.participant:
            with suppress(RoomError):
                self._rooms.leave(self.wanted, self.participant)

    def want(self, code: str) -> None:
        """Set the room to join. Pressing Enter sends two events, which count as one attempt."""
        now = time.monotonic()
        if code == self.wanted and now - self._wanted_at < ONE_TRY:
            return
        if code != self.wanted:
            self._safe, self._late = {}, {}
        self.wanted, self._wanted_at = code, now
        self.room, self.is_closed, self.problem = None, False, None
        self.participant, self.newest = "", 0

    def hear(self, turn: int) -> int:
        """Take note of a message's `turn`; returns the one with which a press in it is stored.

        A new press goes before what other tabs have stored. One that is sent again, or the first
        that this page hears of, may be older than that, and keeps its turn.
        """
        is_new = self._heard is not None and turn > self._heard
        self._heard = max(turn, self._heard or 0)
        return max(turn, self.newest + 1) if is_new else turn

    def catch_up(
        self, state: RoomState, polled: RoomOrError | None = None, newest: int | None = None
    ) -> RoomState:
        """Join or refresh the room; return the form adjusted to it.

        `polled` is the room as just read by the poll, `newest` the newest turn that is stored;
        without them the store is read.
        """
        is_refused = self.room is None and self.problem is not None and not self.may_pass
        if not self.wanted or self.is_closed or is_refused:
            return state
        try:
            self._rooms = self._rooms or own_store()
            adjusted = state.in_room(self.wanted)
            if self.room is None:
                self._join(self._rooms, adjusted.participant)
            elif isinstance(polled, RoomError):
                raise polled
            else:
                self.room = polled or self._rooms.room(self.wanted)
            self._look(self._rooms, newest)
            state = replace(adjusted, participant=self.participant)
            self.problem = None
        except RoomError as error:
            self._note(error, state.room == self.wanted)
        return state

    def _join(self, rooms: Rooms, claimed: str) -> None:
        own = sha256(f"{self.page_id} {self.wanted}".encode()).hexdigest()[:PARTICIPANT_LENGTH]
        participant = claimed if claimed and rooms.is_inside(self.wanted, claimed) else own
        self.room = rooms.join(self.wanted, participant, self.source)
        self.participant = participant

    def _look(self, rooms: Rooms, newest: int | None = None) -> None:
        turns = rooms.newest(self.wanted, {self.participant}) if newest is None else {}
        self.newest = max(self.newest, newest or turns.get(self.participant, 0))

    def write(self, choices: Choices, turn: int) -> None:
        """Write the answers that are not stored yet."""
        new = {key: choices[key] for key in self._open(choices)}
        if not new or self.room is None or self._rooms is None:
            return
        try:
            safe = self._rooms.record(self.wanted, self.participant, turn, new)
            self._safe |= {key: new[key] for key in safe}
            self.newest = max(self.newest, turn) if safe else self.newest
            if left := set(new) - safe:
                room = self.room = self._rooms.room(self.wanted)
                self._look(self._rooms)
                late = (key for key in left if self.newest <= turn or not room.is_open(key))
                self._late |= {key: new[key] for key in late}
        except RoomError as error:
            self._note(error, True)

    def stored(self) -> Choices:
        """The participant's answers on disk; none while the store cannot be reached."""
        stored: Choices = {}
        with suppress(RoomError):
            stored = self._rooms.stored(self.wanted, self.participant) if self._rooms else {}
        self._safe = {
            key: choice for key, choice in self._safe.items() if stored.get(key, choice) == choice
        }
        return stored

    def status(self, choices: Choices, pressed: int) -> VisitStatus:
        """The visit now; `choices` that are not written yet, but can be, count as unsafe.

        They are of the press with the turn `pressed`.
        """
        return VisitStatus(
            wanted=self.wanted,
            room=self.room,
            is_closed=self.is_closed,
            problem=self.problem,
            may_pass=self.may_pass,
            unsafe=len(self._open(choices)) if self.problem else 0,
            is_elsewhere=self.newest > pressed,
            late_in=Counter(key.part for key in self._late),
        )

    def _open(self, choices: Choices) -> list[QuestionKey]:
        done = self._safe | self._late
        return [key for key, choice in choices.items() if done.get(key) != choice]

    def _note(self, error: RoomError, was_inside: bool) -> None:
        self.problem = error
        if error.message_id == "room.no-such-room" and was_inside:
            self.is_closed, self.room = True, None
