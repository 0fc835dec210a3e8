"""An atomic write replaces a file as a whole, or leaves it and everything beside it alone."""

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from otkit.kit.atomic import atomic_write
from otkit.kit.load import load_tables
from otkit.kit.reviews import add_reviews
from otkit.kit.tables import Tables
from otkit.kit.version import stamp
from tests.own_tables import copied


def test_the_file_is_the_old_one_until_the_new_one_is_complete(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("old", encoding="utf-8")
    with atomic_write(path) as file:
        file.write("new")
        file.flush()
        assert path.read_text(encoding="utf-8") == "old"
    assert path.read_text(encoding="utf-8") == "new"
    assert list(tmp_path.iterdir()) == [path]


def test_others_may_read_it_as_they_may_any_new_file(tmp_path: Path) -> None:
    (tmp_path / "usual").touch()
    with atomic_write(tmp_path / "file"):
        pass
    modes = {path.stat().st_mode for path in tmp_path.iterdir()}
    assert len(modes) == 1


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("reviews.csv", lambda tables: add_reviews(tables, [])),
        ("datapackage.json", lambda tables: stamp(tables, date(2026, 12, 1))),
    ],
)
def test_a_link_left_beside_a_table_is_not_written_through(
    name: str, write: Callable[[Tables], object], tmp_path: Path
) -> None:
    folder = copied(tmp_path)
    target = tmp_path / "target"
    target.write_text("mine", encoding="utf-8")
    for link in (f"{name}.part", f".{name}.part", f"{name}.tmp"):
        os.symlink(target, folder / link)
    write(load_tables(folder))
    assert target.read_text(encoding="utf-8") == "mine"
    assert not (folder / name).is_symlink()
