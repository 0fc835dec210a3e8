"""A folder of tables that somebody works on: whether it was saved, and a copy of it."""

import os
from pathlib import Path

import pytest

from otkit.kit.tables.saved import Changes, copy_of
from tests.own_tables import change, copied

PROMISE = "This is not a diagnosis"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copied(tmp_path)


def save(path: Path, text: str) -> None:
    """Write a file, later than before by any clock."""
    before = path.stat().st_mtime_ns if path.exists() else 0
    path.write_text(text, encoding="utf-8")
    os.utime(path, ns=(before + 10**9, before + 10**9))


def test_a_folder_that_rests_is_not_new(folder: Path) -> None:
    changes = Changes(folder)
    assert [changes.are_due() for _ in range(3)] == [False, False, False]


@pytest.mark.parametrize("name", ["signs.csv", "lessons/01-new.en.md", "pictures/new.svg"])
def test_what_is_saved_is_due_once_it_rests(folder: Path, name: str) -> None:
    changes = Changes(folder)
    save(folder / name, "half")
    assert not changes.are_due(), "more may follow"
    save(folder / name, "the whole")
    assert [changes.are_due() for _ in range(4)] == [False, True, False, False]


def test_a_file_that_is_gone_is_a_change(folder: Path) -> None:
    changes = Changes(folder)
    (folder / "tips.csv").unlink()
    assert [changes.are_due() for _ in range(2)] == [False, True]


@pytest.mark.parametrize("name", [".~lock.signs.csv#", "~$signs.xlsx", ".signs.csv.swp"])
def test_what_an_editor_keeps_beside_is_none(folder: Path, name: str) -> None:
    changes = Changes(folder)
    save(folder / name, "open")
    assert not changes.are_due()
    assert not changes.are_due()
    assert not (copy_of(folder, str(folder.parent)) / name).exists()


def test_a_copy_has_all_tables_and_no_later_change(folder: Path) -> None:
    copy = copy_of(folder, str(folder.parent))
    names = {path.relative_to(folder) for path in folder.rglob("*")}
    assert {path.relative_to(copy) for path in copy.rglob("*")} == names
    change(folder, "messages.csv", PROMISE, "Later")
    assert PROMISE in (copy / "messages.csv").read_text(encoding="utf-8")
