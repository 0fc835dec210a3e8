"""What several papers show: drawings, sources, and who offers the paper."""

from typing import Any

from otkit.kit.pictures import pictures
from otkit.kit.tables import Row, Tables
from otkit.kit.wording import Words
from otkit.takeaway.review_lines import review_lines

LOGO = "logo"
"""The drawing in ``pictures.csv`` that an organization makes its own; the kit has none."""


def letterhead(tables: Tables, words: Words, footer: str = "notes.footer") -> dict[str, Any]:
    """``logo`` (a drawing or None), ``site`` (its name) and ``contact`` (whom to ask).

    ``reviewed`` says who has read the words; ``footer`` (a message) and ``page`` stand below.
    """
    site, contact = words("page.brand"), words("site.contact")
    return {
        "logo": picture_content(LOGO, tables, words),
        "site": site,
        "contact": contact,
        "reviewed": [*review_lines(tables, words), contact],
        "footer": f"{site}. {words(footer)}",
        "page": words("paper.page", n="{n}", total="{total}"),
    }


def picture_content(picture_id: str, tables: Tables, words: Words) -> dict[str, str] | None:
    """The drawing ``picture_id`` with its alternative text; None where there is none."""
    picture = pictures(tables).get(picture_id)
    if picture is None:
        return None
    row = next(row for row in tables.rows("pictures") if row["picture_id"] == picture_id)
    return {"svg": picture.svg.decode(), "alt": words.text(row, "alt")}


def source_text(row: Row, words: Words) -> str:
    """A source in words, without its URL."""
    title = words.source(row)
    end = "" if title.endswith((".", "?", "!")) else "."
    year = f", {row['year']}" if row["year"] else ""
    return f"{title}{end} {row['publisher']}{year}."
