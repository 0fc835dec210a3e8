"""Columns and cells against what the descriptor asks of them."""

import json
from pathlib import Path

import pytest
from made_up_kit import MadeUpKit

from otkit.kit.tables import data_folder
from otkit.kit.tables.descriptor import read_descriptor
from otkit.kit.tables.folder import read_folder
from otkit.kit.tables.sentences import FORMS, form_of


@pytest.mark.parametrize(
    ("table", "line", "column", "cell", "message"),
    [
        ("signs", 4, "text_es", "", "has no text"),
        ("areas", 2, "otpf_term", "", "is empty, and every row needs it"),
        ("sources", 2, "source_id", "", "is empty, and every row needs it"),
        ("behaviours", 4, "to_months", "11.0", "“11.0” is not a whole number"),
        ("behaviours", 4, "to_months", "eleven", "“eleven” is not a whole number"),
        ("behaviours", 4, "from_months", "-1", "-1 is below the minimum 0"),
        ("behaviours", 4, "to_months", "72", "72 is above the maximum 71"),
        ("behaviours", 4, "urgent", "yes", "“yes” is none of today, this-week, no"),
        (
            "behaviours",
            4,
            "kind",
            "Seen",
            "“Seen” is none of missing-skill, seen; did you mean “seen”?",
        ),
        (
            "behaviours",
            4,
            "behaviour_id",
            "Two words",
            "“Two words” may only have small letters a to z and digits, joined by hyphens",
        ),
        (
            "messages",
            2,
            "message_id",
            "hello you",
            "“hello you” may only have small letters a to z and digits, "
            "joined by hyphens or dots or low lines",
        ),
        (
            "sources",
            2,
            "url",
            "http://a.org",
            "“http://a.org” is not a web address that starts with https:// and has no spaces",
        ),
        ("languages", 2, "language", "EN", "“EN” is not two small letters such as en"),
        (
            "behaviours",
            3,
            "behaviour_id",
            "infant-sleep-1",
            "“infant-sleep-1” already stands on line 2",
        ),
        ("signs", 3, "area_id", "nowhere", "“nowhere” is not in areas.csv"),
        ("signs", 3, "area_id", "slep", "“slep” is not in areas.csv; did you mean “sleep”?"),
    ],
)
def test_a_cell_that_does_not_fit_is_told(
    kit: MadeUpKit, table: str, line: int, column: str, cell: str, message: str
) -> None:
    kit.put(table, line, column, cell)
    assert f"{table}.csv:{line}:{column}  {message}" in kit.problems()


def test_the_form_of_each_column_is_told_in_words() -> None:
    """Who keeps a table reads no regular expression."""
    tables = read_descriptor(data_folder())[0].values()
    patterns = {field.pattern for table in tables for field in table.fields.values()} - {"", None}
    assert set(FORMS) < patterns
    assert [pattern for pattern in patterns if pattern in form_of(pattern)] == []


def test_a_column_that_is_missing_is_told(kit: MadeUpKit) -> None:
    kit.put("areas", 1, "order", "")
    assert "areas.csv:1:order  the column is missing; add it" in kit.problems()
    assert "areas.csv:1  column B has no heading; name it or take it out" in kit.problems()


def test_a_column_that_is_unknown_is_told_with_what_it_may_mean(kit: MadeUpKit) -> None:
    kit.put("areas", 1, "otpf_term", "otpf_terms")
    message = "no such column in this table; did you mean “otpf_term”?"
    assert f"areas.csv:1:otpf_terms  {message}" in kit.problems()


def test_a_column_that_stands_twice_is_told_once(kit: MadeUpKit) -> None:
    rows = [[*row, row[0]] for row in kit.read("areas")]
    kit.write("areas", rows)
    assert kit.problems() == ["areas.csv:1:area_id  the column stands here twice; keep one of them"]


def test_columns_may_stand_in_any_order(kit: MadeUpKit) -> None:
    kit.write("areas", [row[::-1] for row in kit.read("areas")])
    assert kit.problems() == []


def test_a_key_of_one_column_is_told_once(kit: MadeUpKit) -> None:
    kit.add("areas", 2)
    assert kit.problems() == ["areas.csv:4:area_id  “sleep” already stands on line 2"]


def test_every_repetition_names_the_first_line(kit: MadeUpKit) -> None:
    kit.add("areas", 2)
    kit.add("areas", 2)
    assert [problem[-6:] for problem in kit.problems()] == ["line 2", "line 2"]


def test_a_missing_file_makes_no_row_that_refers_to_it_wrong(kit: MadeUpKit) -> None:
    kit.path("sources").unlink()
    (problem,) = kit.problems()
    assert problem.startswith("sources.csv:1  is missing")


COMPOSITE = {
    "resources": [
        {
            "name": "rooms",
            "path": "rooms.csv",
            "schema": {
                "fields": [{"name": "floor", "type": "integer"}, {"name": "door"}],
                "primaryKey": ["floor", "door"],
            },
        },
        {
            "name": "people",
            "path": "people.csv",
            "schema": {
                "fields": [{"name": "floor", "type": "integer"}, {"name": "door"}],
                "foreignKeys": [
                    {
                        "fields": ["floor", "door"],
                        "reference": {"resource": "rooms", "fields": ["floor", "door"]},
                    }
                ],
            },
        },
    ]
}


@pytest.mark.parametrize(
    ("rooms", "people", "problems"),
    [
        ("1,a\n1,b\n2,a\n", "2,a\n,a\n", []),
        ("1,a\n1,a\n", "", ["rooms.csv:3:floor  “1” with “a” already stands on line 2"]),
        ("1,\n", "", ["rooms.csv:2:door  is empty, and every row needs it"]),
        ("1,a\n", "1,b\n", ["people.csv:2:floor  “1” with “b” is not in rooms.csv"]),
    ],
)
def test_keys_may_have_several_columns(
    tmp_path: Path, rooms: str, people: str, problems: list[str]
) -> None:
    (tmp_path / "datapackage.json").write_text(json.dumps(COMPOSITE), encoding="utf-8")
    (tmp_path / "rooms.csv").write_text("floor,door\n" + rooms, encoding="utf-8")
    (tmp_path / "people.csv").write_text("floor,door\n" + people, encoding="utf-8")
    _, found = read_folder(tmp_path)
    assert [str(problem) for problem in found] == problems


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda p: p["resources"][0]["schema"]["fields"][0].update(type="geojson"), "geojson"),
        (
            lambda p: p["resources"][0]["schema"]["fields"][1].update(constraints={"maxLength": 3}),
            "maxLength",
        ),
        (
            lambda p: p["resources"][0]["schema"]["fields"][1].update(constraints={"pattern": "("}),
            "regular expression",
        ),
        (
            lambda p: p["resources"][0]["schema"]["fields"][0].update(constraints={"minimum": "1"}),
            "minimum is not a whole number",
        ),
        (lambda p: p["resources"][0]["schema"].update(primaryKey="wing"), "column wing"),
        (lambda p: p["resources"].pop(0), "the table rooms"),
        (lambda p: p.pop("resources"), "does not describe tables"),
    ],
    ids=["type", "constraint", "pattern", "minimum", "key", "table", "no resources"],
)
def test_what_the_descriptor_asks_and_nobody_checks_is_told(
    tmp_path: Path, change, message: str
) -> None:
    package = json.loads(json.dumps(COMPOSITE))
    change(package)
    (tmp_path / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    _, (problem,) = read_folder(tmp_path)
    assert problem.file == "datapackage.json"
    assert message in problem.message


def test_a_descriptor_that_is_not_json_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "datapackage.json").write_text('{\n  "resources": [,]\n}', encoding="utf-8")
    _, (problem,) = read_folder(tmp_path)
    assert (problem.line, problem.message[:11]) == (2, "is not JSON")
