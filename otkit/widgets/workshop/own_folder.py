"""A folder of tables of one's own: made, checked, and put back table by table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from otkit.tables import Tables
from otkit.widgets.page import Fields
from otkit.widgets.workshop.base import WorkshopPage, first
from otkit.widgets.workshop.table_copy import TableCopy

MOST_PROBLEMS = 5


class OwnFolder(WorkshopPage):
    """The tables in `folder` (`otkit-tables` in the home folder), beside the kit's own."""

    def __init__(
        self, tables: Tables | None = None, folder: Path | None = None, **traits: Any
    ) -> None:
        """Make nothing until somebody asks."""
        self.folder = Path.home() / "otkit-tables" if folder is None else folder
        self._checked = False
        self._put_back = ""
        super().__init__(("folder",), tables, **traits)

    def take(self, action: str, fields: Fields) -> None:
        """Make the folder, check it, or put a table back as it is in the kit."""
        self._checked = action == "check"
        self._put_back = ""
        if action == "make":
            TableCopy(self.folder)
        elif action == "put-back" and self.folder.exists():
            copy = TableCopy(self.folder)
            table = first(fields, "table")
            if table in copy.changed():
                copy.put_back(table, keep_mine=True)
                self._put_back = table

    def shown(self) -> dict[str, Any]:
        """Where the folder is, what differs in it, and what the check says when asked."""
        copy = TableCopy(self.folder) if self.folder.exists() else None
        problems = [str(one) for one in copy.problems()] if copy and self._checked else []
        return {
            "folder": str(self.folder),
            "is_there": copy is not None,
            "changed": copy.changed() if copy else [],
            "checked": self._checked,
            "put_back": self._put_back,
            "problems": problems[:MOST_PROBLEMS],
            "more": max(0, len(problems) - MOST_PROBLEMS),
        }
