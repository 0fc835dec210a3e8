"""The command: what it prints, and how it ends."""

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from otkit import __version__
from otkit.cli import app, main
from otkit.cli.review import review_app
from otkit.cli.room import room_app
from otkit.kit.tables import data_folder

RUN = CliRunner()
COMMANDS = [
    *(command.name or command.callback.__name__ for command in app.registered_commands),
    *(f"room {command.name}" for command in room_app.registered_commands),
    *(f"review {command.name}" for command in review_app.registered_commands),
]


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    shutil.copytree(data_folder(), folder)
    behaviours = folder / "behaviours.csv"
    text = behaviours.read_text(encoding="utf-8")
    behaviours.write_text(text.replace(",missing-skill,", ",misssing-skill,", 1), encoding="utf-8")
    signs = folder / "signs.csv"
    signs.write_text(
        signs.read_text(encoding="utf-8").replace(",sleep,", ",slep,"), encoding="utf-8"
    )
    return folder


def test_check_says_that_good_tables_are_in_order():
    result = RUN.invoke(app, ["check"])
    assert (result.exit_code, result.output) == (0, "The tables and the lessons are in order.\n")


def test_check_lists_all_problems_with_file_line_and_column(broken):
    result = RUN.invoke(app, ["check", "--data", str(broken)])
    assert result.exit_code == 1
    assert "behaviours.csv:3:kind  " in result.output
    assert "signs.csv:4:area_id  " in result.output


def test_check_lists_the_problems_of_tables_and_lessons_at_once(broken):
    lesson = broken / "lessons" / "02-whom-ot-helps.en.md"
    lesson.write_text(lesson.read_text(encoding="utf-8") + "\n<b>now</b>\n", encoding="utf-8")
    output = RUN.invoke(app, ["check", "--data", str(broken)]).output
    assert "behaviours.csv:3:kind  " in output
    assert "lessons/02-whom-ot-helps.en.md:45  holds raw HTML" in output


def test_serve_refuses_a_folder_without_lessons(tmp_path, monkeypatch, capsys):
    folder = tmp_path / "data"
    shutil.copytree(data_folder(), folder, ignore=shutil.ignore_patterns("lessons"))
    monkeypatch.setattr("sys.argv", ["otkit", "serve", "--data", str(folder)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    assert "has no lessons in" in capsys.readouterr().err


def test_serve_refuses_broken_tables_with_the_same_list(broken, monkeypatch, capsys):
    listed = RUN.invoke(app, ["check", "--data", str(broken)]).output.splitlines()
    monkeypatch.setattr("sys.argv", ["otkit", "serve", "--data", str(broken)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    told = capsys.readouterr().err
    assert all(line in told for line in listed if line.count(":") >= 2)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_examples(command):
    result = RUN.invoke(app, [*command.split(), "--help"])
    assert result.exit_code == 0
    assert f"otkit {command}" in result.output
    assert "Examples:" in result.output


@pytest.mark.parametrize("command", COMMANDS)
def test_the_readme_names_every_command(command):
    readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    assert f"otkit {command}" in readme


def test_the_version_is_told():
    assert RUN.invoke(app, ["--version"]).output == f"otkit {__version__}\n"
