"""The results of a workshop's room as files: one page as a PDF, or a table as CSV.

Both hold what the board may show (`otkit.workshop.room.results`), and nothing else.
"""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

from otkit.kit.tables import Tables
from otkit.kit.wording import Words
from otkit.takeaway.typesetting import Paper, paper_size, typeset
from otkit.workshop.room.board import Board
from otkit.workshop.room.results import Cell, Section, sections

ONE_PAGE = ((1, 7.0),)
"""One page, at 7 points or more."""


def results_file(
    kind: str, board: Board, tables: Tables, language: str, country: str
) -> tuple[str, str, bytes]:
    """The results as a file to download: its name, its type, its bytes; `kind` is pdf or csv."""
    words = Words(tables, language)
    name = f"{words('results.file')}-{board.room.code}.{kind}"
    if kind == "csv":
        return name, "text/csv", results_csv(board, tables, language)
    size = paper_size(tables, country)
    return name, "application/pdf", results_pdf(board, tables, language, date.today(), size)


def results_pdf(board: Board, tables: Tables, language: str, day: date, size: str) -> bytes:
    """The results on one page of `size` (letter or a4)."""
    words = Words(tables, language)
    content = {
        "day": words.date(day),
        "people": words("results.people", people=board.joined),
        "note": words("results.note"),
        "sections": [_section(section, words) for section in sections(board, tables, words)],
    }
    return typeset(
        "room",
        content,
        title=words("results.title"),
        language=language,
        paper=Paper(size),
        day=day,
        fit=ONE_PAGE,
    )


def results_csv(board: Board, tables: Tables, language: str) -> bytes:
    """The results as a table for a spreadsheet: a row for each question and part."""
    words = Words(tables, language)
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(words(f"results.column.{n}") for n in range(1, 6))
    for section in sections(board, tables, words):
        for line in section.lines:
            for part, cell in line.cells.items():
                row = (section.title, line.text, words(f"board.part.{part}"), cell.text, cell.more)
                table.writerow(row)
    return text.getvalue().encode("utf-8-sig")  # spreadsheets read accents by the BOM


def _section(section: Section, words: Words) -> dict[str, Any]:
    return {
        "title": section.title,
        "columns": [words(f"board.part.{part}") for part in section.parts],
        "lines": [
            {"text": line.text, "cells": [_cell(line.cells.get(part)) for part in section.parts]}
            for line in section.lines
        ],
    }


def _cell(cell: Cell | None) -> dict[str, Any]:
    if cell is None:
        return {"text": "", "more": "", "least": None, "most": None}
    return vars(cell)
