"""A new file takes the place of an older one of ours, whole or not at all, and harms no other."""

import csv
import io
import os
import re
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from otkit.errors import OtkitError
from otkit.kit.atomic import NotOursError
from otkit.kit.tables import Tables
from otkit.scoring.batch import score_file
from otkit.scoring.batch.new_file import STREAM, new_file

OURS = "line,months\n1,9\n"
SHEET = "months,reaches\n9,{}\n"


def is_ours(first_line: str) -> bool:
    return first_line == "line,months"


def write(
    path: Path,
    text: str = OURS,
    *,
    has_bom: bool = False,
    meanwhile: Callable[[], object] = lambda: None,
) -> None:
    with new_file(path, is_ours, has_bom=has_bom) as file:
        file.write(text)
        meanwhile()


def fail() -> None:
    raise KeyError


def refused_cells(folder: Path, tables: Tables, sheet: str) -> list[list[str]]:
    """The rows of rejected.csv for a sheet, as a spreadsheet reads them."""
    rejected = folder / "rejected.csv"
    score_file(io.BytesIO(sheet.encode()), folder / "results.csv", rejected, tables)
    return list(csv.reader(rejected.open(encoding="utf-8", newline="")))[1:]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "results.csv"


def test_a_new_file_is_written(out: Path) -> None:
    write(out)
    assert out.read_text(encoding="utf-8") == OURS


@pytest.mark.parametrize("old", ["", "line,months\r\n7,7\r\n", "\ufeffline,months\n"])
def test_an_empty_file_or_one_of_ours_is_replaced(out: Path, old: str) -> None:
    out.write_bytes(old.encode())
    write(out)
    assert out.read_text(encoding="utf-8") == OURS


@pytest.mark.parametrize("old", ["name,born\nAna,2024\n", "\n", "line,months,more\n", "PK\x03\x04"])
def test_a_file_of_somebody_else_stays(out: Path, old: str) -> None:
    out.write_text(old, encoding="utf-8", newline="")
    with pytest.raises(NotOursError) as error:
        write(out)
    assert error.value.path == out
    assert out.read_bytes() == old.encode()
    assert list(out.parent.iterdir()) == [out]


def test_a_file_that_is_not_text_stays(out: Path) -> None:
    out.write_bytes(b"\xff\xfe\x00\x81")
    with pytest.raises(NotOursError):
        write(out)
    assert out.read_bytes() == b"\xff\xfe\x00\x81"


def test_a_link_is_never_written_through(out: Path, tmp_path: Path) -> None:
    """Not even one that leads to an older file of ours."""
    target = tmp_path / "target.csv"
    target.write_text(OURS, encoding="utf-8")
    out.symlink_to(target)
    with pytest.raises(NotOursError):
        write(out, "line,months\n2,2\n")
    assert out.is_symlink()
    assert target.read_text(encoding="utf-8") == OURS


def test_a_link_to_nothing_is_not_followed(out: Path, tmp_path: Path) -> None:
    out.symlink_to(tmp_path / "made.csv")
    with pytest.raises(NotOursError):
        write(out)
    assert not (tmp_path / "made.csv").exists()


def test_a_pipe_is_neither_read_nor_replaced(out: Path) -> None:
    """A pipe stands for every device: opening it to see whose it is would wait for ever."""
    os.mkfifo(out)
    with pytest.raises(NotOursError):
        write(out)
    assert stat.S_ISFIFO(out.lstat().st_mode)


def test_a_folder_is_not_replaced(out: Path) -> None:
    out.mkdir()
    with pytest.raises(NotOursError):
        write(out)
    assert out.is_dir()


def test_nobody_can_foresee_the_name_of_the_part(out: Path) -> None:
    names: list[str] = []
    for _ in range(2):
        write(out, meanwhile=lambda: names.extend(one.name for one in out.parent.glob(".*")))
    assert len(set(names)) == 2


def test_a_link_left_beside_is_not_written_through(out: Path, tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_text("mine", encoding="utf-8")
    for name in (".results.csv.part", "results.csv.part", "results.csv.tmp"):
        (tmp_path / name).symlink_to(target)
    write(out)
    assert target.read_text(encoding="utf-8") == "mine"
    assert out.read_text(encoding="utf-8") == OURS


def test_a_link_put_there_meanwhile_is_not_replaced(out: Path, tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_text("mine", encoding="utf-8")
    with pytest.raises(NotOursError):
        write(out, meanwhile=lambda: out.symlink_to(target))
    assert out.is_symlink()
    assert target.read_text(encoding="utf-8") == "mine"
    assert {path.name for path in tmp_path.iterdir()} == {"results.csv", "target"}


def test_a_fault_halfway_leaves_the_old_file_and_nothing_else(out: Path) -> None:
    out.write_text(OURS, encoding="utf-8")
    with pytest.raises(KeyError):
        write(out, "line,months\n", meanwhile=fail)
    assert out.read_text(encoding="utf-8") == OURS
    assert list(out.parent.iterdir()) == [out]


def test_a_missing_folder_is_told_by_the_name_asked_for(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file") as error:
        write(tmp_path / "nowhere" / "results.csv")
    assert error.value.filename == str(tmp_path / "nowhere" / "results.csv")


def test_a_byte_order_mark_is_written_where_the_sheet_has_one(out: Path) -> None:
    write(out, has_bom=True)
    assert out.read_bytes() == b"\xef\xbb\xbf" + OURS.encode()


@pytest.mark.parametrize("has_bom", [False, True])
def test_a_stream_gets_the_same_bytes(
    has_bom: bool, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    write(STREAM, "línea\n", has_bom=has_bom)
    assert capsysbinary.readouterr().out == b"\xef\xbb\xbf" * has_bom + "línea\n".encode()


def test_a_stream_gets_nothing_of_what_fails(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    with pytest.raises(KeyError):
        write(STREAM, meanwhile=fail)
    assert capsysbinary.readouterr().out == b""


def test_both_files_cannot_be_the_stream(tables: Tables) -> None:
    with pytest.raises(OtkitError) as error:
        score_file(io.BytesIO(SHEET.format("often").encode()), STREAM, STREAM, tables)
    assert error.value.message_id == "sheet.same-file"


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "@SUM(A1)", "-2+3", "＝1", " =1", '"x\t=1"', '"x;=1"', '"x\n=1"', "x|=1"]
)
def test_a_refused_cell_is_no_formula(tmp_path: Path, tables: Tables, cell: str) -> None:
    """Whatever the spreadsheet that opens it takes for a separator."""
    (row,) = refused_cells(tmp_path, tables, SHEET.format(cell))
    parts = [part.strip() for text in row for part in re.split(r"[,;\t|\n]", text)]
    assert not [part for part in parts if part.startswith(("=", "+", "@", "＝", "-2"))]


@pytest.mark.parametrize("cell", ["-", "sometimes, often", "a veces?"])
def test_a_refused_cell_without_a_formula_stays(tmp_path: Path, tables: Tables, cell: str) -> None:
    (row,) = refused_cells(tmp_path, tables, f'months,reaches\n99,"{cell}"\n')
    assert row[-1] == cell
