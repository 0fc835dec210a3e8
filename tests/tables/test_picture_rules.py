"""What the kit asks of its drawings, and of the rows that say what they show."""

import pytest
from made_up_kit import MadeUpKit

HEADER = ["picture_id", "alt_en", "alt_es"]
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 120"/>'


@pytest.fixture
def drawn(kit: MadeUpKit) -> MadeUpKit:
    """The made-up kit with one drawing, beside its first behaviour."""
    kit.write("pictures", [HEADER, ["hops", "A child hops.", "Salta en un pie."]])
    (kit.folder / "pictures").mkdir()
    (kit.folder / "pictures" / "hops.svg").write_text(DRAWING, encoding="utf-8")
    kit.put("behaviours", 2, "picture", "hops")
    return kit


def test_a_drawing_with_its_row_is_in_order(drawn: MadeUpKit) -> None:
    assert drawn.problems() == []


def test_a_row_without_its_drawing_is_a_problem(drawn: MadeUpKit) -> None:
    (drawn.folder / "pictures" / "hops.svg").unlink()
    assert drawn.problems() == ["pictures.csv:2:picture_id  there is no drawing pictures/hops.svg"]


def test_a_drawing_without_its_row_is_a_problem(drawn: MadeUpKit) -> None:
    (drawn.folder / "pictures" / "jumps.svg").write_text(DRAWING, encoding="utf-8")
    assert drawn.problems() == [
        "pictures/jumps.svg:1  is in no row of pictures.csv; add its row, or take the file out"
    ]


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_drawing_without_words_is_a_problem(drawn: MadeUpKit, language: str) -> None:
    drawn.put("pictures", 2, f"alt_{language}", "")
    assert drawn.problems() == [f"pictures.csv:2:alt_{language}  has no text"]


def test_a_behaviour_with_no_such_drawing_is_a_problem(drawn: MadeUpKit) -> None:
    drawn.put("behaviours", 3, "picture", "hopps")
    (problem,) = drawn.problems()
    assert problem.startswith("behaviours.csv:3:picture  “hopps” is not in pictures.csv")


def test_files_that_a_system_hides_are_no_drawings(drawn: MadeUpKit) -> None:
    (drawn.folder / "pictures" / ".DS_Store").write_bytes(b"")
    assert drawn.problems() == []
