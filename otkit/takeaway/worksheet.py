"""A printed worksheet: boxes to tick, a table and lines to write on."""

from otkit.kit.lessons.worksheets import WORKSHEETS
from otkit.kit.wording import Words
from otkit.takeaway.tree import Node, node


def worksheet_nodes(worksheet_id: str, words: Words) -> list[Node]:
    """A worksheet to write on, without its title."""
    sheet = WORKSHEETS[worksheet_id]

    def texts(part: str) -> list[str]:
        return [words(f"worksheet.{worksheet_id}.{item}") for item in sheet.ids(part)]

    table: Node = {
        "tag": "worksheet",
        "children": [],
        "columns": texts("column"),
        "example": texts("example"),
        "rows": sheet.rows,
    }
    return [
        node("p", words(f"worksheet.{worksheet_id}.note")),
        *(node("box", box) for box in texts("box")),
        table,
        *(node("blank", line) for line in texts("line")),
    ]
