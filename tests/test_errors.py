"""Errors speak English to a log and carry what a page needs to speak any language."""

import ast
import subprocess
import sys

import pytest

from otkit.errors import (
    AgeError,
    AnswerError,
    OtkitError,
    Problem,
    RoomError,
    ServerError,
    TableError,
)
from tests.serving import ROOT


@pytest.mark.parametrize("kind", [AgeError, AnswerError, TableError, RoomError, ServerError])
def test_every_error_is_one_of_ours(kind: type[OtkitError]) -> None:
    assert issubclass(kind, OtkitError)


def test_an_error_says_its_sentence_and_carries_its_message() -> None:
    error = ServerError("The port 80 is taken.", "server.port", port=80)
    assert str(error) == "The port 80 is taken."
    assert (error.message_id, error.values["port"]) == ("server.port", 80)


def test_problems_sort_by_file_then_line_then_column() -> None:
    problems = [
        Problem("b.csv", 1, "", ""),
        Problem("a.csv", 10, "", ""),
        Problem("a.csv", 9, "y", ""),
        Problem("a.csv", 9, "x", ""),
    ]
    assert sorted(problems) == problems[::-1]


def test_a_table_error_lists_its_problems_in_order_one_a_line() -> None:
    error = TableError([Problem("b.csv", 2, "n", "late"), Problem("a.csv", 1, "", "early")])
    assert str(error) == "a.csv:1  early\nb.csv:2:n  late"
    assert [problem.file for problem in error.problems] == ["a.csv", "b.csv"]


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("print sheet --country ZZ", "No hay ningún país “ZZ”."),
        ("serve --port 8876 --host 192.0.2.1", "No se puede escuchar en 192.0.2.1:8876"),
        ("serve --secret-file /nowhere", "No se puede leer el secreto de /nowhere"),
        ("room list --rooms x://y", "Las salas se guardan en un archivo o en PostgreSQL"),
        ("room list --rooms /etc", "Las salas no se pueden guardar en /etc"),
        ("room list --rooms /etc/hostname/x", "Las salas no se pueden guardar en /etc/hostname/x"),
        ("room list --rooms postgresql://a:b@127.0.0.1:9/c", "al almacén de salas 127.0.0.1."),
        ("score /nowhere.csv", "No se pudo leer /nowhere.csv"),
        ("check --data /nowhere", "no se puede leer: /nowhere no es una carpeta de tablas"),
    ],
)
def test_the_terminal_says_errors_in_the_language_asked_for(command: str, told: str) -> None:
    line = [sys.executable, "-m", "otkit", *command.split(), "--lang", "es"]
    ran = subprocess.run(line, cwd=ROOT, capture_output=True, encoding="utf-8")
    assert ran.returncode == 1
    assert told in ran.stderr + ran.stdout


def test_what_the_server_raises_has_a_row() -> None:
    """No sentence of the code's own, which one language alone would have."""
    for path in sorted((ROOT / "otkit").rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = getattr(getattr(call, "func", None), "id", "")
            if name in ("ServerError", "CountryError"):
                assert isinstance(call, ast.Call)
                sentence = ast.unparse(call.args[0])
                assert sentence.startswith(("said(", "sentence")), (path, call.lineno, sentence)
