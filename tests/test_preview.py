"""Every age and level side by side, as the tables say it."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from otkit.age import Age
from otkit.cli import app
from otkit.kit.tables import Tables
from otkit.kit.wording import Words
from otkit.scoring.score import score
from otkit.widgets.preview import MONTHS, answers_by_level, preview
from tests.own_tables import change, copied


@pytest.mark.parametrize("months", MONTHS)
def test_each_level_of_an_age_is_there_by_answers_that_give_it(months: int, tables: Tables) -> None:
    levels = answers_by_level(months, tables)
    order = list(dict.fromkeys(row["level"] for row in tables.rows("rules")))
    assert list(levels) == [level for level in order if level in levels]
    assert set(levels) == set(order), "each can be reached at each of these ages"
    for level, answers in levels.items():
        assert score(Age(months), answers, tables).level == level


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_file_shows_every_age_and_level(language: str, tables: Tables) -> None:
    html, words = preview(tables, language), Words(tables, language)
    for months in MONTHS:
        assert f"<h2>{words.age(months)}</h2>" in html
    sections = re.findall('<section aria-label="(.*?)">', html)
    levels = [level for months in MONTHS for level in answers_by_level(months, tables)]
    assert sections == [words(f"level.{level}") for level in levels]
    ids = re.findall(' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert not re.search(r'src="(?!data:)', html), "it holds all that it needs"


def test_the_command_draws_from_its_folder(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    change(folder, "messages.csv", "Call the doctor today", "Ring the doctor today")
    out = tmp_path / "look.html"
    result = CliRunner().invoke(app, ["preview", "--data", str(folder), "--out", str(out)])
    assert (result.exit_code, result.output) == (0, f"{out}\n")
    assert "Ring the doctor today" in out.read_text(encoding="utf-8")


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["preview", "--out", str(tmp_path)])
    assert str(result.exception) == f"{tmp_path} could not be written: Is a directory"


def test_broken_tables_have_no_preview(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    change(folder, "signs.csv", ",feeding,", ",feding,")
    result = CliRunner().invoke(app, ["preview", "--data", str(folder)])
    assert "signs.csv:3:area_id" in str(result.exception)
