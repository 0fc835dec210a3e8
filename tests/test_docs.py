"""The documentation names nothing that is not there: commands, modules, files, terms."""

import importlib.util
import re
import shlex
import string
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

import otkit
from otkit.cli import app
from otkit.scoring.countries import countries
from otkit.workshop.cases import cases
from otkit.workshop.quiz import questions
from otkit.workshop.room.codes import ALPHABET
from tests.attacks.frames import ATTACKS as FRAMES
from tests.attacks.test_floods import FLOODS
from tests.kit import TABLES as KIT

ROOT = Path(__file__).parents[1]
TOP = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "RELEASING.md", "SECURITY.md")
PAGES = [*(ROOT / name for name in TOP), *sorted(ROOT.glob("docs/*.md"))]
PAGES += [ROOT / "deploy" / "README.md", ROOT / "deploy" / "dask" / "README.md"]
TABLES = [path.read_text(encoding="utf-8") for path in ROOT.glob("tests/attacks/*.csv")]
ATTACKS = [
    *(name for table in TABLES for name in re.findall(r"^([a-z]+-[a-z-]+),", table, re.M)),
    *FRAMES,
    *FLOODS,
]
FILES = {"otkit.service", "otkit.toml"}
"""Names of files that look like those of modules."""
COMMAND = typer.main.get_command(app)


@pytest.fixture(params=PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def page(request: pytest.FixtureRequest) -> str:
    """The text of each page of the documentation."""
    return request.param.read_text(encoding="utf-8")


def commands_in(text: str) -> Iterator[list[str]]:
    """The words of each `otkit …` in a block of code or between backticks, without its comment."""
    blocks = re.findall(r"^```\w*\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    spans = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.M | re.S))
    for line in [*lines, *spans]:
        found = re.match(r"(?:\S*/bin/|\.venv\\Scripts\\)?otkit (?![=-])(.+)", line.strip())
        if found:
            yield shlex.split(found[1].replace("…", ""), comments=True)


def parse(words: list[str]) -> None:
    """Follow the words of a command down its tree; fail where one is unknown."""
    command: Any = COMMAND
    while words and (commands := getattr(command, "commands", None)):
        name, *words = words
        assert name in commands or name == "--version", name
        command = commands.get(name, command)
    options = {option for one in command.params for option in (*one.opts, *one.secondary_opts)}
    further = command.context_settings.get("ignore_unknown_options", False)
    for word in words:
        assert further or not word.startswith("--") or word.split("=")[0] in options, word


def test_every_command_named_exists_with_its_options(page: str) -> None:
    for words in commands_in(page):
        parse(words)


def test_the_pages_name_every_command() -> None:
    named = [words for path in PAGES for words in commands_in(path.read_text(encoding="utf-8"))]
    assert {command.name for command in app.registered_commands} <= {words[0] for words in named}


def test_a_command_that_is_not_there_is_noticed() -> None:
    with pytest.raises(AssertionError, match="--colour"):
        parse(["serve", "--colour", "blue"])
    with pytest.raises(AssertionError, match="bake"):
        parse(["room", "bake"])


def test_every_module_named_exists(page: str) -> None:
    for name in re.findall(r"`(otkit(?:\.\w+)+)`", page):
        module, _, attribute = name.rpartition(".")
        if name not in FILES and importlib.util.find_spec(name) is None:
            assert hasattr(importlib.import_module(module), attribute), name


def test_every_file_named_exists(page: str) -> None:
    folders = "bench|data|deploy|docs|notebooks|otkit|tests"
    for name in re.findall(rf"`((?:{folders})/[\w./-]*)`", page):
        assert (ROOT / name).exists(), name


def test_every_make_target_named_exists(page: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = {"docs-ready", *re.findall(r"^([a-z]+):", makefile, flags=re.MULTILINE)}
    for name in re.findall(r"(?:^|`)make ([a-z]+)\b", page, flags=re.MULTILINE):
        assert name in targets, name


def test_every_term_of_the_glossary_stands_there_once() -> None:
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    terms = re.findall(r"^\*\*([^*]+)\*\*:", text, flags=re.MULTILINE)
    assert len(terms) > 50
    assert len(terms) == len({term.lower() for term in terms})


def test_the_terms_of_a_section_are_in_order() -> None:
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    for section in text.split("\n## ")[1:]:
        terms = re.findall(r"^\*\*([^*]+)\*\*:", section, flags=re.MULTILINE)
        assert terms == sorted(terms, key=str.lower)


LETTERS_NO_CODE_HAS = {
    "facilitator.md": r"the code has no ([A-Z, ]+) and no ([0-9, ]+)",
    "facilitator.es.md": r"el código no tiene ([A-Z, ]+) ni ([0-9, ]+)",
}


@pytest.mark.parametrize("name", LETTERS_NO_CODE_HAS)
def test_the_letters_that_no_code_has_are_all_named(name: str) -> None:
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    found = re.search(LETTERS_NO_CODE_HAS[name], text)
    named = {mark for group in found.groups() for mark in group.strip().split(", ")}
    assert named == set(string.ascii_uppercase + string.digits) - set(ALPHABET)


def case_counts() -> set[int]:
    """How many children are made up, wherever they are told of."""
    return {len(cases(KIT, place)) for place in countries(KIT)}


def short_quizzes() -> set[int]:
    """How many questions the short quiz has, wherever it is asked."""
    everywhere = [questions(KIT, country=place) for place in countries(KIT)]
    return {len([one for one in asked if one.row["set"] == "short"]) for asked in everywhere}


@pytest.mark.parametrize(
    ("page", "sentence", "numbers", "counted"),
    [
        ("facilitator.md", "Eighteen made-up children", {18}, case_counts),
        ("facilitator.es.md", "Dieciocho niños inventados", {18}, case_counts),
        ("facilitator.md", "six questions, five outside the US", {6, 5}, short_quizzes),
        (
            "facilitator.es.md",
            "seis preguntas, cinco fuera de los Estados Unidos",
            {6, 5},
            short_quizzes,
        ),
        ("translator.md", "the six notebooks", {6}, lambda: {len(KIT.rows("workshop_notebooks"))}),
    ],
)
def test_a_number_of_rows_is_what_the_tables_hold(
    page: str, sentence: str, numbers: set[int], counted: Callable[[], set[int]]
) -> None:
    assert sentence in " ".join((ROOT / "docs" / page).read_text(encoding="utf-8").split())
    assert counted() == numbers


def test_the_changelog_dates_this_version() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    versions = re.findall(r"^## (\d+\.\d+\.\d+) \(\d{4}-\d\d-\d\d\)$", text, flags=re.MULTILINE)
    assert versions[0] == otkit.__version__


def test_the_hooks_run_what_is_installed_and_fetch_nothing() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert [repository["repo"] for repository in hooks["repos"]] == ["local"]
    (repository,) = hooks["repos"]
    assert {hook["language"] for hook in repository["hooks"]} == {"system"}
    programs = {hook["entry"].split()[0] for hook in repository["hooks"]}
    assert programs == {".venv/bin/ruff", ".venv/bin/nbstripout", ".venv/bin/otkit"}


def test_every_attack_named_is_tried_and_none_is_left_out() -> None:
    """docs/security.md names rows of the tables of attacks by how their names begin."""
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    starts = re.findall(r"`([a-z]+-)…`", text)
    assert set(starts) == {f"{name.partition('-')[0]}-" for name in ATTACKS}
    assert len(ATTACKS) == len(set(ATTACKS)) >= 120
