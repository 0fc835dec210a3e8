"""The words of the code: plain ones, each with one meaning (docs/glossary.md)."""

import ast
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = (
    "otkit/cli",
    "otkit/front",
    "otkit/kit/checks",
    "otkit/kit/lessons",
    "otkit/server",
    "otkit/takeaway",
    "otkit/workshop",
    "otkit/widgets/workshop",
    "bench",
    "docs",
)
PATHS = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
PATHS += sorted((ROOT / "otkit" / "widgets").glob("room_*.py"))
EVERYWHERE = sorted({*PATHS, *(ROOT / "otkit").rglob("*.py")})
EMPTY_NAMES = {"asked", "found", "given", "here", "known", "mine", "one", "ours", "shown", "told"}
"""Names that do not say what they hold."""

PRIVATE_WORDS = re.compile(
    r"\b(farewells?|households?|mend|mended|whoever|whatever|for want of|such that)\b",
    re.IGNORECASE,
)
"""Words for which docs/glossary.md, or plain English, has another."""


@pytest.fixture(params=PATHS, ids=lambda path: path.relative_to(ROOT).as_posix())
def path(request: pytest.FixtureRequest) -> Path:
    """Each file of the rooms."""
    return request.param


def names_in(tree: ast.AST) -> Iterator[str]:
    """Every name that a file gives: variables, arguments, functions and classes."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name


def prose_in(path: Path) -> Iterator[str]:
    """Every comment and every string of a file, docstrings included."""
    with path.open("rb") as file:
        for token in tokenize.tokenize(file.readline):
            if token.type in (tokenize.COMMENT, tokenize.STRING):
                yield token.string


def test_a_name_says_what_it_holds(path: Path) -> None:
    names = set(names_in(ast.parse(path.read_text(encoding="utf-8"))))
    assert not {name for name in names if name.strip("_") in EMPTY_NAMES}


@pytest.mark.parametrize("path", EVERYWHERE, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_word_is_the_projects_alone(path: Path) -> None:
    assert not [text for text in prose_in(path) if PRIVATE_WORDS.search(text)]


def test_a_vague_name_and_a_private_word_are_noticed(tmp_path: Path) -> None:
    source = "def told(one):\n    '''Whoever asks.'''\n    found = one  # to mend\n"
    path = tmp_path / "file.py"
    path.write_text(source, encoding="utf-8")
    assert set(names_in(ast.parse(source))) == {"told", "one", "found"}
    assert [bool(PRIVATE_WORDS.search(text)) for text in prose_in(path)] == [True, True]


def test_the_name_of_a_test_is_a_sentence_of_60_characters() -> None:
    paths = [path for room in ("tests", "clients") for path in (ROOT / room).rglob("*.py")]
    names = {name for path in paths for name in names_in(ast.parse(path.read_text("utf-8")))}
    assert not {name for name in names if name.startswith("test_") and len(name) > 60}
