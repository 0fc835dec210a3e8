"""An hour of a clinician who keeps her own tables: a spreadsheet, the check, the pages.

She sorts a table, adds a column for remarks and a row, makes mistakes, and takes them back. Her
Spanish Excel writes semicolons and a byte-order mark.
"""

import csv
from collections.abc import Callable
from pathlib import Path

from typer.testing import CliRunner

from otkit.age import Age
from otkit.cli import app
from otkit.kit.load import load_tables
from otkit.kit.version import version_of
from otkit.scoring.score import behaviours_asked, score
from otkit.widgets import CheckIn
from tests.own_tables import copied
from tests.test_watching import Story

Rows = list[dict[str, str]]
NEW = "claps-hands"
SERVED = "They are in order and are served now, to open pages too."
KEPT = "The last good tables are still served."


class Spreadsheet:
    """One table as a spreadsheet with Spanish settings opens and saves it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def save(self, edit: Callable[[Rows], Rows]) -> None:
        with self.path.open(encoding="utf-8-sig", newline="") as file:
            first = file.readline()
            file.seek(0)
            rows = list(csv.DictReader(file, delimiter=";" if ";" in first else ","))
        rows = edit(rows)
        with self.path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), delimiter=";", lineterminator="\r\n")
            writer.writeheader()
            writer.writerows(rows)


def check(folder: Path) -> list[str]:
    """What `otkit check` says in Spanish, line by line."""
    result = CliRunner().invoke(app, ["check", "--lang", "es", "--data", str(folder)])
    return result.output.splitlines()


def sorted_by_text(rows: Rows) -> Rows:
    return sorted(rows, key=lambda row: row["text_es"])


def with_notes(rows: Rows) -> Rows:
    return [
        {"nota": "¿preguntar a Ana? =1+1" * (place % 9 == 0)} | row
        for place, row in enumerate(rows)
    ]


def with_a_row(rows: Rows) -> Rows:
    like = next(row for row in rows if row["behaviour_id"] == "hand-to-hand")
    new = {
        "behaviour_id": NEW,
        "text_en": "Does not clap hands",
        "text_es": "No aplaude con las manos",
        "example_en": "Does not copy you when you clap.",
        "example_es": "No le imita cuando usted aplaude.",
        "from_months": "7",
        "to_months": "8",
        "picture": "",
    }
    return [*rows, like | new]


def broken(rows: Rows) -> Rows:
    return [
        row | {"kind": "missing skill", "text_es": ""} if row["behaviour_id"] == NEW else row
        for row in rows
    ]


def taken_back(rows: Rows) -> Rows:
    good = {"kind": "missing-skill", "text_es": "No aplaude con las manos"}
    return [row | good if row["behaviour_id"] == NEW else row for row in rows]


def test_a_clinicians_hour(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    sheet, pages = Spreadsheet(folder / "behaviours.csv"), Story(folder)
    before = load_tables(folder)
    age, answers = Age(9), {"hand-to-hand": "often"}
    in_order = ["Las tablas y las lecciones están en orden."]

    sheet.save(sorted_by_text)
    assert pages.polled()[-1] == SERVED
    assert score(age, answers, load_tables(folder)).level == score(age, answers, before).level

    version = version_of(load_tables(folder)).name
    sheet.save(with_notes)
    assert pages.polled()[-1] == SERVED
    assert version_of(pages.served[-1]).name == version, "a remark is none of the words"
    assert "nota" not in pages.served[-1].rows("behaviours")[0]

    sheet.save(with_a_row)
    assert pages.polled()[-1] == SERVED
    served = pages.served[-1]
    months = next(row for row in served.rows("behaviours") if row["behaviour_id"] == NEW)
    shown = Age(months["from_months"])
    assert NEW in {row["behaviour_id"] for row in behaviours_asked(shown, served)}
    page = CheckIn(served, months=shown.months, language="es")
    assert "No aplaude con las manos" in page.html()

    sheet.save(broken)
    line = len(served.rows("behaviours")) + 1
    *problems, total = check(folder)
    assert total == "Se encontraron 2 problemas."
    assert problems == [
        f"behaviours.csv:{line}:kind  “missing skill” no es ninguno de missing-skill, seen; "
        "¿quiso decir “missing-skill”?",
        f"behaviours.csv:{line}:text_es  no tiene texto",
    ]
    assert pages.polled()[-1].endswith(KEPT)
    assert pages.served[-1] is served
    assert "No aplaude con las manos" in CheckIn(served, months=shown.months, language="es").html()

    sheet.save(taken_back)
    assert check(folder)[-1:] == in_order
    assert pages.polled()[-1] == SERVED
    assert score(shown, {NEW: "often"}, pages.served[-1]).level == "talk"
