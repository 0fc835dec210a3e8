"""A source in words, as all printed paper names it."""

from otkit.kit.tables import Row
from otkit.kit.wording import Words


def source_text(row: Row, words: Words) -> str:
    """A source in words, without its URL."""
    title = words.source(row)
    end = "" if title.endswith((".", "?", "!")) else "."
    year = f", {row['year']}" if row["year"] else ""
    return f"{title}{end} {row['publisher']}{year}."
