"""The template's own files and the kit's drawings: read, hashed and packed once for all visitors.

A visit asks for four of them. Voilà's handler lists its folders, opens, hashes and has them packed
anew each time, which was 40 % of the server's part of a visit.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tornado.web import HTTPError

from otkit.kit.pictures import pictures
from otkit.kit.tables import Tables
from otkit.server.handlers import Quiet

FOLDER = Path(__file__).parents[1] / "front/voila/templates/otkit/static"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".png": "image/png",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
FOR_A_YEAR = "public, max-age=31536000, immutable"
LEAST_PACKED = 1024  # bytes; shorter files are not worth packing


@dataclass(frozen=True)
class StaticFile:
    """A file as it is sent: `version` is what Voilà's pages put behind `?v=`."""

    content: bytes
    packed: bytes
    version: str
    media_type: str


@cache
def files(folder: Path = FOLDER) -> dict[str, StaticFile]:
    """Every file of `folder` that a page may ask for, by name."""
    return {
        path.name: _read(path) for path in sorted(folder.iterdir()) if TYPES.get(path.suffix, "")
    }


def _read(path: Path) -> StaticFile:
    content = path.read_bytes()
    version = hashlib.sha512(content).hexdigest()
    return StaticFile(content, _packed(content), version, TYPES[path.suffix])


def _packed(content: bytes) -> bytes:
    return gzip.compress(content, 9, mtime=0) if len(content) >= LEAST_PACKED else b""


def drawings(tables: Tables) -> Mapping[str, StaticFile]:
    """Every drawing of a kit as it is sent, by its `picture_id`."""
    return {
        name: StaticFile(one.svg, _packed(one.svg), one.version, TYPES[".svg"])
        for name, one in pictures(tables).items()
    }


class StaticFiles(Quiet):
    """One of the files; at an address with its version it may be kept for a year."""

    async def get(self, name: str) -> None:
        """Send the file, packed for a browser that takes it so; 304 to one that has it."""
        file = self.files().get(name)
        if file is None:
            raise HTTPError(404)
        is_packed = bool(file.packed) and "gzip" in self.request.headers.get("Accept-Encoding", "")
        is_this_one = self.get_query_argument("v", "") == file.version
        self.set_header("Cache-Control", FOR_A_YEAR if is_this_one else "no-cache")
        self.set_header("Content-Type", file.media_type)
        self.set_header("Etag", f'"{file.version[:32]}{"-gzip" if is_packed else ""}"')
        if is_packed:
            self.set_header("Content-Encoding", "gzip")
        if self.check_etag_header():
            self.set_status(304)
            return
        self.set_header("Content-Length", len(file.packed if is_packed else file.content))
        if self.request.method != "HEAD":
            self.write(file.packed if is_packed else file.content)

    head = get

    def files(self) -> Mapping[str, StaticFile]:
        """What may be asked for, by name."""
        return files()

    def compute_etag(self) -> None:
        """None of Tornado's own, which would hash what is hashed already."""


class Pictures(StaticFiles):
    """One of the drawings of a kit, by its `picture_id`; nothing else of that folder."""

    def initialize(self, tables: Tables) -> None:
        """Send the drawings beside `tables`."""
        self.tables = tables

    def files(self) -> Mapping[str, StaticFile]:
        """The drawings, read when the first is asked for."""
        return self.tables.keep(drawings)
