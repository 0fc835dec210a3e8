"""Other tables take the place of those that are served, on open pages too."""

from __future__ import annotations

import os
from functools import partial
from typing import Any

from tornado.ioloop import PeriodicCallback

from otkit.kit.lessons import load_kit
from otkit.kit.tables import Tables, data_folder
from otkit.kit.wording import Words
from otkit.scoring.countries import places_to_guess
from otkit.server.kernels.frame import Frame, draw_frame, metadata
from otkit.server.settings import DATA
from otkit.server.watching import POLL_SECONDS, Watch


def start_watch(server: Any) -> None:
    """Have the `Server` serve anew what is saved in its folder of tables."""
    folder = server.own.data or data_folder()
    say = partial(print, flush=True)
    load = partial(load_kit, with_drafts=server.own.drafts)
    watch = Watch(folder, server.connection_dir, load, partial(renew, server), say, server.own.lang)
    PeriodicCallback(watch.poll, POLL_SECONDS * 1000).start()


async def renew(server: Any, tables: Tables) -> None:
    """Have the `Server` serve other tables; raises `ServerError`, and all stays as it was.

    New kernels read them, and take over the open pages, whose browsers send their forms again.
    """
    before, os.environ[DATA] = os.environ.get(DATA), str(tables.folder)
    try:
        kernels = await server.pages.pool.begin()
        frames = await drawn_frames(server, tables)
    except BaseException:
        del os.environ[DATA]
        os.environ.update({} if before is None else {DATA: before})
        raise
    server.tables = tables
    server.app.settings["otkit_languages"] = tables.languages
    server.app.settings["otkit_places"] = places_to_guess(tables)
    server.frames.clear()
    server.frames.update(frames)
    server.pages.pool.take_over(kernels)


async def drawn_frames(server: Any, tables: Tables) -> dict[tuple[str, str], Frame]:
    """The frames of all notebooks of a `Server` in the languages of `tables`."""
    frames = {}
    for notebook, widgets in server.pages.pool.widgets.items():
        for language in tables.languages:
            own = metadata(notebook, Words(tables, language))
            frames[notebook, language] = await draw_frame(server, notebook, own, widgets)
    return frames
