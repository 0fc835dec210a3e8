"""What browsers and search engines ask a site for by fixed names: icon, manifest, robots.txt."""

from __future__ import annotations

import json

from otkit.kit.tables import Tables
from otkit.kit.wording import Words
from otkit.server.static_files import StaticFile, template_files

FOR_A_DAY = "public, max-age=86400"
PAPER, ACCENT = "#faf7f2", "#0b6b63"  # as in style.css
NAMES = "(favicon[.]ico|apple-touch-icon[.]png|manifest[.]webmanifest|robots[.]txt)"


def site_files(tables: Tables, base: str) -> dict[str, StaticFile]:
    """The files by name, in the words of `tables`; `base` begins and ends with "/"."""
    text = json.dumps(manifest(tables, base), ensure_ascii=False)
    return {
        "favicon.ico": template_files()["icon.svg"],
        "apple-touch-icon.png": template_files()["touch.png"],
        "manifest.webmanifest": StaticFile.of(text.encode(), "", "application/manifest+json"),
        "robots.txt": StaticFile.of(robots(base).encode(), "", "text/plain; charset=utf-8"),
    }


def robots(base: str) -> str:
    """Search engines may show the pages for parents; a workshop's room is nobody else's.

    >>> print(robots("/kit/"), end="")
    User-agent: *
    Disallow: /kit/room
    Disallow: /kit/api/
    Disallow: /kit/voila/api/
    """
    closed = "".join(f"Disallow: {base}{path}\n" for path in ("room", "api/", "voila/api/"))
    return f"User-agent: *\n{closed}"


def manifest(tables: Tables, base: str) -> dict[str, object]:
    """What a phone needs to put the site on its first screen: nothing is stored by that."""
    name = Words(tables, tables.languages[0])("page.brand")
    static = f"{base}voila/templates/otkit/static/"
    return {
        "name": name,
        "short_name": name,
        "id": base,
        "start_url": base,
        "scope": base,
        "display": "minimal-ui",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": [
            {"src": f"{static}icon.svg", "sizes": "any", "type": "image/svg+xml"},
            {"src": f"{static}touch.png", "sizes": "180x180", "type": "image/png"},
        ],
    }
