"""Each row of starts.csv: an option that cannot be is refused in a sentence, and nothing starts."""

from __future__ import annotations

import csv
import os
import shlex
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from typer.testing import CliRunner

from otkit.cli import app
from otkit.errors import OtkitError
from tests.attacks.raw import MARK
from tests.serving import free_port

ROWS = list(csv.DictReader((Path(__file__).parent / "starts.csv").open(encoding="utf-8")))


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Files that are no databases, and an environment that is put back."""
    (tmp_path / "text").write_text("Ana\n" * 2000)
    with sqlite3.connect(tmp_path / "broken") as database:
        database.execute("CREATE TABLE otkit_rooms (x)")
    whole = (tmp_path / "broken").read_bytes()
    (tmp_path / "broken").write_bytes(whole[:100] + b"\xff" * (len(whole) - 100))
    with patch.dict(os.environ):
        for name in [name for name in os.environ if name.startswith("OTKIT_")]:
            del os.environ[name]
        yield tmp_path


@pytest.fixture
def never_served(monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes after the checks fails, and they leave this process's signals alone."""

    def fail(*_arguments: object) -> None:
        raise AssertionError("It was served.")

    monkeypatch.setattr("otkit.kit.wording.Words", fail)
    monkeypatch.setattr("otkit.server.settings.on_ending", lambda _stop: None)


@pytest.mark.usefixtures("never_served")
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["attack"])
def test_an_option_that_cannot_be_is_refused(row: dict[str, str], folder: Path) -> None:
    known = {"{folder}": str(folder), "{mark}": MARK}
    options, sentence = row["options"], row["sentence"]
    for name, value in known.items():
        options, sentence = options.replace(name, value), sentence.replace(name, value)
    words = shlex.split(options) if "\\" in options else options.split()
    command = ["serve", "--port", str(free_port()), *words]
    result = CliRunner().invoke(app, command)
    assert isinstance(result.exception, OtkitError), (row["promise"], result.output)
    assert sentence in str(result.exception)
    assert MARK not in str(result.exception)
    assert "Traceback" not in str(result.exception)
