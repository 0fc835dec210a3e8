"""`otkit serve --watch`: tables and lessons are served anew when they are saved and in order.

A broken folder changes nothing for parents; its problems are shown in the terminal alone. New
kernels read what is in order, and take over the open pages, whose browsers send their forms again.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

from tornado.ioloop import PeriodicCallback

from otkit.errors import OtkitError
from otkit.kit.lessons import load_kit
from otkit.kit.tables import Tables, data_folder
from otkit.kit.tables.saved import Changes, copy_of, reasons
from otkit.kit.tables.sentences import in_language, said
from otkit.server.settings import DATA

POLL_SECONDS = 1.0


def start_watch(server: Any) -> None:
    """Have the `Server` serve anew what is saved in its folder of tables."""
    folder = server.own.data or data_folder()
    say = partial(print, flush=True)
    load = partial(load_kit, with_drafts=server.own.drafts)
    watch = Watch(folder, server.connection_dir, load, partial(renew, server), say, server.own.lang)
    PeriodicCallback(watch.poll, POLL_SECONDS * 1000).start()


async def renew(server: Any, tables: Tables) -> None:
    """Have the `Server` serve other tables; raises `ServerError`, and all stays as it was."""
    before, os.environ[DATA] = os.environ.get(DATA), str(tables.folder)
    try:
        await server.draw_pages(tables)
    except BaseException:
        del os.environ[DATA]
        os.environ.update({} if before is None else {DATA: before})
        raise


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
