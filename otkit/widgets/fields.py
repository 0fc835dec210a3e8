"""The fields of a form, as a browser sends them: the name of each with all its values."""

from collections.abc import Mapping

Fields = Mapping[str, list[str]]


def first(fields: Fields, name: str) -> str:
    """The first value of a field, or an empty text."""
    return next(iter(fields.get(name, [])), "")
