"""The fields of a form, as a browser sends them: the name of each with all its values."""

from collections.abc import Iterable, Mapping
from typing import Any

Fields = Mapping[str, list[str]]
MOST_FIELDS = 200  # a page has about 120; more is not one of our pages


def first(fields: Fields, name: str) -> str:
    """The first value of a field, or an empty text."""
    return next(iter(fields.get(name, [])), "")


def one_of(known: Iterable[str], fields: Fields, name: str, otherwise: str = "") -> str:
    """The first value of a field if it is one of those known."""
    value = first(fields, name)
    return value if value in known else otherwise


def fields_of(content: Any) -> Fields | None:
    """The fields of a message, each with its texts; None for what is no message of a page."""
    fields = content.get("fields") if isinstance(content, dict) else None
    if not isinstance(fields, dict) or len(fields) > MOST_FIELDS:
        return None
    return {
        str(name): [value for value in values[:MOST_FIELDS] if isinstance(value, str)]
        for name, values in fields.items()
        if isinstance(values, list)
    }
