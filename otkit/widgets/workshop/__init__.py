"""The facilitator's notebooks: one call a cell, such as `workshop("signs-by-age").start()`.

All pages of a notebook follow one language, which any of them switches. No cell depends on another.
"""

from __future__ import annotations

from functools import cache, cached_property
from typing import TypeVar

from traitlets import HasTraits, Unicode, link

from otkit.kit.tables import Tables
from otkit.widgets.cases import Cases
from otkit.widgets.check_in import CheckIn
from otkit.widgets.learn import Learn
from otkit.widgets.notebook_output import is_served
from otkit.widgets.page import Page, default_tables
from otkit.widgets.quiz import Quiz
from otkit.widgets.room_board import RoomBoard
from otkit.widgets.workshop.activity import Activity
from otkit.widgets.workshop.adapt import Adapt
from otkit.widgets.workshop.before_start import BeforeStart
from otkit.widgets.workshop.call import Call
from otkit.widgets.workshop.explore import Explore
from otkit.widgets.workshop.guide import Agenda, Guide
from otkit.widgets.workshop.live_tables import LiveTables
from otkit.widgets.workshop.own_folder import OwnFolder
from otkit.widgets.workshop.print_pack import PrintPack
from otkit.widgets.workshop.table_editor import TableEditor

__all__ = ["Workshop", "workshop"]

P = TypeVar("P", bound=Page)


class Workshop(HasTraits):
    """A notebook of the workshop, by its id in workshop_notebooks.csv.

    Trait: `language`, linked with the language of all its pages.
    """

    language = Unicode("en")

    def __init__(self, notebook_id: str, tables: Tables | None = None) -> None:
        """Raise `ValueError` for an id that is not in workshop_notebooks.csv."""
        super().__init__()
        self.tables = default_tables() if tables is None else tables
        ids = [row["notebook_id"] for row in self.tables.rows("workshop_notebooks")]
        if notebook_id not in ids:
            raise ValueError(f"There is no notebook “{notebook_id}”, only {', '.join(ids)}.")
        self.notebook_id = notebook_id

    def start(self) -> Guide:
        """Minutes, objectives, and what to have ready."""
        return self._follow(Guide(self.notebook_id, "start", self.tables))

    def notes(self) -> Guide | None:
        """The facilitator's notes, folded; None where the notebook is served as a page."""
        if is_served():
            return None
        return self._follow(Guide(self.notebook_id, "notes", self.tables))

    def end(self) -> Guide:
        """The key points."""
        return self._follow(Guide(self.notebook_id, "end", self.tables))

    def agenda(self) -> Agenda:
        """The plan by the clock, for 60, 90 or 120 minutes."""
        return self._follow(Agenda(self.tables))

    def before_start(self) -> BeforeStart:
        """The checks before a workshop."""
        return self._follow(BeforeStart(self.tables))

    def print_pack(self) -> PrintPack:
        """The printed sheets, written into a folder."""
        return self._follow(PrintPack(self.tables))

    def lesson(self, lesson_id: str) -> Learn:
        """The lessons, open at `lesson_id`."""
        return self._follow(Learn(self.tables, lesson=lesson_id))

    def activity(self) -> Activity:
        """“OT or PT?”, for the whole room."""
        return self._follow(Activity(self.tables))

    def check_in(self) -> CheckIn:
        """The check-in, as parents see it."""
        return self._follow(CheckIn(self.tables))

    def cases(self) -> Cases:
        """The cases: the group decides, then sees the level and why."""
        return self._follow(Cases(self.tables, facilitator=not is_served()))

    def board(self) -> RoomBoard:
        """The room: QR code, stages, counts, results."""
        return self._follow(RoomBoard(self.tables))

    def quiz(self) -> Quiz:
        """The quiz on the projector, for a show of hands."""
        return self._follow(Quiz(self.tables))

    def explore(self) -> Explore:
        """The tables, by age and area, with their sources."""
        return self._follow(Explore(self.tables))

    def call(self) -> Call:
        """The phone call, to practice in pairs."""
        return self._follow(Call(self.tables))

    def adapt(self, example: str) -> Adapt:
        """A change to the tables, tried on a copy: `sentence`, `sign` or `language`."""
        return self._follow(Adapt(example, self.tables))

    def own_folder(self) -> OwnFolder:
        """The facilitator's own folder of tables: make, check, restore."""
        return self._follow(OwnFolder(self.tables, live=self.live))

    def table(self) -> TableEditor | None:
        """A table of that folder, to change and save; None where the notebook is served."""
        return None if is_served() else self._follow(TableEditor(self.live, self.tables))

    def own_check_in(self) -> CheckIn:
        """The check-in of that folder, drawn anew when it is saved."""
        return self._live(CheckIn(self.live.tables))

    def own_lessons(self) -> Learn:
        """The lessons of that folder, drawn anew when they are saved."""
        return self._live(Learn(self.live.tables))

    @cached_property
    def live(self) -> LiveTables:
        """The tables of the facilitator's own folder, as last saved in order."""
        return LiveTables(self.tables)

    def _live(self, page: P) -> P:
        self.live.follow(page)
        return self._follow(page)

    def _follow(self, page: P) -> P:
        page.undo_at_close(link((self, "language"), (page, "language")).unlink)
        return page


@cache
def workshop(notebook_id: str) -> Workshop:
    """The notebook `notebook_id`, one object a kernel, so that its pages share a language."""
    return Workshop(notebook_id)
