"""The sheets for the printer, made into a folder at the press of a button."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from otkit.errors import OtkitError
from otkit.guidance import countries
from otkit.tables import Tables
from otkit.widgets.page import Fields, default_folder
from otkit.widgets.workshop.base import WorkshopPage, first

if TYPE_CHECKING:
    from otkit.takeaway.paper import Files

SHEETS = ("checklists", "cases", "handouts", "worksheets", "quiz", "certificate")
SIZES = ("letter", "a4")
LONGEST_NAME = 80  # characters


class PrintPack(WorkshopPage):
    """Check lists, cases, handouts, worksheets, quiz and certificate as PDF files in `folder`.

    `folder` is `otkit-sheets` in the home folder by default; there is one folder in it for each
    language. The name on a certificate is not kept.
    """

    def __init__(
        self, tables: Tables | None = None, folder: Path | None = None, **traits: Any
    ) -> None:
        """Make nothing until somebody asks."""
        self.folder = Path.home() / "otkit-sheets" if folder is None else folder
        self._sheets: tuple[str, ...] = SHEETS
        self._size = SIZES[0]
        self._large = False
        self._country = ""
        self.made: tuple[str, ...] = ()
        self._problem: OtkitError | OSError | None = None
        super().__init__(("print",), tables, **traits)

    def take(self, action: str, fields: Fields) -> None:
        """Take what to print and on what; make it when asked to."""
        self._sheets = tuple(sheet for sheet in SHEETS if sheet in fields.get("sheet", []))
        self._size = first(fields, "size") if first(fields, "size") in SIZES else SIZES[0]
        self._large = first(fields, "large") == "on"
        country = first(fields, "country")
        self._country = country if country in countries(self.tables) else self._country
        self.made, self._problem = (), None
        if action == "make":
            self._make(first(fields, "name").strip()[:LONGEST_NAME])

    def shown(self) -> dict[str, Any]:
        """What is picked, and what was made."""
        return {
            "sheets": SHEETS,
            "picked": self._sheets,
            "sizes": SIZES,
            "size": self._size,
            "large": self._large,
            "country": self._country or countries(self.tables)[0],
            "folder": str(self.folder / self.language),
            "made": self.made,
            "problem": self._problem,
        }

    def _make(self, name: str) -> None:
        folder = self.folder / self.language
        made = []
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for sheet in self._sheets:
                for file_name, pdf in self._files(name)[sheet]():
                    (folder / file_name).write_bytes(pdf)
                    made.append(file_name)
        except (OtkitError, OSError) as error:
            self._problem = error
        self.made = tuple(made)

    def _files(self, name: str) -> dict[str, Callable[[], Files]]:
        from otkit.takeaway import paper as printed  # typesetting is loaded only where it is used
        from otkit.takeaway.case_paper import case_files
        from otkit.takeaway.typesetting import Paper

        tables, language, day = self.tables, self.language, date.today()
        paper = Paper(self._size, self._large)
        country = self._country or countries(tables)[0]
        return {
            "checklists": lambda: printed.checklists(tables, language, paper, day, country),
            "cases": lambda: case_files(tables, language, paper, day),
            "handouts": lambda: printed.handouts(
                tables, language, paper, day, default_folder(), country
            ),
            "worksheets": lambda: printed.worksheets(tables, language, paper, day),
            "quiz": lambda: printed.quiz(tables, language, paper, day),
            "certificate": lambda: printed.certificate(tables, language, paper, day, name),
        }
