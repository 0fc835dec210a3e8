"""What ``datapackage.json`` holds in another way than the kit reads it, place by place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from otkit.kit.tables.sentences import Sentence, said

NAMES = object()
"""Table Schema writes a key of one column as text or as a list."""

CONSTRAINTS = {"enum?": list, "pattern?": str}
FIELD = {"name": str, "type?": str, "constraints?": CONSTRAINTS}
KEY = {"fields": NAMES, "reference": {"fields": NAMES, "resource?": str}}
SCHEMA = {"fields": [FIELD], "primaryKey?": NAMES, "foreignKeys?": [KEY]}
PACKAGE = {"resources": [{"name": str, "path": str, "schema": SCHEMA}], "created?": str}
"""The parts that are read: each by its name, with a mark where it may be left out."""


def faults(package: object) -> Iterator[Sentence]:
    """What is missing or of another kind than it must be; nothing where all can be read.

    >>> [str(one) for one in faults({"resources": [{"name": "signs", "path": "signs.csv"}]})]
    ['signs: “schema” is missing; copy the file from the kit']
    """
    if not isinstance(package, dict) or "resources" not in package:
        yield said("package.no-package")
        return
    found = list(_faults(package, PACKAGE, ""))
    yield from found
    if not found and (created := package.get("created")):
        try:
            date.fromisoformat(created[:10])
        except ValueError:
            yield said("package.no-day", text=created)


def _faults(value: Any, shape: Any, where: str) -> Iterator[Sentence]:
    if shape is NAMES:
        shape = [str] if isinstance(value, list) else str
    if isinstance(shape, Mapping):
        yield from _of_parts(value, shape, where)
    elif isinstance(shape, list):
        if not isinstance(value, list):
            yield said("package.no-list", where=where)
            return
        for number, one in enumerate(value, start=1):
            yield from _faults(one, shape[0], _named(one) or f"{where} {number}")
    elif not isinstance(value, shape):
        yield said("package.no-text" if shape is str else "package.no-list", where=where)


def _of_parts(value: Any, shape: Mapping[str, Any], where: str) -> Iterator[Sentence]:
    if not isinstance(value, dict):
        yield said("package.no-parts", where=where)
        return
    for part, inner in shape.items():
        name = part.removesuffix("?")
        if name in value:
            yield from _faults(value[name], inner, f"{where}: {name}" if where else name)
        elif part == name:
            before = f"{where}: " if where else ""
            yield said("package.no-part", before=before, name=name)


def _named(value: Any) -> str:
    """What a table or a column is called, if it says so."""
    name = value.get("name") if isinstance(value, dict) else None
    return name if isinstance(name, str) else ""
