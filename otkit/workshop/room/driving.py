"""Driving a room's wall: another slide, a question that is asked by it, a vote, and its end.

The facilitator's board and the wall itself press the same; what is pressed twice counts once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from otkit.workshop.room.slides import onward, question_on
from otkit.workshop.room.stages import CASE, QuestionKey, Room
from otkit.workshop.room.walls import Wall, Walls

if TYPE_CHECKING:
    from otkit.workshop.room.store import Rooms


@dataclass(frozen=True)
class Driver:
    """A room and its wall as they were last read; `deck` are the slides of the stage.

    Each method raises `RoomError`.
    """

    rooms: Rooms
    wall: Wall
    room: Room
    deck: tuple[str, ...]

    def show(self, slide: str, asks: bool = True) -> None:
        """Show a slide of this stage; a question of the quiz that waits is asked by that."""
        if slide not in self.deck:
            return
        key = question_on(slide, self.room)
        if asks and key and key.part != CASE and self.room.waits(key):
            self.rooms.lead.ask(self.wall.code, key)
        Walls(self.rooms.database).show(self.wall.secret, slide)

    def turn(self, slide: str, by: int) -> None:
        """Show the slide `by` places after `slide`."""
        self.show(onward(slide, self.deck, self.room, by), asks=by > 0)

    def vote(self, case_id: str) -> None:
        """Show a case, and have the phones vote on it."""
        if (slide := f"case:{case_id}") in self.deck:
            self.rooms.lead.ask(self.wall.code, QuestionKey(CASE, case_id))
            self.show(slide)

    def pass_by(self, case_id: str) -> None:
        """Go on from a case that nobody has voted on; a vote that just came keeps it open."""
        if self.rooms.lead.withdraw(self.wall.code, QuestionKey(CASE, case_id)):
            Walls(self.rooms.database).show(self.wall.secret, f"told:{case_id}")

    def close(self, question_id: str) -> None:
        """Close the question or the case that is open, if it is this one."""
        key = self.room.open_question
        if key and key.question_id == question_id:
            self.rooms.lead.close(self.wall.code, key)
