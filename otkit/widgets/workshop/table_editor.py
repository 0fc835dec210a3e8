"""A table of a facilitator's folder: shown, changed row by row, checked, saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from markupsafe import Markup

from otkit.errors import OtkitError, TableError
from otkit.kit.own_tables import Content, make_own, read_whole, save_contents
from otkit.kit.tables import Tables, data_folder
from otkit.kit.tables.csv_file import CsvFile, read_csv
from otkit.kit.tables.sentences import in_language
from otkit.widgets.workshop.base import Fields, State, WorkshopPage, first
from otkit.widgets.workshop.live_tables import LiveTables
from otkit.widgets.workshop.new_row import CONTACTS, SEEN, new_cells, still_empty
from otkit.widgets.workshop.row_fields import CELL, Described, described, row_fields, typed_cells

MOST_PROBLEMS = 8


@dataclass(frozen=True)
class Editing(State):
    """The row that is edited: what was typed over its cells, and what is wrong with it.

    `key` is the column of its id, `is_new` whether it is to be added, like the row `row_id`. `file`
    is the table as last read, or None where it cannot be, `frame` its HTML as pandas shows it;
    `own_ids` are the rows that the kit does not have, `described` the columns of each table,
    `folder` one's own. `error` is why nothing was saved, `saved` or `removed` the row that was;
    `note` is `undone` after an undo, `nothing` when there was nothing to save.
    """

    table: str = CONTACTS
    row_id: str = ""
    key: str = ""
    own_ids: frozenset[str] = frozenset()
    is_new: bool = False
    typed: Mapping[str, str] = field(default_factory=dict)
    file: CsvFile | None = None
    frame: str = ""
    folder: str = ""
    described: Described = field(default_factory=dict)
    problems: tuple[object, ...] = ()
    error: OtkitError | None = None
    saved: str = ""
    removed: str = ""
    note: str = ""

    @property
    def is_own(self) -> bool:
        """Whether the row was added to one's own table: the kit has none of its name."""
        return not self.is_new and self.row_id in self.own_ids

    @property
    def place(self) -> str:
        """What the typed cells belong to."""
        return f"{self.table}/{self.row_id}/{'new' if self.is_new else ''}"


class TableEditor(WorkshopPage):
    """The tables in the folder of `live`: one of them, and a form for one of its rows.

    Nothing is written before it is in order with all other tables; until then what was typed stays.
    A row that the kit does not have can be taken out again.
    """

    regions = ("editor", "frame")

    def __init__(self, live: LiveTables, tables: Tables | None = None, **traits: Any) -> None:
        """Start at a new row of contacts, for a clinic or a group near by."""
        self.live = live
        super().__init__(tables, **traits)
        live.follow(self)

    def blank(self) -> Editing:
        """A new contact, untouched."""
        return self._read(Editing(is_new=True))

    def take(self, action: str, fields: Fields, state: Editing) -> Editing:
        """The row that was picked, with what was typed; saved or removed on request."""
        picked = first(fields, "table"), first(fields, "row")
        is_same = first(fields, "of") == state.place and picked == (state.table, state.row_id)
        state = replace(state, saved="", removed="", problems=(), error=None, note="")
        if not is_same:
            table = picked[0] if picked[0] in state.described else state.table
            return self._read(replace(state, table=table, row_id=picked[1], is_new=False, typed={}))
        if action in ("undo", "like"):
            is_new, note = state.is_new or action == "like", "undone" if action == "undo" else ""
            return self._read(replace(state, is_new=is_new, typed={}, note=note))
        state = self._read(replace(state, typed=typed_cells(fields)))
        if action == "save" and self._cells(state) == self._cells(replace(state, typed={})):
            return replace(state, note="nothing")
        if action == "save" and state.file:
            return self._save(state, state.file)
        if action == "remove" and state.file and state.is_own:
            return self._remove(state, state.file)
        return state

    def renewed(self, tables: Tables) -> Editing:
        """The state with the table as just saved; what was typed stays.

        Why nothing was saved stays too, while the table is the same.
        """
        before = self._state
        now = self._read(replace(before, problems=(), error=None))
        is_same = now.file is not None and now.file == before.file
        return replace(now, problems=before.problems, error=before.error) if is_same else now

    def inputs(self, state: Editing) -> dict[str, Any]:
        """The rows to pick from, a field for each cell, and what is wrong."""
        columns, cells = state.described.get(state.table, {}), self._cells(state)
        like = self._cells(replace(state, is_new=False, typed={}))
        return {
            "row_ids": _ids(state.file, state.key),
            "fields": row_fields(columns, cells, like),
            "still_empty": still_empty(cells, columns),
            "is_of_a_body": SEEN in cells,
            "cell": CELL,
            "problems": [in_language(problem, state.language) for problem in state.problems],
            "most": MOST_PROBLEMS,
        }

    def _read(self, state: Editing) -> Editing:
        """The state with the table as it is now, in one's own folder or, without one, the kit's."""
        own = self.live.folder
        folder = own if own.is_dir() else data_folder()
        state = replace(state, folder=str(own), described=described(folder))
        try:
            file = read_whole(folder, state.table)
        except TableError as error:
            return replace(state, file=None, frame="", problems=error.problems)
        key = next(name for name in state.described[state.table] if name in file.header)
        row_ids = _ids(file, key)
        row_id = state.row_id if state.row_id in row_ids else next(iter(row_ids), "")
        kits = _ids(read_csv(data_folder() / file.name), key)
        own_ids = frozenset(row_ids).difference(kits)
        return replace(
            state, file=file, frame=_frame(file), key=key, row_id=row_id, own_ids=own_ids
        )

    def _cells(self, state: Editing) -> dict[str, str]:
        """The row as it is to be: that of the file, or a new one like it, with what was typed."""
        if state.file is None:
            return {}
        key = state.key
        rows = [row.cells for row in state.file.rows if row.cells.get(key) == state.row_id]
        cells = dict(rows[0] if rows else dict.fromkeys(state.file.header, ""))
        if state.is_new:
            cells = new_cells(cells, state.described[state.table], state.table, self.live.tables)
        return cells | {name: text for name, text in state.typed.items() if name in cells}

    def _save(self, state: Editing, file: CsvFile) -> Editing:
        """The state after an attempt to save: with the new row, or with why not."""
        cells, rows = self._cells(state), [row.cells for row in file.rows]
        if state.is_new:
            rows.append(cells)
        else:
            rows = [cells if row.get(state.key) == state.row_id else row for row in rows]
        return self._write(state, file, rows, row_id=cells[state.key], saved=cells[state.key])

    def _remove(self, state: Editing, file: CsvFile) -> Editing:
        """The state after an attempt to take the row out: at the first row, or with why not."""
        rows = [row.cells for row in file.rows if row.cells.get(state.key) != state.row_id]
        return self._write(state, file, rows, row_id="", removed=state.row_id)

    def _write(
        self,
        state: Editing,
        file: CsvFile,
        rows: list[dict[str, str]],
        row_id: str,
        saved: str = "",
        removed: str = "",
    ) -> Editing:
        """The state at a row, once the table has these rows; else as it is, with why not."""
        try:
            make_own(self.live.folder)
            save_contents(self.live.folder, {state.table: Content(file.header, rows)})
        except TableError as error:
            return replace(state, problems=error.problems)
        except OtkitError as error:
            return replace(state, error=error)
        at = replace(state, row_id=row_id, is_new=False, typed={}, saved=saved, removed=removed)
        return self._read(at)


def _ids(file: CsvFile | None, key: str) -> list[str]:
    return [row.cells.get(key, "") for row in file.rows] if file else []


def _frame(file: CsvFile) -> Markup:
    """The table as pandas shows it, whole; pandas escapes each cell."""
    import pandas as pd

    frame = pd.DataFrame([row.cells for row in file.rows], columns=list(file.header), dtype="str")
    with pd.option_context("display.max_colwidth", None):
        html = frame.to_html(index=False, border=0, classes="table", justify="inherit")
    return Markup(html)  # noqa: S704 -- pandas escapes each cell  # nosec B704
