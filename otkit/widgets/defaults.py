"""What pages are drawn from where nothing else is given: the tables, and the front-end files."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from otkit.kit.load import load_tables
from otkit.kit.tables import Tables

STATIC = Path(__file__).parents[1] / "front/voila/templates/otkit/static"


@cache
def default_tables() -> Tables:
    """The kit's tables, or the folder that `otkit serve --data` names; read once a process.

    `OTKIT_DRAFTS` asks for languages that are not wholly translated as well.
    """
    return load_tables(default_folder(), with_drafts=bool(os.environ.get("OTKIT_DRAFTS")))


def default_folder() -> Path | None:
    """The folder of tables that `otkit serve --data` names, or None for the kit's own."""
    folder = os.environ.get("OTKIT_DATA")
    return Path(folder) if folder else None


@cache
def static_text(name: str) -> str:
    """One of the front-end files, read once a process."""
    return (STATIC / name).read_text(encoding="utf-8")
