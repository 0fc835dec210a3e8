"""Who has reviewed which words: a change of what was read takes the review away."""

from datetime import date
from pathlib import Path

import pytest

from otkit.kit.load import load_tables
from otkit.kit.reviews import PARTS, Place, add_reviews, current, readings, reviewed
from otkit.kit.tables import Tables
from tests.own_tables import change, copied, review

ROW: Place = ("behaviours", "reaches", "en")
LESSON: Place = ("lessons", "what-is-ot", "es")
DAY = "2026-11-30"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copied(tmp_path)


def test_nobody_has_reviewed_the_kit_yet(tables: Tables) -> None:
    assert [reviewed(tables, language) for language in ("en", "es")] == [(), ()]


def test_every_table_with_words_for_people_belongs_to_a_part(tables: Tables) -> None:
    spoken = {name for name in tables if any(c.endswith("_en") for c in tables[name].columns)}
    listed = {place[0] for place in readings(tables)}
    assert spoken - listed == set()


@pytest.mark.parametrize("place", [ROW, LESSON])
def test_what_was_reviewed_is_reviewed(place: Place, folder: Path) -> None:
    review(folder, place, role_id="parent", date=DAY)
    (one,) = reviewed(load_tables(folder), place[2])
    assert (one.role["role_id"], sum(one.rows.values()), one.last) == (
        "parent",
        1,
        date.fromisoformat(DAY),
    )


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("behaviours.csv", "Does not reach for toys", "Does not reach for a toy"),
        (
            "behaviours.csv",
            "reaches,infant-fine-motor,,reaching",
            "reaches,infant-fine-motor,,grasping",
        ),
    ],
    ids=["text", "column"],
)
def test_a_changed_row_is_not_reviewed(file: str, old: str, new: str, folder: Path) -> None:
    review(folder, ROW, role_id="parent", date=DAY)
    change(folder, file, old, new)
    assert current(load_tables(folder)) == ()


def test_a_changed_translation_leaves_the_review_of_the_other(folder: Path) -> None:
    review(folder, ROW, (*ROW[:2], "es"), role_id="parent", date=DAY)
    change(folder, "behaviours.csv", "No estira la mano para", "No estira las manos para")
    assert [row["language"] for row in current(load_tables(folder))] == ["en"]


def test_a_changed_lesson_is_not_reviewed(folder: Path) -> None:
    review(folder, LESSON, role_id="parent", date=DAY)
    change(folder, "lessons/01-what-is-ot.es.md", "\n\n", "\n\nHola.\n\n")
    assert current(load_tables(folder)) == ()


def test_a_changed_drawing_is_not_reviewed(folder: Path) -> None:
    review(folder, ("pictures", "hops", "en"), role_id="parent", date=DAY)
    change(folder, "pictures/hops.svg", "<svg", "<svg ")
    assert current(load_tables(folder)) == ()


def test_a_row_that_changes_back_is_reviewed_again(folder: Path) -> None:
    review(folder, ROW, role_id="parent", date=DAY)
    change(folder, "behaviours.csv", "Does not reach for toys", "Does not reach")
    change(folder, "behaviours.csv", "Does not reach", "Does not reach for toys")
    assert len(current(load_tables(folder))) == 1


def test_a_row_read_by_two_people_of_a_role_counts_once(folder: Path) -> None:
    review(folder, ROW, role_id="parent", date=DAY)
    row = dict(current(load_tables(folder))[0])
    add_reviews(load_tables(folder), [row | {"initials": "CD", "date": "2026-12-02"}])
    (one,) = reviewed(load_tables(folder), "en")
    assert (one.rows["signs"], one.last.isoformat()) == (1, "2026-12-02")


def test_the_same_person_reviews_a_row_once(folder: Path) -> None:
    review(folder, ROW, role_id="parent", date=DAY)
    row = dict(current(load_tables(folder))[0])
    add_reviews(load_tables(folder), [row | {"date": "2026-12-02"}])
    assert [one["date"] for one in load_tables(folder).rows("reviews")] == ["2026-12-02"]


def test_reviews_that_cannot_be_written_leave_the_old_ones(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    review(folder, ROW, role_id="parent", date=DAY)
    before = (folder / "reviews.csv").read_bytes()
    row = dict(current(load_tables(folder))[0]) | {"initials": "CD"}

    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    with pytest.raises(OSError, match="No space"):
        add_reviews(load_tables(folder), [row])
    assert (folder / "reviews.csv").read_bytes() == before
    assert list(folder.glob("*.part")) == []


def test_a_hash_is_no_number_to_a_spreadsheet(tables: Tables) -> None:
    assert all(one.hash.isalpha() and len(one.hash) == 16 for one in readings(tables).values())


def test_every_part_has_something_to_read_in_every_language(tables: Tables) -> None:
    found = {(one.part_id, one.place[2]) for one in readings(tables).values()}
    parts = [row["part_id"] for row in tables.rows(PARTS)]
    assert found == {(part, language) for part in parts for language in ("en", "es")}
