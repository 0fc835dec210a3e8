"""Which words these are: any change gives another version, a review does not."""

from datetime import date
from pathlib import Path

import pytest

from otkit.kit.load import check_tables, load_tables
from otkit.kit.version import stamp, version_of
from tests.own_tables import change, copied, review

DAY = date(2026, 11, 20)
CHANGES = [
    ("tips.csv", "Stay close.", "Stay near."),
    ("lessons/01-what-is-ot.en.md", "\n\n", "\n\nHello.\n\n"),
    ("pictures/hops.svg", "<svg", "<svg "),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = copied(tmp_path)
    stamp(load_tables(folder), DAY)
    return folder


def test_a_stamp_gives_the_words_a_day(folder: Path) -> None:
    version = version_of(load_tables(folder))
    assert (version.day, version.has_changed) == (DAY, False)


def test_a_stamp_leaves_the_tables_in_order(folder: Path) -> None:
    assert check_tables(folder) == []


@pytest.mark.parametrize(("file", "old", "new"), CHANGES, ids=["row", "lesson", "drawing"])
def test_any_change_makes_another_version(file: str, old: str, new: str, folder: Path) -> None:
    before = version_of(load_tables(folder)).name
    change(folder, file, old, new)
    version = version_of(load_tables(folder))
    assert version.name != before
    assert version.has_changed


def test_a_review_makes_no_other_version(folder: Path) -> None:
    review(folder, ("tips", "infant-play-name-it", "en"), role_id="parent", date="2026-11-20")
    assert not version_of(load_tables(folder)).has_changed


def test_other_line_ends_make_no_other_version(folder: Path) -> None:
    for path in (folder / "tips.csv", folder / "lessons" / "01-what-is-ot.en.md"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert not version_of(load_tables(folder)).has_changed
