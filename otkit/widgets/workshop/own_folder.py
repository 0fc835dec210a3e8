"""A facilitator's own folder of tables: made, checked, and restored table by table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from otkit.errors import OtkitError
from otkit.kit.own_tables import make_own
from otkit.kit.tables import Tables
from otkit.kit.tables.sentences import in_language
from otkit.widgets.workshop.base import Fields, State, WorkshopPage, default_tables, first
from otkit.widgets.workshop.live_tables import LiveTables
from otkit.widgets.workshop.table_copy import TableCopy

MOST_PROBLEMS = 5


@dataclass(frozen=True)
class FolderState(State):
    """The folder as last read: tables that differ, the one restored, the problems found."""

    is_there: bool = False
    changed: tuple[str, ...] = ()
    checked: bool = False
    put_back: str = ""
    problems: tuple[object, ...] = ()
    error: OtkitError | None = None


class OwnFolder(WorkshopPage):
    """The tables in `folder` or that of `live`, by default `otkit-tables` in the home folder."""

    def __init__(
        self,
        tables: Tables | None = None,
        folder: Path | None = None,
        live: LiveTables | None = None,
        **traits: Any,
    ) -> None:
        """Take the folder; it is made on request."""
        self.live = LiveTables(tables or default_tables(), folder) if live is None else live
        self.folder = self.live.folder
        super().__init__(("folder",), tables, **traits)
        self.live.follow(self)

    def renewed(self, tables: Tables) -> FolderState:
        """The state with what the check reports of the folder as it was just saved."""
        state = self._read(replace(self._state, checked=False, put_back="", error=None))
        return replace(state, checked=True, problems=self.live.problems)

    def blank(self) -> FolderState:
        """The folder as it is, not checked."""
        return self._read(FolderState())

    def take(self, action: str, fields: Fields, state: FolderState) -> FolderState:
        """Make the folder, check it, or restore a table of the kit."""
        put_back, error = "", None
        if action == "make":
            try:
                make_own(self.folder)
            except OtkitError as refused:
                error = refused
        elif action == "put-back" and self.folder.exists():
            copy = TableCopy(self.folder)
            table = first(fields, "table")
            if table in copy.changed():
                copy.put_back(table, keep_backup=True)
                put_back = table
        return self._read(replace(state, checked=action == "check", put_back=put_back, error=error))

    def inputs(self, state: FolderState) -> dict[str, Any]:
        """The folder, the tables that differ, and the problems found."""
        return {
            "folder": str(self.folder),
            "is_there": state.is_there,
            "changed": state.changed,
            "checked": state.checked,
            "put_back": state.put_back,
            "problems": [
                in_language(problem, state.language) for problem in state.problems[:MOST_PROBLEMS]
            ],
            "more": max(0, len(state.problems) - MOST_PROBLEMS),
            "error": state.error,
        }

    def _read(self, state: FolderState) -> FolderState:
        """The state with the folder as it is now."""
        if not self.folder.exists():
            return replace(state, is_there=False, changed=(), problems=())
        copy = TableCopy(self.folder)
        problems = tuple(copy.problems()) if state.checked else ()
        return replace(state, is_there=True, changed=tuple(copy.changed()), problems=problems)
