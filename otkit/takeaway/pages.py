"""Text with its structure as a PDF: the lede, the nodes, and who has reviewed the words."""

from collections.abc import Sequence
from datetime import date

from otkit.kit.tables import Tables
from otkit.kit.wording import Words
from otkit.takeaway.parts import letterhead
from otkit.takeaway.tree import Node
from otkit.takeaway.typesetting import TEXT, Paper, Printed, typeset

FIT = ((1, 11.0), (999, TEXT))
"""One page where 11 points do, otherwise as many as it takes."""


def pages(
    title: str,
    nodes: list[Node],
    tables: Tables,
    words: Words,
    paper: Paper,
    day: date,
    lede: Sequence[str] = (),
) -> Printed:
    """The PDF of ``nodes`` below a title and the paragraphs of ``lede``."""
    content = {**letterhead(tables, words, "paper.footer"), "nodes": nodes, "lede": lede}
    return typeset(
        "pages",
        content,
        title=title,
        language=words.language,
        paper=paper,
        day=day,
        fit=FIT,
    )
