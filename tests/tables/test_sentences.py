"""The sentences of the check: one row each, in every language, with what the code fills in."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from otkit.cli import app, main
from otkit.errors import Problem
from otkit.kit.lessons import check_kit
from otkit.kit.places import PLACE
from otkit.kit.tables.sentences import Sentence, in_language, languages, line_of, said
from tests.kit import TABLES
from tests.own_tables import change, copied

ROWS = {row["problem_id"]: row for row in TABLES.rows("problems")}
PACKAGE = Path(__file__).parents[2] / "otkit"
TREES = [ast.parse(path.read_text(encoding="utf-8")) for path in sorted(PACKAGE.rglob("*.py"))]


def calls() -> Iterator[tuple[str, set[str]]]:
    """Each sentence that the code names in a call, with the values that it gives."""
    for node in (node for tree in TREES for node in ast.walk(tree)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
            first = node.args[0]
            if node.func.id == "said" and isinstance(first, ast.Constant):
                yield first.value, {str(keyword.arg) for keyword in node.keywords}


def test_each_sentence_of_the_code_has_its_row_and_values() -> None:
    found = list(calls())
    assert len(found) > 80, "this test would find them"
    for name, values in found:
        assert set(PLACE.findall(ROWS[name]["text_en"])) == values, name


def test_each_row_is_named_by_the_code() -> None:
    named = {
        node.value for tree in TREES for node in ast.walk(tree) if isinstance(node, ast.Constant)
    }
    assert set(ROWS) <= named


def test_only_wordless_sentences_are_equal_in_both_languages() -> None:
    same = {name for name, row in ROWS.items() if row["text_en"] == row["text_es"]}
    assert same == {"cell.form"}


def test_what_fills_a_sentence_is_in_its_language_too() -> None:
    hint = said("hint.did-you-mean", name="sleep")
    sentence = said("cell.not-in", text="“slep”", file="areas.csv", hint=hint)
    assert sentence == "“slep” is not in areas.csv; did you mean “sleep”?"
    assert in_language(sentence, "es") == "“slep” no está en areas.csv; ¿quiso decir “sleep”?"


def test_a_language_without_sentences_gets_english() -> None:
    assert languages() == ("en", "es")
    assert in_language(said("cell.no-text"), "fr") == "has no text"


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with faults of every kind of file."""
    folder = copied(tmp_path_factory.mktemp("broken"))
    change(folder, "behaviours.csv", ",missing-skill,", ",misssing-skill,")
    change(folder, "signs.csv", ",sleep,", ",slep,")
    change(folder, "areas.csv", "area_id,", "area-id,")
    change(folder, "messages.csv", "message_id,", "My messages\nmessage_id,")
    change(folder, "tips.csv", "tip_id", "\u202etip_id")
    change(folder, "tips.csv", ",", ',"')
    change(folder, "quiz.csv", "\n", "\nx,y\n")
    (folder / "contacts.csv").unlink()
    (folder / "rules.csv").write_bytes(b"")
    lesson = folder / "lessons" / "02-whom-ot-helps.en.md"
    text = lesson.read_text(encoding="utf-8")
    lesson.write_text(f"{text}\n<b>now</b> [x](http://x.org) **\n\n#### deep\n", encoding="utf-8")
    (folder / "lessons" / "03-folder.en.md").mkdir()
    (folder / "pictures" / "nobody.svg").write_text("<svg/>", encoding="utf-8")
    return folder


def test_every_problem_is_a_sentence_of_the_table(broken: Path) -> None:
    problems = check_kit(broken)
    kinds = {one.message.sentence_id for one in problems if isinstance(one.message, Sentence)}
    assert [one for one in problems if not isinstance(one.message, Sentence)] == []
    assert len(kinds) > 12, "this test has faults of many kinds"


ENGLISH = re.compile(r"\b(the|is|has|and|row|column|take|save|there|every)\b")


def test_the_command_says_each_problem_in_spanish(broken: Path) -> None:
    result = CliRunner().invoke(app, ["check", "--lang", "es", "--data", str(broken)])
    *lines, last = result.output.splitlines()
    assert result.exit_code == 1
    assert last == f"Se encontraron {len(lines)} problemas."
    assert len(lines) == len(check_kit(broken))
    for line in lines:
        place, _, sentence = line.partition("  ")
        assert re.fullmatch(r"[\w./-]+:\d+(:\S+)?", place)
        assert not ENGLISH.search(re.sub("“.*?”", "", sentence)), line


def test_the_command_says_in_spanish_that_all_is_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("otkit.cli.drawn.check_drawn", lambda *_: [])
    result = CliRunner().invoke(app, ["check", "--lang", "es"])
    assert (result.exit_code, result.output) == (0, "Las tablas y las lecciones están en orden.\n")


def test_a_language_that_it_lacks_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["otkit", "check", "--lang", "xx"])
    with pytest.raises(SystemExit):
        main()
    expected = "languages.csv:1:language  there is no row for the language “xx”\n"
    assert capsys.readouterr().err == expected


def test_a_problem_keeps_its_place_in_every_language() -> None:
    problem = Problem("tips.csv", 4, "text_es", said("cell.no-text"))
    assert line_of(problem, "es") == "tips.csv:4:text_es  no tiene texto"
    assert line_of(problem, "en") == str(problem)
