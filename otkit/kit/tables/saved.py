"""A folder of tables that somebody works on: whether it was saved, and a copy that stays."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from otkit.errors import OtkitError, TableError
from otkit.kit.tables.sentences import said

UNSAVED = (".", "~$")
"""How the names of files begin that editors and spreadsheets keep beside those that are open."""

T = TypeVar("T")
Signature = frozenset[tuple[str, int, int]]


def copy_of(folder: Path, root: str) -> Path:
    """A private copy of a folder of tables, in `root`: what is saved later does not change it."""
    hidden = shutil.ignore_patterns(*(f"{start}*" for start in UNSAVED))
    own = Path(tempfile.mkdtemp(prefix="tables-", dir=root))
    try:
        return shutil.copytree(folder, own, dirs_exist_ok=True, ignore=hidden)
    except OSError:
        shutil.rmtree(own, ignore_errors=True)
        raise


def read_copy(folder: Path, root: str, read: Callable[[Path], T]) -> T:
    """What `read` makes of a private copy in `root`, which is gone where that raises."""
    copy = copy_of(folder, root)
    try:
        return read(copy)
    except BaseException:
        shutil.rmtree(copy, ignore_errors=True)
        raise


def signature(folder: Path) -> Signature:
    """Path, size in bytes and time of change (ns) of each file; empty for no folder."""
    files = set()
    for path in folder.rglob("*"):
        with suppress(OSError):  # it was renamed or taken away meanwhile
            if path.is_file() and not path.name.startswith(UNSAVED):
                state = path.stat()
                files.add((str(path), state.st_size, state.st_mtime_ns))
    return frozenset(files)


def reasons(error: OtkitError | OSError, folder: Path) -> list[object]:
    """Why ``folder`` cannot be used now, line by line: problems, sentences or text."""
    if isinstance(error, TableError):
        return list(error.problems)
    if isinstance(error, OtkitError):
        return [str(error)]
    if not folder.is_dir():
        return [said("watch.gone", folder=folder)]
    failed = [error.filename]
    if isinstance(error, shutil.Error):
        failed = [source for source, _, _ in error.args[0]]
    return [said("watch.cannot-read", file=name) for name in failed]


class Changes:
    """Whether a folder was saved: it differs, and has been at rest since the last question.

    A spreadsheet writes a file in pieces, and a sync of many files takes a while.
    """

    def __init__(self, folder: Path) -> None:
        """Take the folder as it is for the one that is served."""
        self.folder = folder
        self._served = self._before = signature(folder)

    def are_due(self) -> bool:
        """Whether there is something new to serve; once for each change."""
        now, before = signature(self.folder), self._before
        self._before = now
        if now != before or now == self._served:
            return False
        self._served = now
        return True
