"""The command `otkit score`: a sentence for every failure, and streams in place of files."""

import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from otkit.cli import main

SHEET = "months,reaches\n9,often\n"
DAMAGED = "months,reaches\n9,often\n9,=1+1\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, with a sheet."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sheet.csv").write_text(SHEET, encoding="utf-8")
    return tmp_path


@pytest.fixture
def fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., str]:
    """What the command says of arguments with which it fails."""

    def said(*arguments: str) -> str:
        monkeypatch.setattr("sys.argv", ["otkit", "score", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        assert ended.value.code == 1
        output = capsys.readouterr()
        assert output.out == ""
        return output.err

    return said


def otkit_score(redirected: str, folder: Path, sheet: str = SHEET) -> subprocess.CompletedProcess:
    """The command in a shell, with what comes after `score`; the sheet is its input."""
    command = f"{sys.executable} -m otkit score {redirected}"
    path = os.pathsep.join(filter(None, sys.path))
    return subprocess.run(
        command,
        shell=True,
        cwd=folder,
        input=sheet,
        capture_output=True,
        text=True,
        timeout=60,
        env=os.environ | {"PYTHONPATH": path},
    )


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["none.csv"], "none.csv could not be read: No such file or directory"),
        (["."], ". could not be read: Is a directory"),
        (["sheet.csv/x"], "sheet.csv/x could not be read: Not a directory"),
        (["sheet.csv", "--out", "none/r.csv"], "none/r.csv could not be written: No such file"),
        (["sheet.csv", "--rejected", "none/r.csv"], "none/r.csv could not be written: No such"),
        (["sheet.csv", "--out", "sheet.csv/r"], "sheet.csv/r could not be written: Not a dir"),
        (["sheet.csv", "--out", "a" * 300], "could not be written: File name too long"),
        (["sheet.csv", "--out", "."], ". is there already, and no results of ours are in it."),
        (["sheet.csv", "--out", ".."], ".. is there already, and no results of ours are in it."),
        (["sheet.csv", "--out", "/"], "/ is there already, and no results of ours are in it."),
        (["sheet.csv", "--out", "sheet.csv"], "sheet.csv would be written over."),
        (["sheet.csv", "--rejected", "./sheet.csv"], "sheet.csv would be written over."),
        (["sheet.csv", "--out", "a.csv", "--rejected", "a.csv"], "a.csv would be written over."),
        (["sheet.csv", "--out", "-", "--rejected", "-"], "- would be written over."),
        (["sheet.csv", "--lang", "xx"], "there is no row for the language “xx”"),
        (["none.csv", "--lang", "es"], "No se pudo leer none.csv"),
    ],
)
def test_every_failure_is_a_sentence(
    here: Path, fails: Callable[..., str], arguments: list[str], sentence: str
) -> None:
    assert sentence in fails(*arguments)
    assert [path.name for path in here.iterdir()] == ["sheet.csv"]
    assert (here / "sheet.csv").read_text(encoding="utf-8") == SHEET


@pytest.mark.parametrize("option", ["--out", "--rejected"])
def test_a_device_stays_a_device(here: Path, fails: Callable[..., str], option: str) -> None:
    said = fails("sheet.csv", option, "/dev/null")
    assert "/dev/null is there already" in said
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)
    assert [path.name for path in here.iterdir()] == ["sheet.csv"]


@pytest.mark.skipif(os.geteuid() == 0, reason="the system refuses nothing to root")
def test_a_folder_for_reading_only_is_named(here: Path, fails: Callable[..., str]) -> None:
    here.chmod(0o500)
    try:
        assert "results.csv could not be written: Permission denied" in fails("sheet.csv")
    finally:
        here.chmod(0o700)


def test_a_disk_that_is_full_leaves_no_file(tmp_path: Path) -> None:
    """A bound on the size of files stands for it: Python gets the same kind of error."""
    (tmp_path / "sheet.csv").write_text(SHEET, encoding="utf-8")
    code = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100));"
        "from otkit.cli import main; sys.argv[1:] = ['score', 'sheet.csv']; main()"
    )
    path = os.pathsep.join(filter(None, sys.path))
    ended = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        env=os.environ | {"PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == "results.csv could not be written: File too large\n"
    assert [path.name for path in tmp_path.iterdir()] == ["sheet.csv"]


@pytest.mark.parametrize("name", ["-", "/dev/stdin"])
def test_a_stream_is_read_and_written(tmp_path: Path, name: str) -> None:
    ended = otkit_score(f"{name} --out - | head -n 1", tmp_path)
    assert ended.stdout.startswith("line,months,")
    assert ended.stderr == "1 line scored: -\n"


def test_refused_lines_of_a_stream_are_beside_it(tmp_path: Path) -> None:
    ended = otkit_score("- --out -", tmp_path, DAMAGED)
    assert (ended.returncode, len(ended.stdout.splitlines())) == (1, 2)
    assert "'=1+1" in (tmp_path / "rejected.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("redirected", "sentence"),
    [
        ("- --out - <&-", "- could not be read: Bad file descriptor\n"),
        ("- --out - >&-", "- could not be written: Bad file descriptor\n"),
        ("- --out - >/dev/full", "- could not be written: No space left on device\n"),
    ],
)
def test_a_stream_that_fails_is_told(tmp_path: Path, redirected: str, sentence: str) -> None:
    ended = otkit_score(redirected, tmp_path)
    assert (ended.returncode, ended.stdout, ended.stderr) == (1, "", sentence)
