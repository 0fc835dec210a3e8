"""Who has reviewed which words: ``reviews.csv``, compared with what the tables say today.

A review is about one row, or one lesson, in one language. Its hash stands for all that was read:
the texts of that language and every column without a language, such as ages. A row that has changed
since has another hash, and so nobody has reviewed it.
"""

import csv
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from types import MappingProxyType

from otkit.kit.atomic import atomic_write
from otkit.kit.checks.review_rules import LESSONS, listed
from otkit.kit.lessons.lesson_file import read_lesson_files
from otkit.kit.pictures import pictures
from otkit.kit.tables import Row, Tables
from otkit.kit.tables.frames import cell_of

REVIEWS, ROLES, PARTS = "reviews", "review_roles", "review_parts"
COLUMNS = ("table", "row_id", "language", "role_id", "initials", "date", "hash")
HASH_LENGTH = 16
AS_LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")
"""A hash has letters alone: a spreadsheet would take some others for a number, and round them."""

Place = tuple[str, str, str]
"""A row to read: its table, its id, the language."""


@dataclass(frozen=True)
class Reading:
    """What a reviewer reads of one row: its texts in one language, and what it decides.

    ``decides`` are the columns without a language, but for empty ones; both are in the order of
    the table.
    """

    part_id: str
    place: Place
    texts: tuple[tuple[str, str], ...]
    decides: tuple[tuple[str, str], ...]

    @cached_property
    def hash(self) -> str:
        """What stands for these words in ``reviews.csv``."""
        return digest([self.texts, self.decides])[:HASH_LENGTH].translate(AS_LETTERS)


@dataclass(frozen=True)
class Reviewed:
    """What people in one role have read as it is today: rows by part, and the day of the last."""

    role: Row
    rows: Mapping[str, int]
    last: date


def readings(tables: Tables) -> Mapping[Place, Reading]:
    """Everything that can be reviewed, in every language, in the order of the parts.

    >>> from otkit.kit.load import load_tables
    >>> readings(load_tables())["tips", "infant-play-name-it", "en"].part_id
    'tips'
    """
    return tables.keep(_readings)


def current(tables: Tables) -> tuple[Row, ...]:
    """The rows of ``reviews.csv`` whose words have not changed since."""
    known = readings(tables)
    return tuple(
        row
        for row in _rows(tables, REVIEWS)
        if (reading := known.get(place_of(row))) and reading.hash == row["hash"]
    )


def reviewed(tables: Tables, language: str) -> tuple[Reviewed, ...]:
    """What each role has reviewed in a language; a role that has reviewed nothing is left out.

    >>> from otkit.kit.load import load_tables
    >>> reviewed(load_tables(), "en")
    ()
    """
    known = readings(tables)
    rows = [row for row in current(tables) if row["language"] == language]
    found = []
    for role in in_order(tables, ROLES):
        own = [row for row in rows if row["role_id"] == role["role_id"]]
        places = dict.fromkeys(map(place_of, own))  # two people may have read the same row
        counts = Counter(known[place].part_id for place in places)
        if own:
            last = max(date.fromisoformat(row["date"]) for row in own)
            found.append(Reviewed(role, counts, last))
    return tuple(found)


def in_order(tables: Tables, name: str) -> list[Row]:
    """The rows of a table by their place; none where there is no such table."""
    return sorted(_rows(tables, name), key=lambda row: row["order"])


def place_of(row: Row) -> Place:
    """The row that a review, or a row of a sheet, is about."""
    return row["table"], row["row_id"], row["language"]


def add_reviews(tables: Tables, rows: Iterable[Mapping[str, str]]) -> None:
    """Put ``rows`` into ``reviews.csv``, in place of older ones of the same person about the same.

    The file is there as a whole or not at all; raises ``OSError`` where it cannot be written.
    """
    kept = {tuple(row[name] for name in COLUMNS[:5]): row for row in _rows(tables, REVIEWS)}
    kept |= {tuple(row[name] for name in COLUMNS[:5]): row for row in rows}
    with atomic_write(tables.folder / f"{REVIEWS}.csv") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(dict(row) for row in kept.values())


def digest(value: object) -> str:
    """SHA-256 of plain data, in hexadecimal digits."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _rows(tables: Tables, name: str) -> tuple[Row, ...]:
    return tables.rows(name) if name in tables else ()


def _readings(tables: Tables) -> Mapping[Place, Reading]:
    return MappingProxyType(
        {
            reading.place: reading
            for part in in_order(tables, PARTS)
            for name in listed(part["tables"])
            for language in tables.languages
            for reading in _of_table(name, part["part_id"], language, tables.languages, tables)
        }
    )


def _of_table(
    name: str, part_id: str, language: str, languages: Sequence[str], tables: Tables
) -> Iterator[Reading]:
    """The readings of one table, or of the lessons, in one language."""
    if name == LESSONS:
        for lesson in read_lesson_files(tables.folder)[0]:
            if lesson.language == language:
                yield Reading(
                    part_id,
                    (name, lesson.lesson_id, language),
                    texts=(("title", lesson.title), ("text", lesson.body)),
                    decides=(("sources", "; ".join(lesson.source_ids)),),
                )
        return
    other = tuple(f"_{one}" for one in languages)
    for row in _rows(tables, name):
        row_id = str(next(iter(row.values())))
        texts = tuple(
            (column.removesuffix(f"_{language}"), str(text))
            for column, text in row.items()
            if column.endswith(f"_{language}") and text
        )
        decides = [(c, cell_of(v)) for c, v in list(row.items())[1:] if not c.endswith(other)]
        if name == "pictures" and (drawing := pictures(tables).get(row_id)):
            decides.append(("drawing", drawing.version))
        if texts:
            own = tuple((column, cell) for column, cell in decides if cell)
            yield Reading(part_id, (name, row_id, language), texts, own)
