"""A facilitator's own folder of tables: made, checked, and restored table by table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from otkit.errors import Problem
from otkit.kit.tables import Tables
from otkit.kit.tables.sentences import line_of
from otkit.widgets.workshop.base import Fields, State, WorkshopPage, first
from otkit.widgets.workshop.table_copy import TableCopy

MOST_PROBLEMS = 5


@dataclass(frozen=True)
class FolderState(State):
    """The folder as last read: tables that differ, the one restored, the problems found."""

    is_there: bool = False
    changed: tuple[str, ...] = ()
    checked: bool = False
    put_back: str = ""
    problems: tuple[Problem, ...] = ()


class OwnFolder(WorkshopPage):
    """The tables in `folder` (`otkit-tables` in the home folder)."""

    def __init__(
        self, tables: Tables | None = None, folder: Path | None = None, **traits: Any
    ) -> None:
        """Take the folder; it is made on request."""
        self.folder = Path.home() / "otkit-tables" if folder is None else folder
        super().__init__(("folder",), tables, **traits)

    def blank(self) -> FolderState:
        """The folder as it is, not checked."""
        return self._read(FolderState())

    def take(self, action: str, fields: Fields, state: FolderState) -> FolderState:
        """Make the folder, check it, or restore a table of the kit."""
        put_back = ""
        if action == "make":
            TableCopy(self.folder)
        elif action == "put-back" and self.folder.exists():
            copy = TableCopy(self.folder)
            table = first(fields, "table")
            if table in copy.changed():
                copy.put_back(table, keep_backup=True)
                put_back = table
        return self._read(replace(state, checked=action == "check", put_back=put_back))

    def inputs(self, state: FolderState) -> dict[str, Any]:
        """The folder, the tables that differ, and the problems found."""
        return {
            "folder": str(self.folder),
            "is_there": state.is_there,
            "changed": state.changed,
            "checked": state.checked,
            "put_back": state.put_back,
            "problems": [
                line_of(problem, state.language) for problem in state.problems[:MOST_PROBLEMS]
            ],
            "more": max(0, len(state.problems) - MOST_PROBLEMS),
        }

    def _read(self, state: FolderState) -> FolderState:
        """The state with the folder as it is now."""
        if not self.folder.exists():
            return replace(state, is_there=False, changed=(), problems=())
        copy = TableCopy(self.folder)
        problems = tuple(copy.problems()) if state.checked else ()
        return replace(state, is_there=True, changed=tuple(copy.changed()), problems=problems)
