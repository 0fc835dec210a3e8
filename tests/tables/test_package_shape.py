"""A `datapackage.json` of another shape: each place that is wrong is told in a sentence."""

import json
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from otkit.kit.lessons import check_kit
from otkit.kit.tables.descriptor import read_descriptor
from otkit.kit.tables.sentences import Sentence

PACKAGE = {
    "created": "2026-11-30T00:00:00Z",
    "resources": [
        {
            "name": "areas",
            "path": "areas.csv",
            "title": "Areas",
            "schema": {
                "fields": [
                    {"name": "area_id", "type": "string", "constraints": {"pattern": "[a-z]+"}},
                    {"name": "kind", "constraints": {"enum": ["one", "two"], "minimum": 1}},
                ],
                "primaryKey": "area_id",
                "foreignKeys": [
                    {"fields": ["kind"], "reference": {"resource": "areas", "fields": ["area_id"]}}
                ],
            },
        }
    ],
}
OTHERS = ([], {}, "x", 5, None, True, [[]], [{}], {"a": 1}, ["a"])


def write(folder: Path, package: object) -> None:
    (folder / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")


def told(folder: Path, package: object) -> list[str]:
    write(folder, package)
    return [str(problem) for problem in check_kit(folder)]


def paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a value, itself first."""
    yield path
    if isinstance(value, dict | list):
        for name, one in value.items() if isinstance(value, dict) else enumerate(value):
            yield from paths(one, (*path, name))


def changed(path: tuple[Any, ...]) -> Iterator[object]:
    """The package with something else at a place, and without it."""
    if not path:
        yield from OTHERS
        return
    for other in (*OTHERS, ...):
        package = deepcopy(PACKAGE)
        parent: Any = package
        for name in path[:-1]:
            parent = parent[name]
        if other is ...:
            del parent[path[-1]]
        else:
            parent[path[-1]] = other
        yield package


@pytest.mark.parametrize(
    ("package", "sentence"),
    [
        ([], "does not describe tables: it has to begin with {"),
        ({}, "does not describe tables: it has to begin with {"),
        ({"resources": {}}, "resources has to be a list between [ and ]"),
        ({"resources": [7]}, "resources 1 has to stand between { and }"),
        ({"resources": [{"name": "areas", "path": "a.csv"}]}, "areas: “schema” is missing"),
        ({"resources": [], "created": "soon"}, "“created” is soon, which is no day"),
    ],
)
def test_what_is_wrong_is_a_sentence(tmp_path: Path, package: object, sentence: str) -> None:
    first, *_ = told(tmp_path, package)
    assert first.startswith(f"datapackage.json:1  {sentence}")


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"[" + b"9" * 5000 + b"]", b""])
def test_what_is_no_text_is_a_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "datapackage.json").write_bytes(content)
    _, (problem,) = read_descriptor(tmp_path)
    assert isinstance(problem.message, Sentence)


@pytest.mark.parametrize("path", list(paths(PACKAGE)), ids=str)
def test_nothing_that_a_package_can_be_is_told_in_pythons_words(
    tmp_path: Path, path: tuple[Any, ...]
) -> None:
    for package in changed(path):
        write(tmp_path, package)
        _, problems = read_descriptor(tmp_path)
        for problem in problems:
            assert isinstance(problem.message, Sentence)
            assert "Error" not in problem.message
            assert "object" not in problem.message
