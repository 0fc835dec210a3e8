"""The empty CSV sheet into which answers are typed from paper."""

import csv
import io

from otkit.kit.tables import Tables
from otkit.kit.tables.source import BOM
from otkit.kit.wording import Words
from otkit.scoring.batch.table import CHILD


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
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow([*child, *behaviours])
    return f"sheet.{language}.csv", (BOM + text.getvalue()).encode()
