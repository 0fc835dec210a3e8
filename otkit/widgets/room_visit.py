"""A phone's visit to a room, as its kernel sees it: inside or not, which stage, what is safe.

No widget and no screen; every trouble with the store is kept as `problem` and tried again.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from otkit.errors import RoomError
from otkit.widgets.room_steps import RoomState
from otkit.widgets.room_store import Found, own_store
from otkit.workshop.room import Asked, Room

if TYPE_CHECKING:
    from otkit.workshop.room.store import Rooms

PASSING = {"room.busy", "room.away", "room.no-space", "room.slow-down"}  # worth another try
ONE_TRY = 1.0  # seconds
Choices = Mapping[Asked, str]


@dataclass(frozen=True)
class Standing:
    """What a page shows of a visit, at one moment."""

    wanted: str = ""
    room: Room | None = None
    is_closed: bool = False
    problem: RoomError | None = None
    may_pass: bool = False
    unsafe: int = 0
    late_in: Mapping[str, int] = field(default_factory=dict)

    def late(self, part: str) -> int:
        """How many answers to a part came when it was closed."""
        return self.late_in.get(part, 0)


class Visit:
    """Where one phone stands. `room` is the room it is in, as last seen; None at the door."""

    def __init__(self, rooms: Rooms | None = None) -> None:
        """Stand at the door; `rooms` is the store, else the one that the environment names."""
        self._rooms = rooms
        self.wanted = ""
        self._wanted_at = 0.0
        self.room: Room | None = None
        self.is_closed = False
        self.problem: RoomError | None = None
        self._safe: dict[Asked, str] = {}
        self._late: dict[Asked, str] = {}

    @property
    def may_pass(self) -> bool:
        """Whether the trouble may be over the next time."""
        return self.problem is not None and self.problem.message_id in PASSING

    @property
    def is_worth_a_look(self) -> bool:
        """Whether looking again by itself makes sense."""
        return self.room is not None or self.may_pass

    def place(self) -> tuple[Rooms, str] | None:
        """The store and the code of the room to poll, if that makes sense."""
        return (self._rooms, self.wanted) if self._rooms and self.is_worth_a_look else None

    def seen(self) -> tuple[object, ...]:
        """All that a page shows of it; the same as before when there is nothing new to draw."""
        return (self.room, self.is_closed, self.problem and self.problem.message_id, {**self._safe})

    def want(self, code: str) -> None:
        """Name the room to be in. To press Enter is to leave the field and to join: one try."""
        now = time.monotonic()
        if code == self.wanted and now - self._wanted_at < ONE_TRY:
            return
        if code != self.wanted:
            self._safe, self._late = {}, {}
        self.wanted, self._wanted_at = code, now
        self.room, self.is_closed, self.problem = None, False, None

    def catch_up(self, state: RoomState, found: Found | None = None) -> RoomState:
        """Be in the room that is wanted and know its stage; returns the phone as it is in there.

        `found` is what somebody has just seen of the room; without it the store is asked.
        """
        is_refused = self.room is None and self.problem is not None and not self.may_pass
        if not self.wanted or self.is_closed or is_refused:
            return state
        try:
            self._rooms = self._rooms or own_store()
            inside = state.in_room(self.wanted)
            if self.room is None:
                self.room = self._rooms.join(self.wanted, inside.phone)
            elif isinstance(found, RoomError):
                raise found
            else:
                self.room = found or self._rooms.room(self.wanted)
            state, self.problem = inside, None
        except RoomError as error:
            self._note(error, state.room == self.wanted)
        return state

    def write(self, choices: Choices, phone: str, turn: int) -> None:
        """Write what is not safe yet."""
        new = {asked: choices[asked] for asked in self._open(choices)}
        if not new or self.room is None or self._rooms is None:
            return
        try:
            safe = self._rooms.record(self.wanted, phone, turn, new)
            self._safe |= {asked: new[asked] for asked in safe}
            self._late |= {asked: new[asked] for asked in set(new) - safe}
        except RoomError as error:
            self._note(error, True)

    def standing(self, choices: Choices) -> Standing:
        """How it stands now; `choices` not written yet, that still may be, count as unsafe."""
        return Standing(
            wanted=self.wanted,
            room=self.room,
            is_closed=self.is_closed,
            problem=self.problem,
            may_pass=self.may_pass,
            unsafe=len(self._open(choices)) if self.problem else 0,
            late_in=Counter(asked.part for asked in self._late),
        )

    def _open(self, choices: Choices) -> list[Asked]:
        done = self._safe | self._late
        return [asked for asked, choice in choices.items() if done.get(asked) != choice]

    def _note(self, error: RoomError, was_inside: bool) -> None:
        self.problem = error
        if error.message_id == "room.no-such-room" and was_inside:
            self.is_closed, self.room = True, None
