"""A source in words, as every paper of the kit names it."""

from collections.abc import Mapping
from typing import Any

Row = Mapping[str, Any]


def source_text(row: Row) -> str:
    """A source in words, without its address."""
    end = "" if row["title"].endswith((".", "?", "!")) else "."
    year = f", {row['year']}" if row["year"] else ""
    return f"{row['title']}{end} {row['publisher']}{year}."
