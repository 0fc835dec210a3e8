"""A worksheet on paper: what to tick, a table to write in, lines to write on."""

from otkit.kit.lessons.worksheets import WORKSHEETS
from otkit.kit.wording import Words
from otkit.takeaway.tree import Node, node


def worksheet_nodes(worksheet_id: str, words: Words) -> list[Node]:
    """A worksheet to write on, without its title."""
    sheet = WORKSHEETS[worksheet_id]

    def said(part: str) -> list[str]:
        return [words(f"worksheet.{worksheet_id}.{one}") for one in sheet.ids(part)]

    table: Node = {
        "tag": "worksheet",
        "children": [],
        "columns": said("column"),
        "example": said("example"),
        "rows": sheet.rows,
    }
    return [
        node("p", words(f"worksheet.{worksheet_id}.note")),
        *(node("box", box) for box in said("box")),
        table,
        *(node("blank", line) for line in said("line")),
    ]
