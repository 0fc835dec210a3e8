"""A lesson that is broken is told by file and line."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from otkit.errors import TableError
from otkit.front.drawing import TEMPLATES
from otkit.kit.lessons import check_lessons, load_lessons
from otkit.kit.lessons.lesson_file import SHOWN
from otkit.kit.tables import Tables, data_folder
from tests.kit import TABLES

NAME = "02-whom-ot-helps.en.md"
Change = Callable[[str], str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with the kit's own lessons, to be broken."""
    shutil.copytree(data_folder() / "lessons", tmp_path / "lessons")
    return tmp_path


def problems(folder: Path) -> list[str]:
    return [str(problem) for problem in check_lessons(folder, TABLES)]


def line_of(text: str, words: str) -> int:
    return next(i for i, line in enumerate(text.split("\n"), start=1) if words in line)


def added(line: str) -> Change:
    """A lesson with one more paragraph after its first heading."""
    return lambda text: text.replace(
        "## Many kinds of children\n", f"## Many kinds of children\n\n{line}\n"
    )


def put(old: str, new: str) -> Change:
    return lambda text: text.replace(old, new)


BROKEN: list[tuple[str, Change, str, str]] = [
    ("raw html", added("Some <b>bold</b>"), "Some <b>", "holds raw HTML: <b>"),
    ("a script", added("<script>x()</script>"), "<script>", "holds raw HTML; write it in Markdown"),
    ("a comment", added("<!-- later -->"), "<!--", "holds raw HTML; write it in Markdown"),
    ("an open mark", added("Some **bold"), "**bold", "the mark ** opens or closes nothing"),
    ("an open part", added("::: US"), "::: US", "the mark ::: opens or closes nothing"),
    ("an open link", added("A [word](lesson"), "[word]", "the mark ]( opens or closes nothing"),
    ("code", added("```\ncode\n```"), "```", "holds a block of code"),
    ("a title", added("# Title"), "# Title", "start headings at ##"),
    ("a heading", added("#### Deep"), "#### Deep", "the heading #### skips a level"),
    ("a number", added("Call 1-800-555-0100"), "555-0100", "1-800-555-0100 is in no source that"),
    ("http", added("[x](http://cdc.gov)"), "[x]", "http://cdc.gov is not https"),
    ("javascript", added("[x](javascript:y)"), "[x]", "“javascript:y” leads nowhere"),
    ("another host", added("[x](https://a.org)"), "[x]", "https://a.org is neither in sources.csv"),
    ("no lesson", added("[x](lesson:the-plans)"), "[x]", "no lesson “the-plans”; did you mean"),
    ("no source", added("[x](source:nobody)"), "[x]", "there is no source “nobody”"),
    ("no check-in", added("[x](checkin:teen)"), "[x]", "there is no checkin “teen”"),
    ("no figure", added('![x](figure:map "y")'), "![x]", "there is no figure “map”"),
    ("a file", added("![x](map.png)"), "![x]", "“map.png” leads nowhere a lesson may lead"),
    ("no caption", added('![](figure:ages "y")'), "![]", "the link to ages has no words"),
    ("no equivalent", added("![x](figure:ages)"), "![x]", "the figure “ages” has no words"),
    ("no title", put("title:", "title2:"), "title2:", "“title2” is not one of title, minutes"),
    ("empty title", put("title: Who can OT help?", "title:"), "title:", "“title” is missing"),
    ("minutes", put("minutes: 2", "minutes: two"), "minutes", "“two” is not a whole number"),
    ("twice", put("minutes: 2", "minutes: 2\nminutes: 3"), "minutes: 3", "“minutes” stands twice"),
    ("no colon", put("minutes: 2", "minutes 2"), "minutes 2", "“minutes 2” is not “key: value”"),
    ("source", put("sources: article", "sources: articel"), "sources:", "did you mean “article”?"),
    ("table", put("minutes: 2", "minutes: 2\nshows: tip"), "shows:", "“tip” is not a table"),
    ("not shown", put("minutes: 2", "minutes: 2\nshows: quiz"), "shows:", "“quiz” is not a table"),
    ("worksheet", put("worksheet: day", "worksheet: dai"), "worksheet:", "did you mean “day”?"),
    ("no front matter", lambda text: text.replace("---\n", "", 1), "", "must start with its front"),
    ("open front matter", lambda text: text.replace("\n---\n", "\n", 1), "", "must start with its"),
    ("no text", lambda text: text[: text.index("\n---\n") + 5], "", "has no text below"),
]


@pytest.mark.parametrize(
    ("change", "where", "message"),
    [case[1:] for case in BROKEN],
    ids=[case[0] for case in BROKEN],
)
def test_a_broken_lesson_is_told_by_file_and_line(
    folder: Path, change: Change, where: str, message: str
) -> None:
    path = folder / "lessons" / NAME
    text = change(path.read_text(encoding="utf-8"))
    path.write_text(text, encoding="utf-8")
    place = f"lessons/{NAME}:{line_of(text, where)}" if where else f"lessons/{NAME}:"
    told = [problem for problem in problems(folder) if problem.startswith(place)]
    assert any(message in problem for problem in told), problems(folder)


def test_a_missing_language_is_told(folder: Path) -> None:
    (folder / "lessons" / "02-whom-ot-helps.es.md").unlink()
    assert problems(folder) == [f"lessons/{NAME}:1  is missing in the language es"]


def test_a_language_the_kit_lacks_is_told(folder: Path) -> None:
    path = folder / "lessons" / NAME
    shutil.copy(path, path.with_name("02-whom-ot-helps.fr.md"))
    told = "lessons/02-whom-ot-helps.fr.md:1  the language fr is not in languages.csv"
    assert told in problems(folder)


def test_two_lessons_in_one_place_are_told(folder: Path) -> None:
    for language in ("en", "es"):
        path = folder / "lessons" / f"02-whom-ot-helps.{language}.md"
        shutil.copy(path, path.with_name(f"02-x.{language}.md"))
    assert f"lessons/02-x.en.md:1  has the number 02, as lessons/{NAME} has" in problems(folder)


def test_links_that_differ_between_languages_are_told(folder: Path) -> None:
    path = folder / "lessons" / "02-whom-ot-helps.es.md"
    path.write_text(path.read_text(encoding="utf-8") + "\n[x](lesson:sources)\n", encoding="utf-8")
    told = f"lessons/02-whom-ot-helps.es.md:1  has not the same links as lessons/{NAME}"
    assert problems(folder) == [told]


def test_parts_that_differ_between_languages_are_told(folder: Path) -> None:
    path = folder / "lessons" / "02-whom-ot-helps.es.md"
    path.write_text(path.read_text(encoding="utf-8") + "\n::: US\nx\n:::\n", encoding="utf-8")
    told = f"lessons/02-whom-ot-helps.es.md:1  has not the same parts as lessons/{NAME}"
    assert problems(folder) == [told]


def test_a_file_with_another_name_is_told(folder: Path) -> None:
    (folder / "lessons" / "notes.txt").write_text("x", encoding="utf-8")
    told = ["lessons/notes.txt:1  is not named like 01-some-words.en.md"]
    assert problems(folder) == told


def test_latin_1_bytes_are_told_by_line(folder: Path) -> None:
    path = folder / "lessons" / NAME
    path.write_bytes(path.read_bytes().replace(b"An OT may", "Él".encode("latin-1")))
    line = line_of(path.read_text(encoding="latin-1"), "Él")
    assert f"lessons/{NAME}:{line}  is not UTF-8; save the file as UTF-8" in problems(folder)


@pytest.mark.parametrize("harmless", [b"\xef\xbb\xbf", b""])
def test_a_byte_order_mark_and_windows_line_ends_are_read(folder: Path, harmless: bytes) -> None:
    path = folder / "lessons" / NAME
    path.write_bytes(harmless + path.read_bytes().replace(b"\n", b"\r\n"))
    assert problems(folder) == []
    assert load_lessons(folder) == load_lessons()


def test_nothing_is_compared_with_a_table_that_is_broken_itself(folder: Path) -> None:
    sound = Tables({name: TABLES[name] for name in TABLES if name != "sources"})
    assert check_lessons(folder, sound) == []


@pytest.mark.parametrize("table", SHOWN)
def test_a_page_can_show_each_table_that_a_lesson_may_name(table: str) -> None:
    assert (TEMPLATES / "learn" / f"{table}.html.j2").is_file()


def test_a_folder_without_lessons_is_told(tmp_path: Path) -> None:
    assert len(problems(tmp_path)) == 1


def test_unreadable_lessons_are_refused_with_all_problems(folder: Path) -> None:
    for name in (NAME, "03-six-benefits.en.md"):
        (folder / "lessons" / name).write_text("No front matter\n", encoding="utf-8")
    with pytest.raises(TableError) as refused:
        load_lessons(folder)
    assert [problem.line for problem in refused.value.problems] == [1, 1]
