"""The command `otkit lab`: with which options and tables JupyterLab is started."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from jupyter_server.serverapp import ServerApp
from jupyterlab.labapp import LabApp
from jupyterlab_server.workspaces_handler import WORKSPACE_EXTENSION, slugify
from typer.testing import CliRunner

from otkit.cli import app
from otkit.cli.lab import (
    FIRST,
    FOR_PROJECTORS,
    OFFLINE,
    WORKSPACES,
    close_side_bar,
    lab_options,
)
from otkit.errors import OtkitError, TableError
from otkit.kit.tables import data_folder

RUN = CliRunner()


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[list[str]]:
    """The options of each JupyterLab that was started, somewhere else; none is."""
    calls: list[list[str]] = []
    monkeypatch.setattr(LabApp, "launch_instance", calls.append)
    monkeypatch.setenv("OTKIT_DATA", "")  # so that what a command sets is gone with the test
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return calls


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    return shutil.copytree(data_folder(), tmp_path / "mine")


def test_the_notebooks_are_copied_to_the_working_folder(
    started: list[list[str]], tmp_path: Path
) -> None:
    said = RUN.invoke(app, ["lab"]).output
    folder = tmp_path / "here" / "otkit-workshop"
    assert said == f"Your notebooks are in {folder}\n"
    assert f"--ServerApp.root_dir={folder}" in started[0]
    assert (folder / "0_before_you_start.ipynb").is_file()
    assert not (folder / "tables").exists()


@pytest.mark.usefixtures("started")
def test_the_folder_is_named_in_the_language_that_is_asked_for() -> None:
    assert RUN.invoke(app, ["lab", "--lang", "es"]).output.startswith("Sus cuadernos están en ")


def test_another_folder_may_be_named(started: list[list[str]], tmp_path: Path) -> None:
    RUN.invoke(app, ["lab", "--folder", str(tmp_path / "tuesday")])
    assert f"--ServerApp.root_dir={tmp_path / 'tuesday'}" in started[0]
    assert list((tmp_path / "here").iterdir()) == []


def test_the_tables_are_copied_when_asked_and_then_used(
    started: list[list[str]], tmp_path: Path
) -> None:
    RUN.invoke(app, ["lab", "--tables"])
    tables = tmp_path / "here" / "otkit-workshop" / "tables"
    assert (tables / "lessons" / "01-what-is-ot.es.md").is_file()
    assert os.environ["OTKIT_DATA"] == str(tables)


def test_what_somebody_changed_is_left_and_named(started: list[list[str]], tmp_path: Path) -> None:
    RUN.invoke(app, ["lab"])
    changed = tmp_path / "here" / "otkit-workshop" / "1_what_is_ot.ipynb"
    changed.write_text("mine")
    said = RUN.invoke(app, ["lab"]).output
    assert "Left as you changed them: 1_what_is_ot.ipynb" in said
    assert changed.read_text() == "mine"


def test_a_folder_that_cannot_be_made_is_refused_in_a_sentence(
    started: list[list[str]], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    result = RUN.invoke(app, ["lab", "--folder", str(tmp_path / "file" / "deeper")])
    assert isinstance(result.exception, OtkitError)
    assert "--folder" in str(result.exception)
    assert started == []


@pytest.mark.parametrize("option", [*OFFLINE, *FOR_PROJECTORS, "--LabApp.default_url"])
def test_jupyterlab_has_the_options_that_we_use(option: str) -> None:
    section, _, trait = option.removeprefix("--").partition(".")
    (kind,) = (one for one in (LabApp, ServerApp) if one.__name__ == section)
    assert trait in kind.class_trait_names(config=True)


def test_notebook_0_opens_unless_another_folder_is_shown() -> None:
    assert f"--LabApp.default_url=/lab/tree/{FIRST}" in lab_options(Path("mine"), [])
    elsewhere = lab_options(Path("mine"), ["--ServerApp.root_dir=other"])
    assert not any("default_url" in option for option in elsewhere)


def test_the_side_bar_is_closed_the_first_time_only(tmp_path: Path) -> None:
    close_side_bar(tmp_path)
    (workspace,) = (tmp_path / WORKSPACES).iterdir()
    assert json.loads(workspace.read_text())["metadata"]["id"] == "default"
    assert slugify("default") + WORKSPACE_EXTENSION == workspace.name
    workspace.write_text("{}")
    close_side_bar(tmp_path)
    assert workspace.read_text() == "{}"


def test_further_options_go_to_jupyterlab_as_they_are(started: list[list[str]]) -> None:
    RUN.invoke(app, ["lab", "--no-browser", "--port", "8899", "--ServerApp.token=x"])
    assert started[0][-4:] == ["--no-browser", "--port", "8899", "--ServerApp.token=x"]


def test_an_option_of_ours_can_be_replaced_and_stands_once() -> None:
    options = lab_options(Path("mine"), ["--ServerApp.root_dir=other"])
    assert [one for one in options if "root_dir" in one] == ["--ServerApp.root_dir=other"]


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
