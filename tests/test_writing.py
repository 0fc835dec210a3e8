"""Every command that writes a file leaves what others made, and whatever a link leads to."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from otkit.cli import app, main
from otkit.cli.lab_folder import RECORD, copy_kit
from otkit.cli.writing import write_file
from otkit.errors import OtkitError
from otkit.kit.tables import Tables
from otkit.kit.wording import Words
from tests.own_tables import copied

MINE = b"name,born\nAna,2024\n"
SHEET = "months,reaches\n9,often\n9,maybe\n"
RETURNED = "table,row_id,language,role_id,right,hash\ntips,none,en,parent,yes,abc\n"


@dataclass(frozen=True)
class Command:
    """A command, and the file that it writes, in the folder it is called in."""

    words: str
    file: str
    is_filled: bool = False
    """Whether people write into the file."""

    def __str__(self) -> str:
        return self.words.split(" --")[0].replace(" ", "-") + "-" + self.file


COMMANDS = (
    Command("score sheet.csv", "results.csv"),
    Command("score sheet.csv", "rejected.csv"),
    Command("preview --data data", "preview.html"),
    Command("print certificate --data data", "certificate.en.pdf"),
    Command("print sheet --data data", "sheet.en.csv", is_filled=True),
    Command("review sheet --role parent --part tips --data data", "review-parent-tips.en.pdf"),
    Command(
        "review sheet --role parent --part tips --data data",
        "review-parent-tips.en.csv",
        is_filled=True,
    ),
    Command("review add back.csv --initials AB --data data", "back-left.csv"),
    Command("review add back.csv --initials AB --left left.csv --data data", "left.csv"),
    Command("language export es spanish.csv --data data", "spanish.csv", is_filled=True),
)
RUN = CliRunner()


def run(command: Command) -> Result:
    return RUN.invoke(app, command.words.split())


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with tables, a sheet of answers and a sheet of a reviewer."""
    copied(tmp_path)
    (tmp_path / "sheet.csv").write_text(SHEET, encoding="utf-8")
    (tmp_path / "back.csv").write_text(RETURNED, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def a_file(path: Path) -> None:
    path.write_bytes(MINE)


def a_link_to_a_file(path: Path) -> None:
    path.with_name("mine").write_bytes(MINE)
    path.symlink_to("mine")


def a_link_to_nothing(path: Path) -> None:
    path.symlink_to("nowhere")


def a_link_to_itself(path: Path) -> None:
    path.symlink_to(path.name)


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


def is_refused(command: Command, path: Path) -> bool:
    """Whether the command leaves alone what is there, and says so."""
    before = path.lstat()
    done = run(command)
    assert isinstance(done.exception, OtkitError), done.output
    assert f"{command.file} is there already" in str(done.exception)
    return path.lstat().st_ino == before.st_ino


@pytest.mark.parametrize("command", COMMANDS, ids=str)
def test_foreign_files_stay_and_our_own_may_be_made_again(here: Path, command: Command) -> None:
    path = here / command.file
    a_file(path)
    assert is_refused(command, path)
    assert path.read_bytes() == MINE
    path.unlink()
    first = run(command)
    ours = path.read_bytes()
    assert run(command).output == first.output
    if command.is_filled:
        path.write_bytes(ours + b"one more line\r\n")
        assert is_refused(command, path)
        assert path.read_bytes() == ours + b"one more line\r\n"


@pytest.mark.parametrize("command", COMMANDS[:2], ids=str)
def test_results_follow_no_link(here: Path, command: Command) -> None:
    """They are written line by line, and not by what writes other files."""
    a_link_to_itself(here / command.file)
    assert is_refused(command, here / command.file)


@pytest.mark.parametrize(
    "put", [a_link_to_a_file, a_link_to_nothing, a_link_to_itself, a_pipe, Path.mkdir]
)
def test_nothing_but_a_file_is_replaced(
    here: Path, tables: Tables, put: Callable[[Path], object]
) -> None:
    path = here / "out.csv"
    put(path)
    before = path.lstat()
    with pytest.raises(OtkitError):
        write_file(path, MINE, Words(tables, "en"), lambda _old: True)
    assert path.lstat().st_ino == before.st_ino
    assert not (here / "nowhere").exists()


def test_a_pdf_with_notes_in_it_stays(here: Path) -> None:
    """A reader saves notes behind the end of the file."""
    command = Command("print certificate --data data", "certificate.en.pdf")
    run(command)
    path = here / command.file
    noted = path.read_bytes() + b"1 0 obj <</Type /Annot>> endobj\n%%EOF\n"
    path.write_bytes(noted)
    assert isinstance(run(command).exception, OtkitError)
    assert path.read_bytes() == noted


@pytest.mark.parametrize("left", ["back.csv", "data/reviews.csv", "data/tips.csv"])
def test_what_is_left_of_a_sheet_takes_no_file_of_the_kit(here: Path, left: str) -> None:
    before = (here / left).read_bytes()
    done = run(Command(f"review add back.csv --initials AB --left {left} --data data", left))
    assert isinstance(done.exception, OtkitError)
    assert (here / left).read_bytes() == before


def test_a_copy_for_the_lab_follows_no_link(here: Path) -> None:
    (here / "lab").mkdir()
    (here / "lab" / "one.ipynb").symlink_to(here / "nowhere")
    (here / "lab" / RECORD).symlink_to(here / "mine")
    a_file(here / "mine")
    copied_files = copy_kit({"one.ipynb": here / "sheet.csv"}, here / "lab")
    assert copied_files.kept == ("one.ipynb",)
    assert not (here / "nowhere").exists()
    assert (here / "mine").read_bytes() == MINE


@pytest.mark.parametrize("language", ["en", "es"])
def test_it_is_said_in_the_language_asked_for(here: Path, tables: Tables, language: str) -> None:
    words, path = Words(tables, language), here / "mine"
    a_file(path)
    with pytest.raises(OtkitError) as error:
        write_file(path, b"ours", words)
    assert str(error.value) == words("paper.there", file=path)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OSError(40, "Too many links", "tips.csv"), "otkit cannot go on. tips.csv: Too many links"),
        (UnicodeEncodeError("utf-8", "\udcf1", 0, 1, "no"), "otkit cannot read or write some"),
    ],
)
def test_an_error_of_the_system_is_a_sentence(
    error: Exception,
    told: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail() -> None:
        raise error

    monkeypatch.setattr("otkit.cli.app", fail)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    assert capsys.readouterr().err.startswith(told)


def test_a_table_that_is_a_link_to_itself_is_told(here: Path) -> None:
    (here / "data" / "tips.csv").unlink()
    a_link_to_itself(here / "data" / "tips.csv")
    done = RUN.invoke(app, ["check", "--data", "data"])
    assert done.exit_code == 1
    assert "tips.csv:1  is missing" in done.output
