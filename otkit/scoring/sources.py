"""The sources of what a family reads where it lives, without those of other places alone."""

from __future__ import annotations

from collections.abc import Iterable, Set

from otkit.kit.country import rows_of
from otkit.kit.lessons import Lesson, load_lessons
from otkit.kit.tables import Row, Tables

EVERYWHERE = ""
"""The place of a lesson with the parts for all places."""


def sources_at(tables: Tables, country: str, lessons: Iterable[Lesson]) -> tuple[Row, ...]:
    """The sources of what tables and ``lessons`` say in ``country``, and those of no place.

    ``lessons`` are as they are read there. A source is named by a row or a lesson, or has the
    address of a contact.
    """
    here = _named(tables, country) | _of_lessons(lessons)
    elsewhere = tables.keep(_named_anywhere) - here
    names = [(row, {row["source_id"], row["url"]}) for row in tables.rows("sources")]
    return tuple(row for row, own in names if own & here or not own & elsewhere)


def _named(tables: Tables, country: str = EVERYWHERE) -> Set[str]:
    """The ids and addresses of sources in the rows said in a place, or in all."""
    found: set[str] = set()
    for name in set(tables) - {"sources"}:
        rows = tables.rows(name)
        if country and rows and "country" in rows[0]:
            rows = tuple(rows_of(rows, country))
        for row in rows:
            columns = (one for one in row if one == "url" or one.endswith("source_id"))
            found.update(str(row[one]) for one in columns if row[one])
    return found


def _of_lessons(lessons: Iterable[Lesson]) -> Set[str]:
    return {source_id for lesson in lessons for source_id in lesson.source_ids}


def _named_anywhere(tables: Tables) -> Set[str]:
    return _named(tables) | _of_lessons(load_lessons(tables.folder, country=EVERYWHERE))
