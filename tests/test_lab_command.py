"""The command `otkit lab`: with which options and tables JupyterLab is started."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from jupyterlab.labapp import LabApp
from typer.testing import CliRunner

from otkit.cli import app
from otkit.errors import TableError
from otkit.lab_command import TO_ITSELF, lab_options
from otkit.tables import data_folder

RUN = CliRunner()


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The options of each JupyterLab that was started; none is."""
    calls: list[list[str]] = []
    monkeypatch.setattr(LabApp, "launch_instance", calls.append)
    monkeypatch.setenv("OTKIT_DATA", "")  # so that what a command sets is gone with the test
    return calls


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    return shutil.copytree(data_folder(), tmp_path / "mine")


def test_jupyterlab_opens_the_notebooks_and_asks_nobody_for_news(started: list[list[str]]) -> None:
    RUN.invoke(app, ["lab"])
    (options,) = started
    assert Path(options[0].removeprefix("--ServerApp.root_dir="), "check_in.ipynb").is_file()
    assert options[1:] == [f"{name}={value}" for name, value in TO_ITSELF.items()]


@pytest.mark.parametrize("name", TO_ITSELF)
def test_jupyterlab_has_the_options_that_keep_it_to_itself(name: str) -> None:
    section, _, trait = name.removeprefix("--").partition(".")
    assert section == LabApp.__name__
    assert trait in LabApp.class_trait_names(config=True)


def test_further_options_go_to_jupyterlab_as_they_are(started: list[list[str]]) -> None:
    RUN.invoke(app, ["lab", "--no-browser", "--port", "8899", "--ServerApp.token=x"])
    assert started[0][-4:] == ["--no-browser", "--port", "8899", "--ServerApp.token=x"]


def test_an_option_of_ours_may_be_given_otherwise_and_is_said_once() -> None:
    options = lab_options("notebooks", ["--ServerApp.root_dir=mine"])
    assert [one for one in options if "root_dir" in one] == ["--ServerApp.root_dir=mine"]


def test_the_kernels_read_the_tables_that_are_named(started: list[list[str]], mine: Path) -> None:
    RUN.invoke(app, ["lab", "--data", str(mine)])
    assert os.environ["OTKIT_DATA"] == str(mine)
    assert not any("data" in option for option in started[0][1:])


def test_broken_tables_are_told_before_jupyterlab_starts(
    started: list[list[str]], mine: Path
) -> None:
    (mine / "signs.csv").unlink()
    result = RUN.invoke(app, ["lab"], env={"OTKIT_DATA": str(mine)})
    assert isinstance(result.exception, TableError)
    assert started == []
