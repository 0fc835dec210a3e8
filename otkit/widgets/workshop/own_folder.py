"""A folder of tables of one's own: made, checked, and put back table by table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from otkit.kit.tables import Tables
from otkit.widgets.workshop.base import Fields, State, WorkshopPage, first
from otkit.widgets.workshop.table_copy import TableCopy

MOST_PROBLEMS = 5


@dataclass(frozen=True)
class FolderState(State):
    """The folder as last seen: which tables differ, what was put back, what the check says."""

    is_there: bool = False
    changed: tuple[str, ...] = ()
    checked: bool = False
    put_back: str = ""
    problems: tuple[str, ...] = ()


class OwnFolder(WorkshopPage):
    """The tables in `folder` (`otkit-tables` in the home folder), beside the kit's own."""

    def __init__(
        self, tables: Tables | None = None, folder: Path | None = None, **traits: Any
    ) -> None:
        """Make nothing until somebody asks."""
        self.folder = Path.home() / "otkit-tables" if folder is None else folder
        super().__init__(("folder",), tables, **traits)

    def blank(self) -> FolderState:
        """The folder as it is, not checked."""
        return self._seen(FolderState())

    def take(self, action: str, fields: Fields, state: FolderState) -> FolderState:
        """Make the folder, check it, or put a table back as it is in the kit."""
        put_back = ""
        if action == "make":
            TableCopy(self.folder)
        elif action == "put-back" and self.folder.exists():
            copy = TableCopy(self.folder)
            table = first(fields, "table")
            if table in copy.changed():
                copy.put_back(table, keep_mine=True)
                put_back = table
        return self._seen(replace(state, checked=action == "check", put_back=put_back))

    def shown(self, state: FolderState) -> dict[str, Any]:
        """Where the folder is, what differs in it, and what the check says when asked."""
        return {
            "folder": str(self.folder),
            "is_there": state.is_there,
            "changed": state.changed,
            "checked": state.checked,
            "put_back": state.put_back,
            "problems": state.problems[:MOST_PROBLEMS],
            "more": max(0, len(state.problems) - MOST_PROBLEMS),
        }

    def _seen(self, state: FolderState) -> FolderState:
        """The state with what is in the folder now."""
        if not self.folder.exists():
            return replace(state, is_there=False, changed=(), problems=())
        copy = TableCopy(self.folder)
        problems = tuple(map(str, copy.problems())) if state.checked else ()
        return replace(state, is_there=True, changed=tuple(copy.changed()), problems=problems)
