"""The licences of what the kit depends on are known."""

import importlib.util
from importlib.metadata import Distribution
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[1] / "docs/list_licences.py"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("list_licences", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Package(Distribution):
    """A package with these lines of metadata."""

    def __init__(self, *lines: str) -> None:
        self.text = "\n".join(("Metadata-Version: 2.4", "Name: a", "Version: 1", *lines, ""))

    def read_text(self, filename: str) -> str | None:
        return self.text if filename == "METADATA" else None

    def locate_file(self, path: object) -> Path:
        return Path(str(path))


def test_no_licence_is_unknown(script, capsys):
    assert script.main() == 0
    lines = capsys.readouterr().out.splitlines()
    assert {"voila", "tornado", "typer", "pandas", "pyzmq"} <= {line.split()[0] for line in lines}
    assert len(lines) > 90


@pytest.mark.parametrize(
    ("lines", "licence"),
    [
        (["License-Expression: MIT", "License: x"], "MIT"),
        (["Classifier: License :: OSI Approved :: BSD License"], "BSD License"),
        (["Classifier: Framework :: IPython", "License: BSD-3-Clause"], "BSD-3-Clause"),
        (["License: Redistribution and use in source", "        and binary forms"], "unknown"),
        (["License: UNKNOWN"], "unknown"),
        ([], "unknown"),
    ],
)
def test_where_a_licence_is_named(script, lines, licence):
    assert script.licence_of(Package(*lines)) == licence


def test_an_unknown_licence_is_an_error(script, capsys, monkeypatch):
    monkeypatch.setattr(script, "dependencies", lambda *_: {"a": Package()})
    assert script.main() == 1
    assert capsys.readouterr().out.split() == ["a", "1", "unknown"]


def test_what_was_read_by_hand_is_still_unknown_without(script, monkeypatch):
    by_hand = dict(script.READ)
    needed = script.dependencies("otkit", script.EXTRAS)
    monkeypatch.setattr(script, "READ", {})
    licences = {name: script.licence_of(needed[name]) for name in by_hand}
    assert set(licences.values()) == {"unknown"}
