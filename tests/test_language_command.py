"""The command `otkit language`."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from otkit.cli import app
from otkit.errors import OtkitError
from otkit.kit.load import load_tables
from otkit.kit.translation.exchange import HEADER
from tests.kit import TABLES
from tests.own_tables import copied

RUN = CliRunner()


def test_try_makes_a_folder_that_can_be_served(tmp_path: Path) -> None:
    result = RUN.invoke(app, ["language", "try", str(tmp_path / "pseudo")])
    assert result.exit_code == 0
    assert str(tmp_path / "pseudo") in result.output
    codes = [row["language"] for row in load_tables(tmp_path / "pseudo").rows("languages")]
    assert codes == ["en", "es", "he"]


def test_try_takes_a_new_folder_only(tmp_path: Path) -> None:
    with pytest.raises(OtkitError, match="there already"):
        RUN.invoke(app, ["language", "try", str(tmp_path)], catch_exceptions=False)
    assert list(tmp_path.iterdir()) == []


def run(*words: str, folder: Path):
    return RUN.invoke(app, ["language", *words, "--data", str(folder)])


def test_a_language_goes_out_and_comes_back(tmp_path: Path) -> None:
    folder, path = copied(tmp_path), tmp_path / "french.csv"
    added = run("add", "fr", folder=folder)
    assert added.exit_code == 0
    tips = len(TABLES.rows("tips"))
    assert f"{tips} of {tips} are left to translate in tips.csv (text_fr)." in added.output
    assert run("export", "fr", str(path), folder=folder).exit_code == 0
    text = path.read_text(encoding="utf-8-sig")
    line = next(
        line for line in text.split("\n") if line.startswith("tips.csv,infant-fine-motor-tummy")
    )
    path.write_text(text.replace(line, f"{line}Sur le ventre."), encoding="utf-8")
    taken = run("import", "fr", str(path), folder=folder)
    assert taken.exit_code == 0
    assert "1 text was taken" in taken.output
    assert f"{tips - 1} of {tips} are left to translate in tips.csv (text_fr)." in taken.output
    row = next(iter(load_tables(folder, with_drafts=True).rows("tips")))
    assert row["text_fr"] == "Sur le ventre."


def test_a_line_of_no_text_is_told_and_ends_with_one(tmp_path: Path) -> None:
    folder, path = copied(tmp_path), tmp_path / "spanish.csv"
    path.write_text(f"{','.join(HEADER)}\ntips.csv,nobody,text_es,,,,Hola\n")
    result = run("import", "es", str(path), folder=folder)
    assert result.exit_code == 1
    assert "“tips.csv nobody text_es” is not the place of a text" in result.output


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("add", "es"), "already"),
        (("add", "xx"), "not the code"),
        (("add", "FR"), "not the code"),
        (("add", "../x"), "not the code"),
        (("export", "fr", "french.csv"), "Add it first"),
    ],
)
def test_what_cannot_be_done_is_told(tmp_path: Path, words: tuple[str, ...], why: str) -> None:
    result = run(*words, folder=copied(tmp_path))
    assert isinstance(result.exception, OtkitError)
    assert why in str(result.exception)


@pytest.mark.parametrize("missing", ["file", "row", "column", "translation"])
def test_a_sheet_without_a_column_is_refused(tmp_path: Path, missing: str) -> None:
    path = tmp_path / "spanish.csv"
    path.write_text(",".join(HEADER).replace(missing, "other") + "\n", encoding="utf-8")
    result = run("import", "es", str(path), folder=copied(tmp_path))
    assert result.exit_code == 1
    assert f"These columns are missing: {missing}." in str(result.exception)
