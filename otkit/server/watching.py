"""`otkit serve --watch`: tables and lessons are served anew when they are saved and in order.

A broken folder changes nothing for parents; its problems are shown in the terminal alone. New
kernels read what is in order, and take over the open pages, whose browsers send their forms again.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

from tornado.ioloop import PeriodicCallback

from otkit.errors import OtkitError
from otkit.kit.lessons import load_kit
from otkit.kit.tables import Tables, data_folder
from otkit.kit.tables.saved import Changes, read_copy, reasons
from otkit.kit.tables.sentences import in_language, said

POLL_SECONDS = 1.0


def start_watch(server: Any) -> None:
    """Have the `Server` serve anew what is saved in its folder of tables."""
    folder = server.own.data or data_folder()
    say = partial(print, flush=True)

    async def renew(tables: Tables) -> None:
        await server.draw_pages(tables, str(tables.folder))

    load = partial(load_kit, with_drafts=server.own.drafts)
    watch = Watch(folder, server.connection_dir, load, renew, say, server.own.lang)
    PeriodicCallback(watch.poll, POLL_SECONDS * 1000).start()


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
            await self._serve(
                await asyncio.to_thread(read_copy, self._changes.folder, self._root, self._load)
            )
        except (OtkitError, OSError) as error:
            self._say(*reasons(error, self._changes.folder), said("watch.kept"))
        else:
            self._say(said("watch.served"))

    def _say(self, *lines: object) -> None:
        self._tell("\n".join(in_language(line, self._language) for line in lines))

    async def _serve(self, tables: Tables) -> None:
        try:
            await self._renew(tables)
        except OtkitError:
            shutil.rmtree(tables.folder, ignore_errors=True)
            raise
        self._copies.append(tables.folder)
        for old in self._copies[:-2]:  # which no kernel reads any more
            shutil.rmtree(old, ignore_errors=True)
        del self._copies[:-2]
