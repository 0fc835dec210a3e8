"""A translator's spreadsheet: every text with its place, and the way back into the tables."""

import csv
from pathlib import Path

import pytest
from openpyxl import Workbook

from otkit.errors import TableError
from otkit.kit.lessons import check_kit, load_kit
from otkit.kit.tables.drafts import MARK, drafts, marked
from otkit.kit.translation.columns import add_language
from otkit.kit.translation.exchange import HEADER, sheet, take, texts
from otkit.kit.translation.pseudo import pseudo_words
from tests.own_tables import change, copied


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = copied(tmp_path)
    add_language(made, "pl", "Polski", marked)
    return made


def filled(folder: Path, path: Path, most: int | None = None) -> Path:
    """The spreadsheet with a translation in each line, or in the first ones."""
    path.write_bytes(sheet(folder, "pl"))
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows[:most]:
        row["translation"] = (
            row["english"] if row["file"].startswith("lessons/") else pseudo_words(row["english"])
        )
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, HEADER)
        table.writeheader()
        table.writerows(rows)
    return path


def test_each_text_has_its_english_a_context_and_a_limit(folder: Path) -> None:
    lines = list(texts(folder, "pl"))
    assert all(text.english and text.context and MARK not in text.english for text in lines)
    assert {text.file for text in lines} >= {
        "tips.csv",
        "messages.csv",
        "lessons/01-what-is-ot.pl.md",
    }
    for text in lines:
        assert int(text.cells()["longest"]) >= len(text.english)


def test_a_form_that_english_lacks_has_its_own_line(folder: Path) -> None:
    rows = {text.row for text in texts(folder, "pl") if text.file == "messages.csv"}
    assert {"age.weeks.one", "age.weeks.few", "age.weeks.many"} <= rows


def test_a_whole_translation_makes_the_language_whole(folder: Path, tmp_path: Path) -> None:
    taken = take(folder, "pl", filled(folder, tmp_path / "polish.csv"))
    assert taken.unknown == ()
    assert drafts(folder) == []
    assert check_kit(folder) == []
    assert [row["language"] for row in load_kit(folder).rows("languages")] == ["en", "es", "pl"]


def test_what_is_not_filled_in_stays_marked(folder: Path, tmp_path: Path) -> None:
    before = sum(draft.left for draft in drafts(folder))
    taken = take(folder, "pl", filled(folder, tmp_path / "polish.csv", 10))
    assert taken.taken == 10
    assert sum(draft.left for draft in drafts(folder)) == before - 10


def test_a_workbook_comes_back_as_well(folder: Path, tmp_path: Path) -> None:
    book = Workbook()
    page = book.active
    page.append(HEADER)
    page.append(["tips.csv", "infant-fine-motor-tummy", "text_pl", "", "", "", "Na brzuchu."])
    book.save(tmp_path / "polish.xlsx")
    assert take(folder, "pl", tmp_path / "polish.xlsx").taken == 1
    assert "Na brzuchu." in (folder / "tips.csv").read_text(encoding="utf-8")


def test_a_line_of_no_text_is_named_and_changes_nothing(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "polish.csv"
    path.write_text(f"{','.join(HEADER)}\ntips.csv,nobody,text_pl,,,,Co?\n")
    before = (folder / "tips.csv").read_bytes()
    assert take(folder, "pl", path).unknown == ("tips.csv nobody text_pl",)
    assert (folder / "tips.csv").read_bytes() == before


def test_another_language_and_another_column_are_out_of_reach(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "polish.csv"
    lines = ("tips.csv,infant-fine-motor-tummy,text_en,,,,Co?", "signs.csv,1,picture,,,,Co?")
    path.write_text("\n".join([",".join(HEADER), *lines, ""]))
    assert len(take(folder, "pl", path).unknown) == 2


def test_a_broken_spreadsheet_writes_nothing(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "polish.csv"
    path.write_text(f'{",".join(HEADER)}\ntips.csv,"open\n')
    with pytest.raises(TableError):
        take(folder, "pl", path)


def test_a_translated_line_of_a_lesson_is_not_written_over(folder: Path, tmp_path: Path) -> None:
    path = filled(folder, tmp_path / "polish.csv")
    lesson = "lessons/01-what-is-ot.pl.md"
    title = (folder / lesson).read_text(encoding="utf-8").split("\n")[1]
    change(folder, lesson, title, "title: Moje")
    take(folder, "pl", path)
    assert "title: Moje" in (folder / lesson).read_text(encoding="utf-8")
