"""A folder of tables of one's own: a copy of the kit's, which takes only what is in order."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from otkit.errors import OtkitError, Problem, TableError
from otkit.kit.atomic import atomic_write, refuse_others
from otkit.kit.lessons import check_kit
from otkit.kit.tables import data_folder
from otkit.kit.tables.csv_file import CsvFile, read_csv
from otkit.kit.tables.descriptor import DESCRIPTOR, read_descriptor
from otkit.kit.tables.frames import file_of
from otkit.kit.tables.records import separator_of
from otkit.kit.tables.saved import copy_of
from otkit.kit.tables.sentences import said
from otkit.kit.tables.source import BOM
from otkit.kit.translation.columns import save_table

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Content:
    """What is to stand in the file of a table: its columns, and each row by column."""

    header: Sequence[str]
    rows: Sequence[Mapping[str, str]]


def make_own(folder: Path) -> None:
    """Copy the kit's tables, lessons and pictures to ``folder``, unless tables are there already.

    Raises ``OtkitError`` where the kit's own tables stand, or anything else.
    """
    if folder.exists() and folder.samefile(data_folder()):
        sentence = f"{folder} has the kit's own tables. Name a folder of your own."
        raise OtkitError(sentence, "own.kits", folder=folder)
    if (folder / DESCRIPTOR).is_file():
        return
    if folder.is_symlink() or (folder.exists() and not _is_empty(folder)):
        sentence = f"{folder} holds something else than tables of the kit. Name another folder."
        raise OtkitError(sentence, "own.others", folder=folder)
    try:
        shutil.copytree(data_folder(), folder, dirs_exist_ok=True)
    except OSError as error:
        raise cannot_write(folder, error) from None


def save_tables(frames: Mapping[str, pd.DataFrame], folder: Path | str) -> None:
    """Put changed tables, by name, into a folder of one's own, which is made where there is none.

    They are checked first, with all tables of the folder: raises ``TableError`` with every problem,
    ``OtkitError`` for a folder or file that must not be written over, and then writes nothing.
    What stood in a file before stays beside it as ``.bak``; columns of a file that a frame does not
    have, such as notes, stay in its rows.
    """
    path = Path(folder).expanduser()
    make_own(path)
    tables, problems = read_descriptor(path)
    problems += [
        Problem(DESCRIPTOR, 1, "", said("package.no-table", name=name))
        for name in sorted(frames.keys() - tables.keys())
    ]
    if problems:
        raise TableError(problems)
    contents = {}
    for name, frame in frames.items():
        old = read_whole(path, name)
        key = next(iter(tables[name].fields))
        contents[name] = _with_other_columns(file_of(old.name, frame), old, key)
    save_contents(path, contents)


def read_whole(folder: Path, table: str) -> CsvFile:
    """The file of a table; raises ``TableError`` where a row of it cannot be read whole."""
    file = read_csv(folder / f"{table}.csv")
    if not (file.complete and all(row.whole for row in file.rows)):
        raise TableError(file.problems)  # to write it again would lose what cannot be read
    return file


def save_contents(folder: Path, contents: Mapping[str, Content]) -> None:
    """Write tables of ``folder`` by name, as ``save_tables`` does."""
    with tempfile.TemporaryDirectory(prefix="otkit-") as root:
        trial = copy_of(folder, root)
        for table, content in contents.items():
            _write(trial / f"{table}.csv", content)
        if problems := check_kit(trial):
            raise TableError(problems)
    paths = {table: folder / f"{table}.csv" for table in contents}
    for path in paths.values():
        refuse_others(path, lambda _old: True)
    for table, path in paths.items():
        try:
            with atomic_write(path.with_name(f"{path.name}.bak")) as before:
                before.buffer.write(path.read_bytes())
            _write(path, contents[table])
        except OSError as error:
            raise cannot_write(path, error) from None


def cannot_write(path: Path, error: OSError) -> OtkitError:
    """Why ``path`` could not be written."""
    why = error.strerror or os.strerror(error.errno or errno.EIO)
    return OtkitError(f"{path} cannot be written: {why}", "paper.cannot-write", file=path, why=why)


def _is_empty(folder: Path) -> bool:
    return folder.is_dir() and not any(folder.iterdir())


def _with_other_columns(new: CsvFile, old: CsvFile, key: str) -> Content:
    """The rows of ``new``, each with what its row in ``old`` has in other columns."""
    others = [name for name in old.header if name not in new.header]
    before = {row.cells.get(key, ""): row.cells for row in old.rows}
    rows = []
    for row in new.rows:
        cells = before.get(row.cells.get(key, ""), {})
        rows.append({**row.cells, **{name: cells.get(name, "") for name in others}})
    columns = dict.fromkeys([*(n for n in old.header if n in {*new.header, *others}), *new.header])
    return Content(list(columns), rows)


def _write(path: Path, content: Content) -> None:
    """Write a table in the way in which its file was saved: what is between cells, and the mark."""
    with path.open(encoding="utf-8", errors="replace") as file:
        first = file.readline()
    mark = BOM if first.startswith(BOM) else ""
    save_table(path, content.header, map(dict, content.rows), separator_of([first]), mark)
