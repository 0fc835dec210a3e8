"""The tables of a facilitator's folder, and pages that are drawn anew when it is saved."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import weakref
from pathlib import Path

from traitlets import TraitError

from otkit.errors import OtkitError
from otkit.kit.lessons import load_kit
from otkit.kit.tables import Tables, data_folder
from otkit.kit.tables.saved import Changes, read_copy, reasons
from otkit.widgets.page import Page, default_folder
from otkit.widgets.repeat import Repeat

FOLDER = "otkit-tables"
POLL_SECONDS = 1.0


def own_folder() -> Path:
    """The folder that `otkit lab --data` names, unless it is the kit's; else one at home."""
    folder = default_folder()
    if folder is None or (folder.exists() and folder.samefile(data_folder())):
        return Path.home() / FOLDER
    return folder


class LiveTables:
    """The tables in `folder` as last saved in order; until then, and without a folder, `tables`.

    `problems` are those of the folder now. Parents' pages never see a table that has some.
    """

    def __init__(self, tables: Tables, folder: Path | None = None) -> None:
        """Read the folder when the first page follows it."""
        self.folder = own_folder() if folder is None else folder
        self.tables = tables
        self.problems: tuple[object, ...] = ()
        self._pages: weakref.WeakSet[Page] = weakref.WeakSet()
        self._root = tempfile.mkdtemp(prefix="otkit-")
        self._remove = weakref.finalize(self, shutil.rmtree, self._root, ignore_errors=True)
        self._changes = Changes(self.folder)
        self._repeat = Repeat(self.poll, lambda: self._pages)
        if self.folder.is_dir():
            self.read()

    def follow(self, page: Page) -> None:
        """Draw `page` anew whenever the folder was saved and is in order, until it is closed."""
        self._pages.add(page)
        page.undo_at_close(lambda: self._pages.discard(page))
        self._repeat.start(POLL_SECONDS)

    async def poll(self) -> None:
        """Read what was saved, if anything was, and draw the pages anew."""
        if self._changes.are_due():
            await asyncio.to_thread(self.read)
            self.renew()

    def read(self) -> None:
        """Read the folder from a copy; with a problem the tables stay as they are."""
        try:
            self.tables = read_copy(self.folder, self._root, load_kit)
        except (OtkitError, OSError) as error:
            self.problems = tuple(reasons(error, self.folder))
        else:
            self.problems = ()

    def renew(self) -> None:
        """Draw every page from the tables as they are now."""
        for page in list(self._pages):
            try:
                page.renew(self.tables)
            except (LookupError, OtkitError, TraitError):  # what was chosen is there no more
                page.show(page.blank())
