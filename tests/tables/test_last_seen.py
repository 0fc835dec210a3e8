"""Rows whose source nobody has looked at for long."""

from datetime import date, timedelta

import pytest
from typer.testing import CliRunner

from otkit.cli import app
from otkit.kit.checks.last_seen import YEAR, last_seen_long_ago
from otkit.kit.tables import Tables

DAY = date(2026, 11, 30)
TABLES = Tables({"contacts": [{"seen": "2026-11-30"}, {"seen": ""}], "areas": [{"title": "x"}]})


def test_a_row_older_than_a_year_is_told_by_its_line() -> None:
    (problem,) = last_seen_long_ago(TABLES, DAY + timedelta(days=YEAR + 1))
    told = "was last looked up on 2026-11-30, more than 365 days ago; look again"
    assert str(problem) == f"contacts.csv:2:seen  {told}"


def test_a_row_of_a_year_or_less_is_not() -> None:
    assert list(last_seen_long_ago(TABLES, DAY + timedelta(days=YEAR))) == []


def test_how_old_is_old_can_be_set() -> None:
    assert len(list(last_seen_long_ago(TABLES, DAY + timedelta(days=31), days=30))) == 1


def test_the_check_names_old_rows_and_passes_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("otkit.cli.drawn.check_drawn", lambda *_: [])
    done = CliRunner().invoke(app, ["check", "--older-than", "0"])
    today = (date.today() - date(2026, 11, 29)).days
    assert done.exit_code == 0
    assert ("contacts.csv:2:seen  was last looked up on 2026-11-29" in done.output) == (today > 0)
    assert "The tables and the lessons are in order." in done.output
