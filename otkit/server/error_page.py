"""The friendly page in place of one that cannot be had."""

from __future__ import annotations

from otkit.front.drawing import render
from otkit.kit.tables import Tables
from otkit.kit.wording import Words

ERRORS = {503: "full", 429: "full", 404: "missing"}  # the kinds of `error.html.j2`, else "broken"


def error_page(status: int, tables: Tables, home: str) -> str:
    """The HTML of a friendly page in every language; `home` is the URL of the dashboard."""
    return render(
        "error.html.j2",
        {
            "readers": [Words(tables, language) for language in tables.languages],
            "kind": ERRORS.get(status, "broken"),
            "style": f"{home}voila/templates/otkit/static/style.css",
            "home": home,
        },
    )
