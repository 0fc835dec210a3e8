"""A facilitator's copies: made, brought up to date, and never made over what somebody changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from otkit.cli.lab_folder import Copied, copy_kit, kit_files
from otkit.kit.load import load_tables
from otkit.kit.tables import data_folder
from otkit.server.settings import notebooks_folder


@pytest.fixture
def kit(tmp_path: Path) -> dict[str, Path]:
    """A kit of two files, in its first version."""
    files = {name: tmp_path / "kit" / name for name in ("a.ipynb", "b.ipynb")}
    (tmp_path / "kit").mkdir()
    for path in files.values():
        path.write_text("first")
    return files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "mine"


def test_all_files_are_new_in_a_new_folder(kit: dict[str, Path], folder: Path) -> None:
    assert copy_kit(kit, folder) == Copied(("a.ipynb", "b.ipynb"), (), ())
    assert (folder / "a.ipynb").read_text() == "first"


def test_a_second_time_there_is_nothing_to_do(kit: dict[str, Path], folder: Path) -> None:
    copy_kit(kit, folder)
    assert copy_kit(kit, folder) == Copied((), (), ())


def test_a_newer_kit_replaces_what_nobody_changed(kit: dict[str, Path], folder: Path) -> None:
    copy_kit(kit, folder)
    (folder / "b.ipynb").write_text("mine")
    for path in kit.values():
        path.write_text("second")
    assert copy_kit(kit, folder) == Copied((), ("a.ipynb",), ("b.ipynb",))
    assert (folder / "a.ipynb").read_text() == "second"
    assert (folder / "b.ipynb").read_text() == "mine"


@pytest.mark.parametrize("record", ["", "[]", "not JSON"])
def test_without_a_record_nothing_is_replaced(
    kit: dict[str, Path], folder: Path, record: str
) -> None:
    copy_kit(kit, folder)
    (folder / ".otkit.json").write_text(record)
    kit["a.ipynb"].write_text("second")
    assert copy_kit(kit, folder).kept == ("a.ipynb",)


def test_a_file_that_was_deleted_comes_back(kit: dict[str, Path], folder: Path) -> None:
    copy_kit(kit, folder)
    (folder / "a.ipynb").unlink()
    assert copy_kit(kit, folder).new == ("a.ipynb",)


def test_the_notebooks_lie_at_the_top_without_the_phones_own() -> None:
    names = list(kit_files(notebooks_folder()))
    assert "0_before_you_start.ipynb" in names
    assert "check_in.ipynb" in names
    assert {"room.ipynb", "wall.ipynb"}.isdisjoint(names)
    assert not any("/" in name for name in names)


def test_copied_tables_are_in_order(folder: Path) -> None:
    copy_kit(kit_files(notebooks_folder(), data_folder()), folder)
    assert load_tables(folder / "tables")["languages"] is not None
