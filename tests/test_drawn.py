"""A check draws every page and paper once, and tells what keeps one from being drawn."""

import pytest

from otkit.cli import drawn
from otkit.errors import Problem, TableError
from otkit.kit.load import load_tables
from otkit.kit.tables import Tables


def changed(message_id: str, text: str) -> Tables:
    """The kit's tables with one message changed in both languages, unchecked."""
    kit = load_tables()
    frames = {name: kit[name] for name in kit}
    row = frames["messages"]["message_id"] == message_id
    frames["messages"].loc[row, ["text_en", "text_es"]] = text
    return Tables(frames)


@pytest.mark.parametrize("message_id", ["footer.private", "sheet.column.months"])
def test_a_place_that_nothing_fills_is_told_once(message_id: str) -> None:
    found = drawn.check_drawn(changed(message_id, "{nobody}"), None)
    assert [problem.file for problem in found] == ["messages.csv", "messages.csv"]
    assert {problem.column for problem in found} == {"text_en", "text_es"}
    assert all("nobody" in problem.message for problem in found)


def test_whatever_a_page_raises_names_the_page() -> None:
    def broken() -> str:
        raise RecursionError("too deep")

    (problem,) = drawn._problems("the quiz (es)", broken)
    assert str(problem) == "the quiz (es):1  cannot be drawn: RecursionError: too deep"


def test_a_broken_table_keeps_its_own_problem() -> None:
    told = Problem("quiz.csv", 3, "text_es", "is empty")

    def broken() -> str:
        raise TableError([told])

    assert list(drawn._problems("the quiz (es)", broken)) == [told]
