"""Read a folder of tables with every check: the tables, or all problems at once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from otkit.errors import Problem, TableError
from otkit.kit.checks.kit_rules import check_kit_rules
from otkit.kit.checks.picture_rules import check_drawings
from otkit.kit.tables import Tables, data_folder
from otkit.kit.tables.drafts import draft_languages
from otkit.kit.tables.folder import read_folder
from otkit.kit.tables.schema import Sheet

if TYPE_CHECKING:
    import pandas as pd


def load_tables(
    folder: Path | str | None = None,
    frames: Mapping[str, pd.DataFrame] | None = None,
    with_drafts: bool = False,
) -> Tables:
    """The tables in ``folder``, or the kit's own; raises ``TableError`` with every problem.

    ``frames`` are used in place of the files of their names, and are checked as the files are; a
    problem names the line that its row would have in the file. A language that is not wholly
    translated is left out, unless ``with_drafts`` asks for it.

    >>> load_tables()["age_groups"][["age_group_id", "from_months", "to_months"]]
      age_group_id  from_months  to_months
    0       infant            0         11
    1      toddler           12         35
    2    preschool           36         71
    """
    tables, problems = read_tables(folder, frames, with_drafts)
    if problems:
        raise TableError(problems)
    return tables


def read_tables(
    folder: Path | str | None = None,
    frames: Mapping[str, pd.DataFrame] | None = None,
    with_drafts: bool = False,
) -> tuple[Tables, list[Problem]]:
    """The tables in ``folder`` that are sound on their own, and every problem of all of them.

    >>> tables, problems = read_tables()
    >>> "signs" in tables, problems
    (True, [])
    """
    sheets, problems = _read(folder, frames, with_drafts)
    sound = {name: sheet for name, sheet in sheets.items() if sheet.is_sound}
    rows = {name: sheet.rows() for name, sheet in sound.items()}
    fields = {name: sheet.table.fields for name, sheet in sound.items()}
    return Tables(rows, fields, None if folder is None else Path(folder)), problems


def check_tables(folder: Path | str | None = None) -> list[Problem]:
    """Every problem of the tables in ``folder``, or of the kit's own, by file and line.

    >>> check_tables()
    []
    """
    _, problems = _read(folder, with_drafts=True)
    return problems


def _read(
    folder: Path | str | None,
    frames: Mapping[str, pd.DataFrame] | None = None,
    with_drafts: bool = False,
) -> tuple[Mapping[str, Sheet], list[Problem]]:
    """All sheets of a folder, and all problems, sorted."""
    path = data_folder() if folder is None else Path(folder)
    hidden = frozenset() if with_drafts else draft_languages(path)
    sheets, problems = read_folder(path, frames or {}, hidden)
    if sheets:
        problems.extend(check_kit_rules(sheets))
    if "pictures" in sheets and sheets["pictures"].is_sound:
        problems.extend(check_drawings(sheets["pictures"], path))
    return sheets, sorted(set(problems))
