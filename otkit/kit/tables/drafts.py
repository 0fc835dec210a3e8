"""Texts that are not translated yet: they stand in their own column, in English, with a mark.

A language with such a text is a draft: its translator sees it, a parent never does.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from otkit.errors import Problem
from otkit.kit.tables.csv_file import CsvFile, read_csv
from otkit.kit.tables.sentences import said

MARK = "⟪en⟫"
"""What stands before an English text where its translation is missing."""

LESSONS = "lessons"


def marked(text: str) -> str:
    """An English text in the place of its translation.

    >>> marked("Sleep"), marked("911")
    ('⟪en⟫ Sleep', '911')
    """
    return f"{MARK} {text}" if any(map(str.isalpha, text)) else text


def unmarked(text: str) -> str:
    """A text without its marks.

    >>> unmarked("⟪en⟫ Sleep")
    'Sleep'
    """
    return text.replace(f"{MARK} ", "").replace(MARK, "")


@dataclass(frozen=True)
class Draft:
    """How many of the texts in one column, or of the lessons in a language, are left."""

    file: str
    column: str
    language: str
    left: int
    texts: int

    def problem(self) -> Problem:
        """What `otkit check` says of it."""
        message = said("draft.left", left=self.left, texts=self.texts, mark=MARK)
        return Problem(self.file, 1, self.column, message)


def drafts(folder: Path) -> list[Draft]:
    """What is left to translate in a folder of tables and lessons."""
    tables = (path for path in sorted(folder.glob("*.csv")) if _may_hold_mark(path))
    return [draft for path in tables for draft in _of_table(read_csv(path))] + _of_lessons(folder)


def draft_languages(folder: Path) -> frozenset[str]:
    """The languages in which something is left to translate."""
    return frozenset(draft.language for draft in drafts(folder))


def _may_hold_mark(path: Path) -> bool:
    try:
        return MARK.encode() in path.read_bytes()
    except OSError:  # reading the table names it
        return False


def _of_table(file: CsvFile) -> Iterator[Draft]:
    for column in file.header:
        texts = [row.cells.get(column, "") for row in file.rows]
        left = sum(MARK in text for text in texts)
        if left:
            language = column.rpartition("_")[2]
            yield Draft(file.name, column, language, left, sum(map(bool, texts)))


def _of_lessons(folder: Path) -> list[Draft]:
    languages: dict[str, list[bool]] = {}
    for path in sorted((folder / LESSONS).glob("*.??.md")):
        language = path.name.split(".")[-2]
        languages.setdefault(language, []).append(_may_hold_mark(path))
    return [
        Draft(LESSONS, language, language, sum(left), len(left))
        for language, left in languages.items()
        if any(left)
    ]
