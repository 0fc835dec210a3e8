"""The command `otkit language`."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from otkit.cli import app
from otkit.errors import OtkitError
from otkit.kit.load import load_tables

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
