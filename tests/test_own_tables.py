"""A folder of tables of one's own takes whole tables, checked first, and loses nothing."""

import csv
from pathlib import Path

import pytest

import otkit
from otkit.errors import OtkitError, TableError
from otkit.kit.atomic import NotOursError
from otkit.kit.tables import data_folder
from tests.own_tables import change, copied


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def areas(folder: Path | None = None):
    frame = otkit.load_tables(folder)["areas"]
    frame.loc[frame["area_id"] == "sleep", "title_en"] = "Rest"
    return frame


def test_a_frame_is_saved_in_a_copy_of_the_kit(tmp_path: Path) -> None:
    folder, before = tmp_path / "own", contents(data_folder())
    otkit.save_tables({"areas": areas()}, folder)
    assert "Rest" in set(otkit.load_tables(folder)["areas"]["title_en"])
    assert (folder / "areas.csv.bak").read_bytes() == (data_folder() / "areas.csv").read_bytes()
    assert contents(data_folder()) == before
    changed = {
        name
        for name in before
        if before[name] != contents(folder).get(name.replace(str(data_folder()), str(folder)))
    }
    assert changed == {str(data_folder() / "areas.csv")}


def test_what_is_not_in_order_is_told_and_not_saved(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    before = contents(folder)
    with pytest.raises(TableError, match=r"areas\.csv:5:title_es  has no text"):
        otkit.save_tables({"areas": areas().assign(title_es="")}, folder)
    with pytest.raises(TableError, match="describes no table “area”"):
        otkit.save_tables({"area": areas()}, folder)
    assert contents(folder) == before


def test_the_kits_own_tables_are_not_written_over() -> None:
    before = contents(data_folder())
    with pytest.raises(OtkitError, match="Name a folder of your own"):
        otkit.save_tables({"areas": areas()}, data_folder())
    assert contents(data_folder()) == before


def test_what_is_no_folder_of_tables_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    for folder in (tmp_path, tmp_path / "letter.txt", tmp_path / "link"):
        with pytest.raises(OtkitError, match="something else than tables"):
            otkit.save_tables({"areas": areas()}, folder)
    assert contents(tmp_path) == {str(tmp_path / "letter.txt"): b"mine"}


def test_a_link_in_place_of_a_table_is_not_followed(tmp_path: Path) -> None:
    folder, elsewhere = copied(tmp_path), tmp_path / "data" / "elsewhere.txt"
    elsewhere.write_bytes((folder / "areas.csv").read_bytes())
    (folder / "areas.csv").unlink()
    (folder / "areas.csv").symlink_to(elsewhere)
    with pytest.raises(NotOursError):
        otkit.save_tables({"areas": areas()}, folder)
    assert elsewhere.read_bytes() == (data_folder() / "areas.csv").read_bytes()


def test_notes_and_the_way_a_file_was_saved_stay(tmp_path: Path) -> None:
    """As a Spanish Excel saves it, with a column of remarks."""
    folder = copied(tmp_path)
    path = folder / "areas.csv"
    header, *rows = csv.reader(path.read_text(encoding="utf-8").splitlines())
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";").writerows([["nota", *header], *(["¿?", *r] for r in rows)])
    otkit.save_tables({"areas": areas(folder)}, folder)
    first, second, *_ = path.read_text(encoding="utf-8").splitlines()
    assert first.startswith("\ufeffnota;area_id;")
    assert second.startswith("¿?;")
    assert "Rest" in set(otkit.load_tables(folder)["areas"]["title_en"])


def test_a_file_that_cannot_be_read_whole_is_not_written_again(tmp_path: Path) -> None:
    folder, frame = copied(tmp_path), areas()
    with (folder / "areas.csv").open("a", encoding="utf-8") as file:
        file.write('more,"open\n')
    before = contents(folder)
    with pytest.raises(TableError, match="quotation mark"):
        otkit.save_tables({"areas": frame}, folder)
    assert contents(folder) == before


def test_another_broken_table_keeps_a_good_one_from_being_saved(tmp_path: Path) -> None:
    folder, frame = copied(tmp_path), areas()
    change(folder, "signs.csv", ",feeding,", ",feding,")
    with pytest.raises(TableError, match="did you mean “feeding”"):
        otkit.save_tables({"areas": frame}, folder)
    assert not (folder / "areas.csv.bak").exists()
