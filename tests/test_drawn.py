"""A check draws every page and paper once, and tells what keeps one from being drawn."""

from otkit.cli import drawn
from otkit.errors import Problem, TableError
from otkit.kit.tables import Tables
from tests.kit import TABLES


def test_a_place_that_nothing_fills_is_told_once() -> None:
    """On a page and on paper, in both languages."""
    kit = TABLES
    frames = {name: kit[name] for name in kit}
    rows = frames["messages"]["message_id"].isin(["footer.private", "sheet.column.months"])
    frames["messages"].loc[rows, ["text_en", "text_es"]] = "{nobody}"
    found = drawn.check_drawn(Tables(frames), None)
    assert [problem.file for problem in found] == ["messages.csv"] * 4
    assert sorted(problem.column for problem in found) == [*["text_en"] * 2, *["text_es"] * 2]
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
