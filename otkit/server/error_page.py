"""A friendly page for when there is none: full, missing, or broken, in every language."""

from __future__ import annotations

from otkit.front.drawing import render
from otkit.kit.tables import Tables
from otkit.kit.wording import Words

KINDS = {503: "full", 429: "full", 404: "missing"}


def error_page(status: int, tables: Tables, home: str) -> str:
    """The HTML of the page; `home` is the address of the dashboard."""
    readers = [Words(tables, row["language"]) for row in tables.rows("languages")]
    style = f"{home}voila/templates/otkit/static/style.css"
    kind = KINDS.get(status, "broken")
    return render("error.html.j2", {"readers": readers, "kind": kind, "style": style, "home": home})
