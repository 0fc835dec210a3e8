"""`otkit serve --watch`: tables and lessons are served anew when they are saved and in order.

A broken folder changes nothing for parents; its problems are shown in the terminal alone.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

from otkit.errors import OtkitError
from otkit.kit.tables import Tables
from otkit.kit.tables.sentences import said

POLL_SECONDS = 1.0
UNSAVED = (".", "~$")
"""How the names of files begin that editors and spreadsheets keep beside those that are open."""

Signature = frozenset[tuple[str, int, int]]


def copy_of(folder: Path, root: str) -> Path:
    """A private copy of a folder of tables, in `root`: what is saved later does not change it."""
    hidden = shutil.ignore_patterns(*(f"{start}*" for start in UNSAVED))
    own = Path(tempfile.mkdtemp(prefix="tables-", dir=root))
    return shutil.copytree(folder, own, dirs_exist_ok=True, ignore=hidden)


def signature(folder: Path) -> Signature:
    """Path, size in bytes and time of change (ns) of each file; empty for no folder."""
    files = set()
    for path in folder.rglob("*"):
        with suppress(OSError):  # it was renamed or taken away meanwhile
            if path.is_file() and not path.name.startswith(UNSAVED):
                state = path.stat()
                files.add((str(path), state.st_size, state.st_mtime_ns))
    return frozenset(files)


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


class Watch:
    """Serves what is saved in a folder by `renew`, and tells what happens by `tell`.

    `load` reads the tables of a copy in `root`, and `renew` serves them; both raise `OtkitError`
    when they cannot be served.
    """

    def __init__(
        self,
        folder: Path,
        root: str,
        load: Callable[[Path], Tables],
        renew: Callable[[Tables], Awaitable[None]],
        tell: Callable[[str], object],
    ) -> None:
        """Begin with the folder as it is."""
        self._changes, self._root = Changes(folder), root
        self._load, self._renew, self._tell = load, renew, tell
        self._copies: list[Path] = []

    async def poll(self) -> None:
        """Check and serve what was saved, if anything was."""
        if not self._changes.are_due():
            return
        self._tell(said("watch.saved"))
        try:
            await self._serve()
        except (OtkitError, OSError, shutil.Error) as error:
            self._tell(f"{error}\n{said('watch.kept')}")
        else:
            self._tell(said("watch.served"))

    async def _serve(self) -> None:
        copy = await asyncio.to_thread(copy_of, self._changes.folder, self._root)
        try:
            await self._renew(await asyncio.to_thread(self._load, copy))
        except OtkitError:
            shutil.rmtree(copy, ignore_errors=True)
            raise
        self._copies.append(copy)
        for old in self._copies[:-2]:  # which no kernel reads any more
            shutil.rmtree(old, ignore_errors=True)
        del self._copies[:-2]
