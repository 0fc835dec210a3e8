"""The printed sheets of a workshop, written into a folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from otkit.errors import OtkitError
from otkit.kit.atomic import write_new
from otkit.kit.tables import Tables
from otkit.scoring.countries import countries, home_country
from otkit.takeaway.typesetting import SIZES, Paper, is_our_pdf, paper_size
from otkit.widgets.page import default_folder
from otkit.widgets.workshop.base import Fields, State, WorkshopPage, first

if TYPE_CHECKING:
    from otkit.takeaway.paper import Files

SHEETS = ("checklists", "cases", "handouts", "worksheets", "quiz", "certificate")
LONGEST_NAME = 80  # characters


@dataclass(frozen=True)
class Printed(State):
    """The picks, and the files made from them; a new `country` sets its paper `size`."""

    sheets: tuple[str, ...] = SHEETS
    size: str = ""
    country: str = ""
    large: bool = False
    age_group: str = ""  # whose check list is made; "" is all
    made: tuple[str, ...] = ()
    problem: OtkitError | OSError | None = None


class PrintPack(WorkshopPage):
    """Check lists, cases, handouts, worksheets, quiz and certificate as PDF files in `folder`.

    `folder` is `otkit-sheets` in the home folder by default; there is one folder in it for each
    language. The name on a certificate is not kept.
    """

    def __init__(
        self, tables: Tables | None = None, folder: Path | None = None, **traits: Any
    ) -> None:
        """Take the folder; files are made on request."""
        self.folder = Path.home() / "otkit-sheets" if folder is None else folder
        super().__init__(("print",), tables, **traits)

    def blank(self) -> Printed:
        """No files yet."""
        country = home_country(self.tables)
        return Printed(country=country, size=paper_size(self.tables, country))

    @property
    def made(self) -> tuple[str, ...]:
        """The names of the files that were made."""
        state: Printed = self.state()
        return state.made

    def take(self, action: str, fields: Fields, state: Printed) -> Printed:
        """The state with the picked sheets and paper; the action `make` writes the files."""
        size, country = first(fields, "size"), first(fields, "country")
        group = first(fields, "age-group")
        country = country if country in countries(self.tables) else state.country
        picked = size in SIZES and country == first(fields, "size-of")
        state = replace(
            state,
            sheets=tuple(sheet for sheet in SHEETS if sheet in fields.get("sheet", [])),
            size=size if picked else paper_size(self.tables, country),
            country=country,
            large=first(fields, "large") == "on",
            age_group=group if group in self._groups() else "",
            made=(),
            problem=None,
        )
        if action == "make":
            return self._make(state, first(fields, "name").strip()[:LONGEST_NAME])
        return state

    def inputs(self, state: Printed) -> dict[str, Any]:
        """The picks, and the files made."""
        return {
            "sheets": SHEETS,
            "picked": state.sheets,
            "sizes": tuple(SIZES),
            "size": state.size,
            "large": state.large,
            "country": state.country,
            "age_group": state.age_group,
            "groups": self.tables.rows("age_groups"),
            "folder": str(self.folder / state.language),
            "made": state.made,
            "problem": state.problem,
        }

    def _groups(self) -> list[str]:
        return [row["age_group_id"] for row in self.tables.rows("age_groups")]

    def _make(self, state: Printed, name: str) -> Printed:
        folder = self.folder / state.language
        made: list[str] = []
        problem: OtkitError | OSError | None = None
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for sheet in state.sheets:
                for file_name, pdf in self._files(state, name)[sheet]():
                    write_new(folder / file_name, pdf, is_our_pdf)
                    made.append(file_name)
        except (OtkitError, OSError) as error:
            problem = error.with_traceback(None)  # a traceback would keep the name on a certificate
        return replace(state, made=tuple(made), problem=problem)

    def _files(self, state: Printed, name: str) -> dict[str, Callable[[], Files]]:
        from otkit.takeaway import paper as printed  # typesetting is loaded only where it is used
        from otkit.takeaway.case_paper import case_files

        tables, language, day = self.tables, state.language, date.today()
        paper = Paper(state.size, state.large)
        country = state.country
        return {
            "checklists": lambda: printed.checklists(
                tables, language, paper, day, country, state.age_group
            ),
            "cases": lambda: case_files(tables, language, paper, day),
            "handouts": lambda: printed.handouts(
                tables, language, paper, day, default_folder(), country
            ),
            "worksheets": lambda: printed.worksheets(tables, language, paper, day),
            "quiz": lambda: printed.quiz(tables, language, paper, day),
            "certificate": lambda: printed.certificate(tables, language, paper, day, name),
        }
