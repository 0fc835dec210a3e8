"""The quiz on paper: the questions with boxes to tick, and the answers with why."""

from otkit.kit.tables import Tables
from otkit.kit.wording import Words
from otkit.takeaway.tree import Node, node
from otkit.workshop.quiz import in_set


def question_nodes(
    tables: Tables, words: Words, country: str = "", name: str = "full"
) -> list[Node]:
    """Each question with its options and, always, "I am not sure"."""
    nodes: list[Node] = []
    for number, question in enumerate(in_set(tables, name, country), start=1):
        texts = [words.text(option, "text") for option in question.options]
        boxes = (node("box", text) for text in (*texts, words("how.not-sure")))
        heading = node("h2", f"{number}. {words.text(question.row, 'text')}")
        nodes.append(node("together", heading, *boxes))
    return nodes


def answer_nodes(tables: Tables, words: Words, country: str = "", name: str = "full") -> list[Node]:
    """Each question with its options and their feedback."""
    nodes: list[Node] = []
    for number, question in enumerate(in_set(tables, name, country), start=1):
        items = (
            node(
                "li",
                node("strong" if option["right"] else "span", words.text(option, "text")),
                f": {words.text(option, 'feedback')}",
            )
            for option in question.options
        )
        heading = node("h2", f"{number}. {words.text(question.row, 'text')}")
        nodes.append(node("together", heading, node("ul", *items)))
    return nodes
