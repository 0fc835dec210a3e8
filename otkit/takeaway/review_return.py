"""A sheet that a reviewer has filled in -> rows for ``reviews.csv``, and what is left to do."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from otkit.errors import refusal
from otkit.kit.reviews import ROLES, in_order, place_of, readings
from otkit.kit.tables import Tables
from otkit.kit.tables.cell_text import no_formula
from otkit.kit.tables.csv_file import Row, read_csv
from otkit.kit.wording import Words
from otkit.scoring.batch.cells import heading, said
from otkit.takeaway.blank_sheet import csv_file
from otkit.takeaway.review_sheet import COLUMNS

NEEDED = ("table", "row_id", "language", "role_id", "right", "hash")
MOST_INITIALS = 4


@dataclass(frozen=True)
class Returned:
    """What came back: rows for ``reviews.csv``; lines to look at; how many have no answer.

    ``left`` has a line's number in the file, why it is left, and its cells by column.
    """

    reviews: tuple[Mapping[str, str], ...]
    left: tuple[tuple[int, str, Mapping[str, str]], ...]
    refused: int
    unanswered: int


def read_returned(path: Path, tables: Tables, words: Words, initials: str, day: date) -> Returned:
    """The filled sheet at ``path``; ``initials`` and ``day`` are those of the reviewer.

    A row counts as reviewed when its words are still those that were read. A row that asks for a
    change, and one that cannot be used, is left with the reason, in the language of ``words``.
    Raises ``OtkitError`` for a file that is no review sheet, and for initials that are none.
    """
    person = re.sub(r"[.\s]", "", initials).upper()
    if not (person.isalpha() and len(person) <= MOST_INITIALS):
        raise refusal(words, "review.bad-initials", value=initials)
    reviews, left, refused, unanswered = [], [], 0, 0
    for row, cells in _rows(path, tables, words):
        answer, wish = _answer(cells, tables), cells.get("change", "")
        reason = _reason(row, cells, answer, tables, words)
        if reason:
            refused += 1
        elif answer == "" and not wish:
            unanswered += 1
            continue
        elif answer == "yes":
            kept = {name: cells[name] for name in NEEDED if name != "right"}
            reviews.append({**kept, "initials": person, "date": day.isoformat()})
        if reason or wish or answer == "no":
            left.append((row.line, reason or words("review.reason.wish"), cells))
    return Returned(tuple(reviews), tuple(left), refused, unanswered)


def left_sheet(returned: Returned, words: Words) -> bytes:
    """The lines that are left, as a spreadsheet opens them: number, why, and their cells."""
    names = ("sheet.column.line", "sheet.column.reason", *(f"review.column.{c}" for c in COLUMNS))
    rows: list[list[object]] = [[words(name).split(";")[0] for name in names]]
    for line, reason, cells in returned.left:
        texts = (reason, *(cells.get(column, "") for column in COLUMNS))
        rows.append([line, *map(no_formula, texts)])
    return csv_file(rows)


def _rows(path: Path, tables: Tables, words: Words) -> list[tuple[Row, Mapping[str, str]]]:
    """Each row of the file with its cells by the names of ``COLUMNS``."""
    file = read_csv(path)
    if not file.header:
        raise refusal(words, "sheet.not-csv", file=path)
    spoken = [Words(tables, language) for language in tables.languages]
    columns_by_word = {
        heading(word): column
        for column in COLUMNS
        for language in spoken
        for word in (column, *language(f"review.column.{column}").split(";"))
    }
    names = {
        cell: columns_by_word[heading(cell)]
        for cell in file.header
        if heading(cell) in columns_by_word
    }
    if missing := [column for column in NEEDED if column not in names.values()]:
        titles = ", ".join(words(f"review.column.{column}").split(";")[0] for column in missing)
        raise refusal(words, "review.no-columns", file=path, columns=titles)
    if not file.rows:
        raise refusal(words, "review.no-rows", file=path)
    return [
        (row, {names[cell]: text for cell, text in row.cells.items() if cell in names})
        for row in file.rows
    ]


def _answer(cells: Mapping[str, str], tables: Tables) -> str:
    """``yes``, ``no``, nothing, or what was written in place of them."""
    word = said(cells["right"])
    for language in tables.rows("languages"):
        words = Words(tables, language["language"])
        for answer in ("yes", "no"):
            names = ("yes",) if answer == "yes" else ("no", "never", "empty")
            typed = ";".join(words(f"sheet.word.{name}") for name in names)
            if word in [said(text) for text in typed.split(";")]:
                return answer
    return word


def _reason(row: Row, cells: Mapping[str, str], answer: str, tables: Tables, words: Words) -> str:
    """Why a row cannot be used; nothing when it can, or has no answer."""
    if answer == "" and not cells.get("change"):
        return ""
    if not row.whole:
        return words("review.reason.cells")
    if answer not in ("", "yes", "no"):
        column = words("review.column.right").split(";")[0]
        return words("review.reason.answer", column=column, value=cells["right"])
    if cells["role_id"] not in {role["role_id"] for role in in_order(tables, ROLES)}:
        roles = ", ".join(role["role_id"] for role in in_order(tables, ROLES))
        return words("review.no-role", role=cells["role_id"], roles=roles)
    reading = readings(tables).get(place_of(cells))
    if not reading:
        return words("review.reason.row", row=" ".join(place_of(cells)))
    return "" if reading.hash == cells["hash"] else words("review.reason.changed")
