"""CSV files that every spreadsheet opens, and the empty one for answers from paper."""

import csv
import io
from collections.abc import Iterable

from otkit.kit.tables import Tables
from otkit.kit.tables.source import BOM
from otkit.kit.wording import Words
from otkit.scoring.batch.table import CHILD


def csv_file(rows: Iterable[Iterable[object]]) -> bytes:
    """The rows as CSV; spreadsheets read accents by its byte-order mark."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return (BOM + text.getvalue()).encode()


def blank_sheet(tables: Tables, language: str) -> tuple[str, bytes]:
    """The name and the content of a CSV file with a heading for each column and no rows.

    The heading of a behaviour has its words too, so that a person sees what a mark means.

    >>> from otkit.kit.load import load_tables
    >>> name, content = blank_sheet(load_tables(), "es")
    >>> name, content.decode("utf-8-sig").split(",")[:2]
    ('sheet.es.csv', ['meses', 'semanas antes'])
    """
    words = Words(tables, language)
    child = [words(f"sheet.column.{name}").split(";")[0] for name in CHILD]
    behaviours = [
        f"{row['behaviour_id']}: {words.text(row, 'text')}" for row in tables.rows("behaviours")
    ]
    return f"sheet.{language}.csv", csv_file([[*child, *behaviours]])
