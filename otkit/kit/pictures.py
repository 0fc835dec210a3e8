"""The drawings beside the tables: SVG files, and the address at which a page finds each.

`otkit serve` sends them by a route of its own, when a reader comes near. Everywhere else (a
notebook, stock Voilà, a saved page) there is no such route: the drawing, of 1 to 6 kB, stands in
the page itself.
"""

from __future__ import annotations

import hashlib
import os
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from otkit.kit.checks.picture_rules import FOLDER
from otkit.kit.tables import Tables

VARIABLE = "OTKIT_PICTURE_ROUTE"
"""The environment variable with the address of the route, as seen from a page; else empty."""

ROUTE = "voila/pictures/"
"""That address when `otkit serve` sets it."""


@dataclass(frozen=True)
class Picture:
    """A drawing: the name of its row in pictures.csv, and the bytes of its SVG file."""

    picture_id: str
    svg: bytes

    @cached_property
    def version(self) -> str:
        """What changes when the drawing does."""
        return hashlib.sha256(self.svg).hexdigest()[:12]

    @cached_property
    def _inline(self) -> str:
        return f"data:image/svg+xml;base64,{b64encode(self.svg).decode()}"

    @property
    def address(self) -> str:
        """Where a page finds it: at the route of the server, or in the page itself."""
        route = os.environ.get(VARIABLE, "")
        return f"{route}{self.picture_id}.svg?v={self.version}" if route else self._inline


def pictures(tables: Tables) -> Mapping[str, Picture]:
    """Every drawing of a kit by `picture_id`; a row without its file is not among them.

    >>> from otkit.kit.load import load_tables
    >>> pictures(load_tables())["hops"].svg[:4]
    b'<svg'
    """
    return tables.keep(_read)


def _read(tables: Tables) -> Mapping[str, Picture]:
    names = [row["picture_id"] for row in tables.rows("pictures")] if "pictures" in tables else []
    files = {name: tables.folder / FOLDER / f"{name}.svg" for name in names}
    return MappingProxyType(
        {name: Picture(name, file.read_bytes()) for name, file in files.items() if file.is_file()}
    )
