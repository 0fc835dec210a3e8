"""What one reviewer should read: the same rows on paper and in the sheet."""

import csv
import io
from datetime import date
from pathlib import Path

import pytest

from otkit.errors import OtkitError
from otkit.kit.load import load_tables
from otkit.kit.reviews import readings
from otkit.kit.tables import Tables
from otkit.kit.wording import Words
from otkit.takeaway.review_sheet import COLUMNS, review_sheet
from otkit.takeaway.typesetting import Paper
from tests.own_tables import copied, review
from tests.pdf_reading import Pdf, faults

DAY = date(2026, 12, 1)


def made(tables: Tables, language: str, role: str, part: str = "", everything: bool = False):
    """The PDF, and the rows of the sheet by the names of its columns."""
    files = review_sheet(tables, language, role, Paper(), DAY, part, everything)
    (_, pdf), (_, sheet) = files
    _, *rows = csv.reader(io.StringIO(sheet.decode("utf-8-sig")))
    return Pdf(pdf), [dict(zip(COLUMNS, row, strict=True)) for row in rows]


@pytest.mark.parametrize("language", ["en", "es"])
def test_paper_and_sheet_hold_every_row_of_a_part(language: str, tables: Tables) -> None:
    pdf, rows = made(tables, language, "parent", "tips")
    wanted = [one for one in readings(tables).values() if one.place[::2] == ("tips", language)]
    assert [row["hash"] for row in rows] == [one.hash for one in wanted]
    assert all(text in pdf.text for one in wanted for _, text in one.texts)


@pytest.mark.parametrize("part", ["lessons", "steps", "signs"])
def test_the_paper_is_made_for_screen_readers(part: str, tables: Tables) -> None:
    pdf, _ = made(tables, "es", "pediatrician", part)
    title = Words(tables, "es")("review.title", role="pediatra")
    assert faults(pdf, title, "es") == []


def test_a_role_reads_its_own_parts(tables: Tables) -> None:
    sheet = dict(review_sheet(tables, "en", "parent", Paper(), DAY))["review-parent.en.csv"]
    _, *rows = csv.reader(io.StringIO(sheet.decode("utf-8-sig")))
    assert {row[1] for row in rows} & {"messages", "quiz"} == set()
    assert {row[1] for row in rows} >= {"behaviours", "lessons", "tips"}


def test_what_the_role_has_read_is_left_out(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    tip = ("tips", "infant-play-name-it", "en")
    review(folder, tip, role_id="parent", date="2026-11-30")
    tables = load_tables(folder)
    everything = {row["row_id"] for row in made(tables, "en", "parent", "tips", True)[1]}
    left = {row["row_id"] for row in made(tables, "en", "parent", "tips")[1]}
    others = {row["row_id"] for row in made(tables, "en", "pediatrician", "tips")[1]}
    assert everything - left == {tip[1]}
    assert others == everything


def test_nothing_left_to_read_is_told(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    tips = [place for place in readings(load_tables(folder)) if place[::2] == ("tips", "en")]
    review(folder, *tips, role_id="parent", date="2026-11-30")
    with pytest.raises(OtkitError, match="Nothing is left to review for this role: parents"):
        made(load_tables(folder), "en", "parent", "tips")


@pytest.mark.parametrize(
    ("role", "part", "told"),
    [
        ("wizard", "", "There is no role “wizard”. The roles are: pediatrician, "),
        ("parent", "labels", "There is no part “labels” for this role. The parts are: signs, "),
    ],
)
def test_an_unknown_role_or_part_is_told(role: str, part: str, told: str, tables: Tables) -> None:
    with pytest.raises(OtkitError, match=told.replace(".", r"\.")):
        made(tables, "en", role, part)
