"""The quiz on paper: the questions with boxes to tick, and the answers with why."""

from collections.abc import Iterator, Mapping
from typing import Any

from otkit.kit.tables import Tables
from otkit.kit.wording import Words
from otkit.takeaway.tree import Node, node

Row = Mapping[str, Any]


def question_nodes(tables: Tables, words: Words) -> list[Node]:
    """Each question with its options and, always, "I am not sure"."""
    nodes: list[Node] = []
    for number, question, options in _questions(tables):
        texts = [words.text(option, "text") for option in options]
        boxes = (node("box", text) for text in (*texts, words("how.not-sure")))
        heading = node("h2", f"{number}. {words.text(question, 'text')}")
        nodes.append(node("together", heading, *boxes))
    return nodes


def answer_nodes(tables: Tables, words: Words) -> list[Node]:
    """Each question with every option and what is said to a person who picks it."""
    nodes: list[Node] = []
    for number, question, options in _questions(tables):
        items = (
            node(
                "li",
                node("strong" if option["right"] else "span", words.text(option, "text")),
                f": {words.text(option, 'feedback')}",
            )
            for option in options
        )
        heading = node("h2", f"{number}. {words.text(question, 'text')}")
        nodes.append(node("together", heading, node("ul", *items)))
    return nodes


def _questions(tables: Tables) -> Iterator[tuple[int, Row, list[Row]]]:
    """The questions in order, numbered, each with its options in order."""
    ordered = sorted(tables.rows("quiz"), key=lambda row: row["order"])
    for number, question in enumerate(ordered, start=1):
        own = (
            row
            for row in tables.rows("quiz_options")
            if row["question_id"] == question["question_id"]
        )
        yield number, question, sorted(own, key=lambda row: row["order"])
