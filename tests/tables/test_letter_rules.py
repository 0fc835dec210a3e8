"""Letters that nobody sees, and letters that were lost, are told with row and column."""

from pathlib import Path

import pytest
from made_up_kit import MadeUpKit

from otkit.kit.checks.letter_rules import twice_encoded, wrong_letters
from otkit.kit.load import check_tables, load_tables
from tests.own_tables import change, copied


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("BebÃ©s", "“BebÃ©s” looks twice encoded, for “Bebés”"),
        ("Beb√©s", "“Beb√©s” looks twice encoded, for “Bebés”"),
        ("Beb├®s", "“Beb├®s” looks twice encoded, for “Bebés”"),
        ("Beb\ufffds", "“Beb\ufffds” has lost a letter (U+FFFD); type it again"),
        ("Beb?s", "“Beb?s” has a question mark inside; a letter may have been lost"),
        ("Call 91l now", "“91l” has a letter where a digit belongs; type the number again"),
        ("1-8O0-555-O1O1.", "“1-8O0-555-O1O1” has a letter where a digit belongs"),
        ("(9ll),", "“(9ll)” has a letter where a digit belongs"),
        ("a\x07b", "holds the control character U+0007, which nobody sees; take it out"),
        ("a\x1b[31mb", "holds the control character U+001B, which nobody sees; take it out"),
        ("a\u202eb", "holds the direction sign U+202E, which nobody sees; take it out"),
        ("a\u2066b", "holds the direction sign U+2066, which nobody sees; take it out"),
    ],
)
def test_a_letter_that_is_wrong_is_told(kit: MadeUpKit, cell: str, told: str) -> None:
    kit.put("signs", 3, "text_es", cell)
    (problem,) = kit.problems()
    assert problem.startswith(f"signs.csv:3:text_es  {told}")


@pytest.mark.parametrize(
    "text",
    [
        "Bebés, ¿y usted?",
        "SÃO",
        "l’été",
        "“x”",
        "https://a.org/?a?b",
        "ملاحظات \u200f",
        "💧",
        "H2O",
        "1-800-CDC-INFO",
        "O 911, 1o",
    ],
)
def test_what_people_write_is_left_alone(text: str) -> None:
    assert list(wrong_letters(text)) == []


def test_what_was_twice_encoded_is_told_as_it_was() -> None:
    assert twice_encoded("niÃ±o") == "niño"


def test_a_lesson_has_no_lost_letters(kit: MadeUpKit) -> None:
    from otkit.kit.lessons.lesson_file import read_lesson_files

    lessons: Path = kit.folder / "lessons"
    lessons.mkdir()
    front = "---\ntitle: A\nminutes: 2\nsources: article\n---\n"
    (lessons / "01-a.es.md").write_text(f"{front}Los bebÃ©s\n", encoding="utf-8")
    _, (problem,) = read_lesson_files(kit.folder)
    assert str(problem).startswith("lessons/01-a.es.md:6  “bebÃ©s” looks twice encoded")


def test_a_folder_named_like_a_lesson_is_told(kit: MadeUpKit) -> None:
    from otkit.kit.lessons.lesson_file import read_lesson_files

    (kit.folder / "lessons" / "01-a.es.md").mkdir(parents=True)
    _, (problem,) = read_lesson_files(kit.folder)
    assert str(problem).startswith("lessons/01-a.es.md:1  is a folder, not a file")


@pytest.mark.parametrize("name", ["note", "nota"])
def test_a_column_of_remarks_may_say_anything(name: str, tmp_path: Path) -> None:
    """Nothing of it is read."""
    folder = copied(tmp_path)
    path = folder / "age_groups.csv"
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    lines = [f"{name},{header}", *(f"BebÃ©s a?b,{row}" for row in rows)]
    path.write_text("\n".join(lines), encoding="utf-8")
    assert check_tables(folder) == []
    assert name not in load_tables(folder).rows("age_groups")[0]


def test_two_columns_of_remarks_are_told(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    change(folder, "age_groups.csv", "age_group_id", "note,note,age_group_id")
    assert "the column stands here twice" in " ".join(map(str, check_tables(folder)))
