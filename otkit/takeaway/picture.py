"""A drawing of the kit as plain data for a PDF: its SVG and its alternative text."""

from otkit.kit.pictures import pictures
from otkit.kit.tables import Tables
from otkit.kit.wording import Words


def picture_content(picture_id: str, tables: Tables, words: Words) -> dict[str, str] | None:
    """The drawing ``picture_id`` with its alternative text; None where there is none."""
    picture = pictures(tables).get(picture_id)
    if picture is None:
        return None
    row = next(row for row in tables.rows("pictures") if row["picture_id"] == picture_id)
    return {"svg": picture.svg.decode(), "alt": words.text(row, "alt")}
