"""Errors speak English to a log and carry what a page needs to speak any language."""

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
