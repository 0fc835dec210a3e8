"""The command `otkit review`: from a sheet to a page that says who has reviewed it."""

import csv
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from typer.testing import CliRunner

from otkit.cli import app
from otkit.errors import OtkitError
from otkit.kit.load import load_tables
from otkit.kit.tables import data_folder
from otkit.kit.wording import Words
from otkit.takeaway.review_lines import review_lines
from tests.own_tables import copied

RUN = CliRunner()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copied(tmp_path)


def run(*words: str, folder: Path):
    return RUN.invoke(app, ["review", *words, "--data", str(folder)])


def sheet_of(folder: Path, out: Path) -> Path:
    """The sheet of the tips in a folder, as the command makes it."""
    run("sheet", "--role", "parent", "--part", "tips", "--out", str(out), folder=folder)
    return out / "review-parent-tips.en.csv"


@cache
def kit_sheet() -> bytes:
    with TemporaryDirectory() as out:
        return sheet_of(data_folder(), Path(out)).read_bytes()


def filled(folder: Path, *answers: str) -> Path:
    """The sheet of the kit's own tips with the first rows answered, beside a folder of tables."""
    path = folder.parent / "review-parent-tips.en.csv"
    path.write_bytes(kit_sheet())
    with path.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    for row, answer in zip(rows, answers, strict=False):
        row[header.index("right")] = answer
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def test_a_sheet_that_comes_back_is_told_on_the_page(folder: Path) -> None:
    sheet = filled(folder, "yes", "yes")
    done = run("add", str(sheet), "--initials", "AB", "--date", "2026-11-20", folder=folder)
    assert done.exit_code == 0
    assert "2 rows are reviewed now" in done.output
    tables = load_tables(folder)
    assert "the tips (2 of " in review_lines(tables, Words(tables, "en"))[0]


def test_the_next_sheet_leaves_out_what_was_read(folder: Path) -> None:
    sheet = filled(folder, "yes", "yes")
    run("add", str(sheet), "--initials", "AB", folder=folder)
    sheet.unlink()
    before = len(load_tables(folder).rows("tips"))
    with sheet_of(folder, folder.parent).open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.reader(file))) - 1 == before - 2


def test_lines_that_cannot_be_used_are_kept_beside_the_sheet(folder: Path) -> None:
    sheet = filled(folder, "yes", "perhaps")
    before = sheet.read_bytes()
    done = run("add", str(sheet), "--initials", "AB", folder=folder)
    assert done.exit_code == 1
    left = sheet.with_name("review-parent-tips.en-left.csv").read_text(encoding="utf-8-sig")
    assert "Here it is “perhaps”" in left
    assert sheet.read_bytes() == before
    assert len(load_tables(folder).rows("reviews")) == 1


def test_reviews_that_cannot_be_written_are_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = filled(folder, "yes")

    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    done = run("add", str(sheet), "--initials", "AB", folder=folder)
    assert isinstance(done.exception, OtkitError)
    assert done.exception.message_id == "paper.cannot-write"


def test_a_stamp_is_told_with_its_day(folder: Path) -> None:
    done = run("stamp", "--date", "2026-11-20", folder=folder)
    tables = load_tables(folder)
    assert done.output.strip() == review_lines(tables, Words(tables, "en"))[-1]
    assert done.output.strip().endswith(", November 20, 2026.")


def test_a_sheet_of_headings_alone_is_refused(folder: Path) -> None:
    sheet = filled(folder)
    sheet.write_text(sheet.read_text(encoding="utf-8").partition("\n")[0], encoding="utf-8")
    done = run("add", str(sheet), "--initials", "AB", folder=folder)
    assert done.exit_code == 1
    assert "has headings and no rows" in str(done.exception)


def test_initials_that_are_none_are_refused(folder: Path) -> None:
    sheet = filled(folder, "yes")
    for initials in ("a,b", "<b>", "A1", "ABCDE", " "):
        done = run("add", str(sheet), "--initials", initials, folder=folder)
        assert done.exit_code == 1
        assert "Initials are one to four letters" in str(done.exception)


@pytest.mark.parametrize(
    ("verb", "lang", "told"), [("add", "en", "is still to come"), ("stamp", "es", "no llega")]
)
def test_a_day_to_come_is_refused(folder: Path, verb: str, lang: str, told: str) -> None:
    day = (date.today() + timedelta(days=1)).isoformat()
    words = ["add", str(filled(folder, "yes")), "--initials", "AB"] if verb == "add" else ["stamp"]
    before = {path: path.read_bytes() for path in folder.glob("*.*")}
    done = run(*words, "--date", day, "--lang", lang, folder=folder)
    assert done.exit_code == 1
    assert told in str(done.exception)
    assert {path: path.read_bytes() for path in folder.glob("*.*")} == before
