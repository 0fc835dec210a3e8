"""`otkit serve --watch`: tables and lessons are served anew when they are saved and in order.

A broken folder changes nothing for parents; its problems are shown in the terminal alone.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path

from otkit.errors import OtkitError
from otkit.kit.tables import Tables
from otkit.kit.tables.saved import Changes, copy_of, reasons
from otkit.kit.tables.sentences import in_language, said

POLL_SECONDS = 1.0


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
        language: str = "en",
    ) -> None:
        """Begin with the folder as it is; ``language`` is that of the terminal."""
        self._changes, self._root, self._language = Changes(folder), root, language
        self._load, self._renew, self._tell = load, renew, tell
        self._copies: list[Path] = []

    async def poll(self) -> None:
        """Check and serve what was saved, if anything was."""
        if not self._changes.are_due():
            return
        self._say(said("watch.saved" if self._changes.folder.is_dir() else "watch.moved"))
        try:
            await self._serve()
        except (OtkitError, OSError) as error:
            self._say(*reasons(error, self._changes.folder), said("watch.kept"))
        else:
            self._say(said("watch.served"))

    def _say(self, *lines: object) -> None:
        self._tell("\n".join(in_language(line, self._language) for line in lines))

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
