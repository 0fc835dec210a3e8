"""Which words these are: a version that changes with any of them, and the day of that version.

``datapackage.json`` holds both, as Data Package has it (``version``, ``created``); `otkit review
stamp` writes them. Tables that have changed since then have another version, and say so.
"""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from otkit.kit.atomic import atomic_write
from otkit.kit.lessons.lesson_file import read_lesson_files
from otkit.kit.pictures import pictures
from otkit.kit.reviews import REVIEWS, digest
from otkit.kit.tables import Tables
from otkit.kit.tables.descriptor import DESCRIPTOR

LENGTH = 8


@dataclass(frozen=True)
class Version:
    """The version of the words, and the day on which words were last given a version, if any.

    ``has_changed``: they are not those of that day.
    """

    name: str
    day: date | None
    has_changed: bool


def version_of(tables: Tables) -> Version:
    """The version of ``tables`` with their lessons and drawings; reviews are no part of it."""
    return tables.keep(_version)


def stamp(tables: Tables, day: date) -> Version:
    """Write the version of ``tables`` and its day into their ``datapackage.json``."""
    name = _digest(tables)
    package = _package(tables.folder) | {"version": name, "created": f"{day}T00:00:00Z"}
    text = json.dumps(package, indent=2, ensure_ascii=False)
    with atomic_write(tables.folder / DESCRIPTOR) as file:
        file.write(f"{text}\n")
    return Version(name, day, has_changed=False)


def _version(tables: Tables) -> Version:
    name, package = _digest(tables), _package(tables.folder)
    created = str(package.get("created", ""))[:10]
    return Version(
        name,
        date.fromisoformat(created) if created else None,
        has_changed=name != package.get("version"),
    )


def _digest(tables: Tables) -> str:
    rows = {name: [dict(row) for row in tables.rows(name)] for name in tables if name != REVIEWS}
    lessons = [
        (one.name, one.title, one.minutes, one.source_ids, one.shows, one.worksheet, one.body)
        for one in read_lesson_files(tables.folder)[0]
    ]
    drawings = {name: one.version for name, one in pictures(tables).items()}
    return digest([rows, lessons, drawings])[:LENGTH]


def _package(folder: Path) -> dict[str, object]:
    package = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8-sig"))
    return dict(package)
