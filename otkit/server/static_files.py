"""Files that are read, hashed and packed once for all visitors: the template's own, the drawings,
and what browsers and search engines ask a site for by fixed names (icon, manifest, robots.txt).

A visit requests four of them. Voilà's handler lists its folders, opens, hashes and has them packed
anew each time, which was 40 % of the server's part of a visit.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tornado.web import GZipContentEncoding, HTTPError

from otkit.kit.pictures import ROUTE, pictures
from otkit.kit.tables import Tables
from otkit.kit.wording import Words
from otkit.server.quiet import Quiet

FOLDER = Path(__file__).parents[1] / "front/voila/templates/otkit/static"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".png": "image/png",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
STATIC = "voila/templates/otkit/static/"
TEMPLATE_NAMES = f"{STATIC}([a-z]+[.](?:js|css|svg|png))"
SITE_NAMES = "(favicon[.]ico|apple-touch-icon[.]png|manifest[.]webmanifest|robots[.]txt)"
PICTURE_NAMES = f"{ROUTE}([a-z0-9-]+)[.]svg"
#: The pages for parents may be found; a workshop's room is nobody else's. Asked for at "/" alone.
ROBOTS = b"User-agent: *\nDisallow: /room\nDisallow: /api/\nDisallow: /voila/api/\n"
PAPER = "#faf7f2"  # as in style.css
FOR_A_DAY = "public, max-age=86400"
FOR_A_YEAR = "public, max-age=31536000, immutable"
LEVEL = 4  # of zlib, for pages and messages: 5 % longer than at 6, in half the time
LEAST_PACKED = 1024  # bytes; shorter files are not worth packing


class Packed(GZipContentEncoding):
    """How pages are packed, which are different each time."""

    GZIP_LEVEL = LEVEL


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


Files = Callable[[], Mapping[str, StaticFile]]


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


def site_files(tables: Tables) -> Mapping[str, StaticFile]:
    """The files by name, in the words of `tables`."""
    text = json.dumps(manifest(tables), ensure_ascii=False)
    return {
        "favicon.ico": template_files()["icon.svg"],
        "apple-touch-icon.png": template_files()["touch.png"],
        "manifest.webmanifest": StaticFile.of(text.encode(), "", "application/manifest+json"),
        "robots.txt": StaticFile.of(ROBOTS, "", "text/plain; charset=utf-8"),
    }


def manifest(tables: Tables) -> dict[str, object]:
    """What a phone needs to put the site on its first screen: nothing is stored by that.

    Addresses are relative to the manifest's own.
    """
    name = Words(tables, tables.languages[0])("page.brand")
    return {
        "name": name,
        "short_name": name,
        "start_url": "./",
        "scope": "./",
        "display": "minimal-ui",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": [
            {"src": f"{STATIC}icon.svg", "sizes": "any", "type": "image/svg+xml"},
            {"src": f"{STATIC}touch.png", "sizes": "180x180", "type": "image/png"},
        ],
    }


class StaticFiles(Quiet):
    """One of `files()`, by name; at an address with its version it may be kept for a year."""

    def initialize(self, files: Files, unversioned: str = "no-cache") -> None:
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


def file_routes(server: Any) -> list[Any]:
    """The routes of all these files, for the `Server` of `launch.py`."""

    def of_tables(made: Callable[[Tables], Mapping[str, StaticFile]]) -> Files:
        return lambda: server.tables.keep(made)

    site = {"files": of_tables(site_files), "unversioned": FOR_A_DAY}
    base = server.server_url
    return [
        (f"{base}{TEMPLATE_NAMES}", StaticFiles, {"files": template_files}),
        (f"{base}{SITE_NAMES}", StaticFiles, site),
        (f"{base}{PICTURE_NAMES}", StaticFiles, {"files": of_tables(drawings)}),
    ]
