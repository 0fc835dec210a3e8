"""A facilitator's own folder of tables: made, checked, and restored table by table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from otkit.errors import OtkitError
from otkit.kit.own_tables import make_own
from otkit.kit.tables import Tables
from otkit.widgets.defaults import default_tables
from otkit.widgets.workshop.base import Fields, State, WorkshopPage, first, problems_of
from otkit.widgets.workshop.live_tables import LiveTables
from otkit.widgets.workshop.table_copy import TableCopy


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

    regions = ("folder",)
    starts_as = FolderState

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
        super().__init__(tables, **traits)
        self.live.follow(self)

    def renewed(self, tables: Tables) -> FolderState:
        """The state with what the check reports of the folder as it was just saved."""
        state = self._read(replace(self._state, checked=False, put_back="", error=None))
        return replace(state, checked=True, problems=self.live.problems)

    def blank(self) -> FolderState:
        """The folder as it is, not checked."""
        return self._read(super().blank())

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
        return {"folder": str(self.folder), **problems_of(state)}

    def _read(self, state: FolderState) -> FolderState:
        """The state with the folder as it is now."""
        if not self.folder.exists():
            return replace(state, is_there=False, changed=(), problems=())
        copy = TableCopy(self.folder)
        problems = tuple(copy.problems()) if state.checked else ()
        return replace(state, is_there=True, changed=tuple(copy.changed()), problems=problems)
