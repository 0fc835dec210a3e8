"""The printed sheets of a workshop, written into a folder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from otkit.errors import OtkitError
from otkit.kit.atomic import write_new
from otkit.kit.desktop import has_desktop, open_folder
from otkit.kit.tables import Tables
from otkit.scoring.countries import countries, home_country
from otkit.takeaway.typesetting import SIZES, Paper, is_our_pdf, paper_size
from otkit.widgets.page import default_folder
from otkit.widgets.workshop.base import Fields, State, WorkshopPage, first, one_of

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
    """Check lists, cases, handouts, worksheets, quiz and certificate: PDFs in `folder`, or one.

    `folder` is `otkit-sheets` in the home folder by default; there is one folder in it for each
    language. The name on a certificate is not kept.
    """

    regions = ("print",)

    def __init__(
        self, tables: Tables | None = None, folder: Path | None = None, **traits: Any
    ) -> None:
        """Take the folder; files are made on request."""
        self.folder = Path.home() / "otkit-sheets" if folder is None else folder
        super().__init__(tables, **traits)

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
        """The state with the picked sheets and paper; `make` writes files, `bind` one of all."""
        if action == "open-folder":
            open_folder(self.folder / state.language)
            return state
        country = one_of(countries(self.tables), fields, "country", state.country)
        usual = paper_size(self.tables, country)
        is_of_country = country == first(fields, "size-of")
        groups = [row["age_group_id"] for row in self.tables.rows("age_groups")]
        state = replace(
            state,
            sheets=tuple(sheet for sheet in SHEETS if sheet in fields.get("sheet", [])),
            size=one_of(SIZES, fields, "size", usual) if is_of_country else usual,
            country=country,
            large=first(fields, "large") == "on",
            age_group=one_of(groups, fields, "age-group"),
            made=(),
            problem=None,
        )
        if action in ("make", "bind"):
            name = first(fields, "name").strip()[:LONGEST_NAME]
            return self._make(state, name, is_one=action == "bind")
        return state

    def inputs(self, state: Printed) -> dict[str, Any]:
        """The picks, and the files made."""
        return {
            "sheets": SHEETS,
            "sizes": tuple(SIZES),
            "groups": self.tables.rows("age_groups"),
            "folder": str(self.folder / state.language),
            "can_open": has_desktop(),
        }

    def _make(self, state: Printed, name: str, is_one: bool) -> Printed:
        folder = self.folder / state.language
        made: list[str] = []
        problem: OtkitError | OSError | None = None
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for file_name, pdf in self._files(state, name, is_one):
                write_new(folder / file_name, pdf, is_our_pdf)
                made.append(file_name)
        except (OtkitError, OSError) as error:
            problem = error.with_traceback(None)  # a traceback would keep the name on a certificate
        return replace(state, made=tuple(made), problem=problem)

    def _files(self, state: Printed, name: str, is_one: bool) -> Iterator[tuple[str, bytes]]:
        from otkit.takeaway import pack as packed  # typesetting is loaded only where it is used

        wanted = packed.Wanted(
            state.language,
            Paper(state.size, state.large),
            date.today(),
            state.country,
            state.age_group,
            name,
            default_folder(),
        )
        if is_one and state.sheets:
            yield packed.pack(state.sheets, wanted, self.tables)
        elif not is_one:
            for sheet in state.sheets:
                yield from packed.files(sheet, wanted, self.tables)
