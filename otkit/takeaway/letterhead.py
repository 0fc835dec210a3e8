"""What says on paper who offers it: the logo and the name of the site, and whom to ask."""

from typing import Any

from otkit.kit.tables import Tables
from otkit.kit.wording import Words
from otkit.takeaway.picture import picture_content

LOGO = "logo"
"""The drawing in ``pictures.csv`` that an organization makes its own; the kit has none."""


def letterhead(tables: Tables, words: Words) -> dict[str, Any]:
    """``logo`` (a drawing or None), ``site`` (its name) and ``contact`` (whom to ask)."""
    return {
        "logo": picture_content(LOGO, tables, words),
        "site": words("page.brand"),
        "contact": words("site.contact"),
    }
