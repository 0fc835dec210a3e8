"""The template's own files and the kit's drawings: read, hashed and packed once for all visitors.

A visit requests four of them. Voilà's handler lists its folders, opens, hashes and has them packed
anew each time, which was 40 % of the server's part of a visit.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tornado.web import HTTPError

from otkit.kit.pictures import pictures
from otkit.kit.tables import Tables
from otkit.server.quiet import Quiet

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
    """A file as it is sent: `version` is what the pages put behind `?v=`, empty where none do."""

    content: bytes
    packed: bytes  # empty where that is not worth it
    version: str
    media_type: str

    @classmethod
    def of(cls, content: bytes, version: str, media_type: str) -> StaticFile:
        """Pack a file, unless it is short or a picture that is packed already."""
        is_as_short = len(content) < LEAST_PACKED or media_type == TYPES[".png"]
        packed = b"" if is_as_short else gzip.compress(content, 9, mtime=0)
        return cls(content, packed, version, media_type)


@cache
def template_files() -> dict[str, StaticFile]:
    """The template's files by name; their version is the one that Voilà writes into a page."""
    return {
        path.name: StaticFile.of(
            path.read_bytes(), hashlib.sha512(path.read_bytes()).hexdigest(), TYPES[path.suffix]
        )
        for path in sorted(FOLDER.iterdir())
        if path.suffix in TYPES
    }


def drawings(tables: Tables) -> Mapping[str, StaticFile]:
    """A kit's drawings by `picture_id`."""
    return {
        name: StaticFile.of(picture.svg, picture.version, TYPES[".svg"])
        for name, picture in pictures(tables).items()
    }


class StaticFiles(Quiet):
    """One of `files()`, by name; at an address with its version it may be kept for a year."""

    def initialize(
        self, files: Callable[[], Mapping[str, StaticFile]], unversioned: str = "no-cache"
    ) -> None:
        """Send what `files` returns; `unversioned` is how long it may be kept without a version."""
        self.files, self.unversioned = files, unversioned

    async def get(self, name: str) -> None:
        """Send the file, packed for a browser that accepts it; 304 to one that has it."""
        file = self.files().get(name)
        if file is None:
            raise HTTPError(404)
        is_packed = bool(file.packed) and "gzip" in self.request.headers.get("Accept-Encoding", "")
        is_version = file.version and self.get_query_argument("v", "") == file.version
        self.set_header("Cache-Control", FOR_A_YEAR if is_version else self.unversioned)
        self.set_header("Content-Type", file.media_type)
        if file.version:
            self.set_header("Etag", f'"{file.version[:32]}{"-gzip" if is_packed else ""}"')
        if is_packed:
            self.set_header("Content-Encoding", "gzip")
        if self.check_etag_header():
            self.set_status(304)
            return
        body = file.packed if is_packed else file.content
        self.set_header("Content-Length", len(body))
        if self.request.method != "HEAD":
            self.write(body)

    head = get

    def compute_etag(self) -> None:
        """None of Tornado's own, which would hash what is hashed already."""
