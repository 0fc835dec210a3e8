"""``datapackage.json`` -> what every table and every column must be.

The part of Data Package and Table Schema that the kit uses: string and integer fields;
required, unique, minimum, maximum, enum and pattern; primary keys and foreign keys of one or
more columns. Anything else is reported, never silently left unchecked.

Text columns are described in English and in any other language. For every further language
in ``languages.csv`` the column ``text_en`` stands for ``text_fr`` as well.
"""

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from otkit.errors import Problem
from otkit.kit.tables.package_shape import faults
from otkit.kit.tables.sentences import said

DESCRIPTOR = "datapackage.json"
BASE_LANGUAGE = "en"
TYPES = {"string", "integer"}
CONSTRAINTS = {"required", "unique", "minimum", "maximum", "enum", "pattern"}


@dataclass(frozen=True)
class Field:
    """One column: its type and constraints; ``language`` is set for a text column."""

    name: str
    type: str
    title: str = ""
    description: str = ""
    required: bool = False
    unique: bool = False
    minimum: int | None = None
    maximum: int | None = None
    enum: tuple[str, ...] = ()
    pattern: str = ""
    language: str = ""

    @property
    def is_yes_no(self) -> bool:
        """Whether the column holds yes or no, and so becomes a column of bool."""
        return set(self.enum) == {"yes", "no"}


@dataclass(frozen=True)
class ForeignKey:
    """Columns whose values must stand in the columns of another table."""

    fields: tuple[str, ...]
    table: str
    reference: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """One table: its file and its columns, in order, by name."""

    name: str
    path: str
    fields: Mapping[str, Field]
    primary_key: tuple[str, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    title: str = ""
    description: str = ""

    def in_languages(self, languages: Iterable[str]) -> "Table":
        """The same table with one text column per language, side by side."""
        fields: dict[str, Field] = {}
        for field in self.fields.values():
            if field.language == BASE_LANGUAGE:
                stem = field.name.removesuffix(BASE_LANGUAGE)
                for language in languages:
                    own = self.fields.get(stem + language, field)
                    fields[stem + language] = replace(own, name=stem + language, language=language)
            elif not field.language:
                fields[field.name] = field
        return replace(self, fields=fields)


def read_descriptor(folder: Path) -> tuple[dict[str, Table], list[Problem]]:
    """The tables that ``datapackage.json`` in ``folder`` describes, and what is wrong with it."""
    package, why = _read(folder)
    if why:
        return {}, [why]
    if wrong := list(faults(package)):
        return {}, [Problem(DESCRIPTOR, 1, "", text) for text in wrong]
    tables = {table["name"]: _table(table) for table in package["resources"]}
    unknown = [*_unknown(package["resources"]), *_outside(tables, folder)]
    return tables, [Problem(DESCRIPTOR, 1, "", text) for text in unknown]


def _read(folder: Path) -> tuple[Any, Problem | None]:
    """What stands in ``datapackage.json``, or why it cannot be read."""
    line = 1
    try:
        return json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8-sig")), None
    except (NotADirectoryError, FileNotFoundError):
        missing = "package.missing" if folder.is_dir() else "package.no-folder"
        message = said(missing, folder=folder)
    except json.JSONDecodeError as error:
        message, line = said("package.no-json", why=error.msg), error.lineno
    except OSError as error:
        message = said("file.cannot-read", why=error.strerror)
    except RecursionError:
        message = said("package.deep")
    except ValueError:  # letters that are not UTF-8, or a number of thousands of digits
        message = said("package.no-text-file")
    return None, Problem(DESCRIPTOR, line, "", message)


def _outside(tables: Mapping[str, Table], folder: Path) -> Iterator[str]:
    """Files of tables that stand outside the folder, by their path or by a link."""
    inside = Path(os.path.realpath(folder))
    for table in tables.values():
        if not Path(os.path.realpath(folder / table.path)).is_relative_to(inside):
            yield said("package.outside", table=table.name, path=table.path)


def _table(resource: Mapping[str, Any]) -> Table:
    schema = resource["schema"]
    names = {field["name"] for field in schema["fields"]}
    fields = [_field(field, names) for field in schema["fields"]]
    keys = []
    for key in schema.get("foreignKeys", []):
        reference = key["reference"]
        table = reference.get("resource") or resource["name"]
        keys.append(ForeignKey(_names(key["fields"]), table, _names(reference["fields"])))
    return Table(
        name=resource["name"],
        path=resource["path"],
        fields={field.name: field for field in fields},
        primary_key=_names(schema.get("primaryKey", ())),
        foreign_keys=tuple(keys),
        title=resource.get("title", ""),
        description=resource.get("description", ""),
    )


def _field(field: Mapping[str, Any], names: set[str]) -> Field:
    stem, _, suffix = field["name"].rpartition("_")
    constraints = {name: field.get("constraints", {}).get(name) for name in CONSTRAINTS}
    known = {name: value for name, value in constraints.items() if value is not None}
    if "enum" in known:
        known["enum"] = tuple(map(str, known["enum"]))
    return Field(
        name=field["name"],
        type=field.get("type", "string"),
        title=field.get("title", ""),
        description=field.get("description", ""),
        language=suffix if f"{stem}_{BASE_LANGUAGE}" in names else "",
        **known,
    )


def _names(value: str | Iterable[str]) -> tuple[str, ...]:
    """Table Schema writes a key of one column as text or as a list."""
    return (value,) if isinstance(value, str) else tuple(value)


def _unknown(resources: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """What the descriptor asks that this checker would not check."""
    described = {resource["name"]: resource for resource in resources}
    for name, resource in described.items():
        fields = {field["name"]: field for field in resource["schema"]["fields"]}
        for field in fields.values():
            where = f"{name}.{field['name']}"
            if field.get("type", "string") not in TYPES:
                yield said("package.type", where=where, type=field["type"], known=_list(TYPES))
            for constraint in set(field.get("constraints", {})) - CONSTRAINTS:
                known = _list(CONSTRAINTS)
                yield said("package.constraint", where=where, constraint=constraint, known=known)
            for limit in ("minimum", "maximum"):
                if not isinstance(field.get("constraints", {}).get(limit, 0), int):
                    yield said("package.limit", where=where, limit=limit)
            try:
                re.compile(field.get("constraints", {}).get("pattern", ""))
            except re.error as error:
                yield said("package.pattern", where=where, why=error)
        table = _table(resource)
        for column in (*table.primary_key, *(c for key in table.foreign_keys for c in key.fields)):
            if column not in fields:
                yield said("package.key-column", table=name, column=column)
        for key in table.foreign_keys:
            if not (target := described.get(key.table)):
                yield said("package.key-table", table=name, other=key.table)
            elif not set(key.reference) <= {field["name"] for field in target["schema"]["fields"]}:
                yield said("package.key-columns", table=name, other=key.table)


def _list(names: set[str]) -> str:
    return ", ".join(sorted(names))
