"""A copy of the kit's tables to change, for tests of what people do with their own."""

import shutil
from pathlib import Path

from otkit.kit.load import load_tables
from otkit.kit.reviews import readings
from otkit.kit.tables import data_folder


def copied(folder: Path) -> Path:
    """A folder with all that the kit's own has."""
    return Path(shutil.copytree(data_folder(), folder / "data"))


def change(folder: Path, file: str, old: str, new: str) -> None:
    """Type ``new`` over ``old`` in a file, once."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def review(folder: Path, *places: tuple[str, str, str], role_id: str, date: str) -> None:
    """Write reviews of rows as they are now, by hand."""
    known = readings(load_tables(folder))
    with (folder / "reviews.csv").open("a", encoding="utf-8") as file:
        for place in places:
            file.write(",".join([*place, role_id, "AB", date, known[place].hash]) + "\n")
