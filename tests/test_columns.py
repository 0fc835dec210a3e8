"""A further language: where its columns, plural forms and lessons come to stand."""

import csv
from pathlib import Path

import pytest

from otkit.errors import TableError
from otkit.kit.translation.columns import add_language, lesson_in, with_forms
from tests.own_tables import copied


def rows(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_column_stands_after_those_of_the_same_text(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    before = rows(folder, "tips")
    add_language(folder, "fr", "Français", str.upper)
    after = rows(folder, "tips")
    names = list(after[0])
    assert names[names.index("text_es") + 1] == "text_fr"
    assert [row["text_fr"] for row in after] == [row["text_en"].upper() for row in before]
    assert [{name: row[name] for name in before[0]} for row in after] == before


def test_each_lesson_has_a_file_whose_settings_are_the_same(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    add_language(folder, "fr", "Français", str.upper)
    lessons = folder / "lessons"
    english = sorted(lessons.glob("*.en.md"))
    assert len(english) == len(list(lessons.glob("*.fr.md")))
    own = (lessons / english[0].name.replace(".en.", ".fr.")).read_text(encoding="utf-8")
    assert "\nminutes: " in own
    assert "title: WHAT" in own


def test_a_table_without_texts_is_not_touched(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    before = (folder / "paper_sizes.csv").read_bytes()
    add_language(folder, "fr", "Français", str)
    assert (folder / "paper_sizes.csv").read_bytes() == before


def test_nothing_is_written_when_a_table_cannot_be_read(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    (folder / "tips.csv").unlink()
    before = (folder / "areas.csv").read_bytes()
    with pytest.raises(TableError, match="tips"):
        add_language(folder, "fr", "Français", str)
    assert (folder / "areas.csv").read_bytes() == before


def test_plural_forms_are_those_of_the_language() -> None:
    english = [
        {"message_id": "weeks.one", "text_en": "{n} week"},
        {"message_id": "weeks.other", "text_en": "{n} weeks"},
    ]
    forms = {row["message_id"] for row in with_forms(english, "pl")}
    assert forms == {"weeks.one", "weeks.few", "weeks.many", "weeks.other"}
    (lacked,) = (row for row in with_forms(english, "ja") if row["message_id"] == "weeks.one")
    assert lacked["text_ja"] == ""


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("## To ask", "## <To ask>"),
        ("- **One** of two", "- <**One** of two>"),
        ("1. First", "1. <First>"),
        ('![Ages](figure:ages "Words")', '![<Ages](figure:ages "Words")>'),
        ("| a | b |", "|<a>|<b>| "),
        ("|---|---|", "|---|---|"),
        ("::: US CA", "::: US CA"),
        ("", ""),
    ],
)
def test_what_opens_a_line_of_markdown_stays_before_its_words(line: str, written: str) -> None:
    lesson = f"---\ntitle: Ask\nminutes: 2\n---\n{line}"
    body = lesson_in(lesson, lambda text: f"<{text}>").rpartition("\n---\n")[2]
    assert body.rstrip() == written.rstrip()
