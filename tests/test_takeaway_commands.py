"""The commands `otkit print` and `otkit score`: what they write, say, and end with."""

import csv
import io
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from otkit.cli import main
from otkit.cli.print import USED, Size, What, print_command
from otkit.cli.score import LONG, score_command
from otkit.errors import CountryError, OtkitError
from otkit.kit.lessons.worksheets import WORKSHEETS
from otkit.kit.wording import Words
from otkit.scoring.batch.cells import column_name, vocabulary
from otkit.takeaway.typesetting import SIZES
from tests.kit import TABLES
from tests.pdf_reading import Pdf

LANGUAGES = list(TABLES["languages"]["language"])
GROUPS = TABLES.rows("age_groups")
APP = typer.Typer(pretty_exceptions_enable=False)
APP.command("print")(print_command)
APP.command("score")(score_command)
RUN = CliRunner()


def test_the_command_writes_the_files_and_names_them(tmp_path: Path) -> None:
    out = tmp_path / "new" / "folder"
    done = RUN.invoke(APP, ["print", "checklists", "--lang", "es", "--out", str(out)])
    names = [f"checklist-{group['age_group_id']}.es.pdf" for group in GROUPS]
    assert done.exit_code == 0
    assert [Path(line).name for line in done.stdout.split()] == names
    assert str(out) in done.stderr
    assert sorted(path.name for path in out.iterdir()) == sorted(names)


def test_the_list_of_one_age_group_is_printed_alone(tmp_path: Path) -> None:
    options = ["print", "checklists", "--age-group", "toddler", "--out", str(tmp_path)]
    assert RUN.invoke(APP, options).exit_code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["checklist-toddler.en.pdf"]


def test_the_pack_is_one_file_and_needs_no_window(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("otkit.takeaway.pack.KINDS", ("checklists", "certificate"))
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    options = ["print", "pack", "--age-group", "toddler", "--open", "--out", str(tmp_path)]
    done = RUN.invoke(APP, options)
    assert (done.exit_code, done.stdout) == (0, f"{tmp_path / 'pack.en.pdf'}\n")
    titles = [title for level, title in Pdf((tmp_path / "pack.en.pdf").read_bytes()).headings]
    assert sum("What do you see?" in title for title in titles) == 1
    assert "--open" not in done.stderr


def test_the_pack_is_printed_on_two_sides_where_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("otkit.takeaway.pack.KINDS", ("worksheets",))
    pages = []
    for option in ([], ["--two-sided"]):
        out = tmp_path / str(len(pages))
        RUN.invoke(APP, ["print", "pack", *option, "--out", str(out)])
        pages.append(Pdf((out / "pack.en.pdf").read_bytes()).pages)
    assert pages == [len(WORKSHEETS), 2 * len(WORKSHEETS) - 1], "each is one page"


def test_an_unknown_age_group_is_told_with_the_known_ones(tmp_path: Path) -> None:
    options = ["print", "checklists", "--age-group", "teenager", "--out", str(tmp_path)]
    done = RUN.invoke(APP, options)
    assert "only infant, toddler, preschool" in str(done.exception)
    assert list(tmp_path.iterdir()) == []


GIVEN = {
    "--age-group": ["toddler"],
    "--country": ["GB"],
    "--date": ["2026-05-30"],
    "--large-print": [],
    "--name": ["Ana Ruiz"],
    "--quiz": ["full"],
    "--size": ["a4"],
    "--two-sided": [],
}
"""The options that change what is printed, each with a value."""


@pytest.mark.parametrize(
    ("what", "option"),
    [(what, option) for option, papers in USED.items() for what in What if what not in papers],
)
def test_an_option_that_a_paper_has_no_use_for_is_refused(
    what: str, option: str, tmp_path: Path
) -> None:
    done = RUN.invoke(APP, ["print", what, option, *GIVEN[option], "--out", str(tmp_path)])
    assert isinstance(done.exception, OtkitError)
    assert f"{option} changes nothing in {what}" in str(done.exception)
    assert ", ".join(USED[option]) in str(done.exception)
    assert list(tmp_path.iterdir()) == []


def test_every_option_of_printing_names_its_papers() -> None:
    """What is not in the table says where files and words come from and go to."""
    everywhere = {"--data", "--drafts", "--help", "--lang", "--open", "--out"}
    params = typer.main.get_command(APP).commands["print"].params  # type: ignore[attr-defined]
    options = {name for one in params for name in one.opts if name.startswith("--")}
    assert options - everywhere == {*USED} == {*GIVEN}


def test_the_refusal_of_an_option_is_in_the_language_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["otkit", "print", "cases", "--name", "Ana", "--lang", "es"])
    with pytest.raises(SystemExit):
        main()
    assert "--name no cambia nada en cases. Es para pack, certificate." in capsys.readouterr().err


def test_the_quiz_is_the_short_one_if_not_asked_otherwise(tmp_path: Path) -> None:
    pages = []
    for option in ([], ["--quiz", "short"], ["--quiz", "full"]):
        out = tmp_path / str(len(pages))
        RUN.invoke(APP, ["print", "quiz", *option, "--out", str(out)])
        pages.append(Pdf((out / "quiz.en.pdf").read_bytes()).pages)
    assert pages[0] == pages[1] < pages[2]


@pytest.mark.parametrize(
    ("what", "country", "number"),
    [("checklists", "GB", "999"), ("handouts", "any", "911 in the US")],
)
def test_the_number_printed_is_that_of_the_country(
    what: str, country: str, number: str, tmp_path: Path
) -> None:
    RUN.invoke(APP, ["print", what, "--country", country, "--out", str(tmp_path)])
    told = [Pdf(path.read_bytes()).text for path in tmp_path.glob("*.pdf")]
    with_a_number = [text for text in told if "now if your child:" in text]
    assert with_a_number
    assert all(f"{number}" in text for text in with_a_number)
    assert not any("Call 911 now" in text for text in with_a_number)


@pytest.mark.parametrize("what", ["cases", "worksheets", "certificate", "quiz", "sheet"])
def test_the_command_prints_the_rest_as_well(what: str, tmp_path: Path) -> None:
    size = [] if what == "sheet" else ["--size", "a4"]  # a table has no paper
    done = RUN.invoke(APP, ["print", what, *size, "--out", str(tmp_path)])
    assert done.exit_code == 0, done.output
    assert list(tmp_path.iterdir())


@pytest.mark.parametrize(("country", "width"), [("US", 612), ("IE", 595)])
def test_the_command_prints_on_the_paper_of_the_country(
    country: str, width: int, tmp_path: Path
) -> None:
    RUN.invoke(APP, ["print", "certificate", "--country", country, "--out", str(tmp_path)])
    (path,) = tmp_path.glob("*.pdf")
    assert width in Pdf(path.read_bytes()).sizes[0]


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    done = RUN.invoke(APP, ["print", "certificate", "--out", str(tmp_path / "file")])
    assert isinstance(done.exception, OtkitError)
    assert done.exception.message_id == "paper.cannot-write"


def test_the_command_offers_the_papers_there_are() -> None:
    assert [size.value for size in Size] == list(SIZES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_sheet_has_a_column_for_all_that_is_asked(language: str, tmp_path: Path) -> None:
    RUN.invoke(APP, ["print", "sheet", "--lang", language, "--out", str(tmp_path)])
    (path,) = tmp_path.iterdir()
    (header,) = csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig")))
    columns = [vocabulary(TABLES).columns[column_name(cell)] for cell in header]
    child = ["months", "weeks_early", "lost_skill", "already_seen"]
    assert columns == [*child, *TABLES["behaviours"]["behaviour_id"]]


def test_the_score_command_ends_with_1_when_a_line_was_refused(tmp_path: Path) -> None:
    sheet, out = tmp_path / "sheet.csv", tmp_path / "results.csv"
    sheet.write_text("months,reaches\n9,x\n90,x\n")
    done = RUN.invoke(APP, ["score", str(sheet), "--out", str(out)])
    assert done.exit_code == 1
    assert "1 line scored" in done.output
    assert "rejected.csv" in done.output
    assert (tmp_path / "rejected.csv").read_text().splitlines()[1].startswith("3,")


def test_the_score_command_ends_with_0_when_all_is_well(tmp_path: Path) -> None:
    sheet, out = tmp_path / "sheet.csv", tmp_path / "results.csv"
    sheet.write_text("meses;reaches\n9;sí\n")
    done = RUN.invoke(APP, ["score", str(sheet), "--out", str(out), "--lang", "es"])
    assert (done.exit_code, done.output.strip()) == (0, f"1 línea con resultado: {out}")


LINES = 64


def shown_while_scoring(folder: Path, stderr: int) -> str:
    """Score a sheet of few lines, long enough for a bar; what stdout said."""
    sheet = folder / "sheet.csv"
    sheet.write_text("months,reaches\n" + f"9,x{' ' * (LONG // LINES)}\n" * LINES)
    command = [sys.executable, "-m", "otkit", "score", str(sheet), "--out", str(folder / "out.csv")]
    env = {**os.environ, "TERM": "xterm", "COLUMNS": "100"}
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=stderr, env=env, check=True)
    return done.stdout.decode()


def test_a_terminal_shows_how_far_a_long_sheet_is_read(tmp_path: Path) -> None:
    screen, terminal = pty.openpty()
    assert shown_while_scoring(tmp_path, terminal) == ""
    os.set_blocking(screen, False)
    shown = os.read(screen, 1 << 16).decode()
    for end in (terminal, screen):
        os.close(end)
    label = Words(TABLES, "en")("sheet.reading", file="sheet.csv")
    assert label in shown
    assert "100%" in shown


def test_a_pipe_gets_the_outcome_without_a_bar(tmp_path: Path) -> None:
    piped = tmp_path / "piped.txt"
    with piped.open("wb") as file:
        assert shown_while_scoring(tmp_path, file.fileno()) == ""
    assert piped.read_text().splitlines() == [
        Words(TABLES, "en").plural("sheet.scored", LINES, out=tmp_path / "out.csv")
    ]


def test_no_paper_is_printed_for_a_place_that_the_tables_lack(tmp_path):
    done = RUN.invoke(APP, ["print", "checklists", "--country", "ZZ", "--out", str(tmp_path)])
    assert isinstance(done.exception, CountryError)
    assert "Known are: US," in str(done.exception)
    assert not [*tmp_path.iterdir()]
