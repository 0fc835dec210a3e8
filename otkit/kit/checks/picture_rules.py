"""What the kit asks of its drawings: a file for each row of ``pictures.csv``, and no other file."""

from collections.abc import Iterator
from pathlib import Path

from otkit.errors import Problem
from otkit.kit.tables.schema import Sheet
from otkit.kit.tables.sentences import said

FOLDER = "pictures"
"""The folder of the drawings, beside the tables."""


def check_drawings(pictures: Sheet, folder: Path) -> Iterator[Problem]:
    """Each row of pictures.csv has its drawing in the folder pictures, each drawing has its row."""
    named = {f"{record.values['picture_id']}.svg" for record in pictures.records}
    files = {path.name for path in (folder / FOLDER).glob("*") if not path.name.startswith(".")}
    for record in pictures.records:
        name = f"{record.values['picture_id']}.svg"
        if name not in files:
            yield pictures.problem(
                record, "picture_id", said("picture.no-drawing", file=f"{FOLDER}/{name}")
            )
    for name in sorted(files - named):
        message = said("picture.no-row", file=pictures.file.name)
        yield Problem(f"{FOLDER}/{name}", 1, "", message)
