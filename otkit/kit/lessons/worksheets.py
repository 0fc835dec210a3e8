"""The worksheets that parents fill in by hand, on the page of a lesson or printed.

Their texts are messages: ``worksheet.<id>.title`` and ``.note``, ``.column.1``, ``.example.1``,
``.box.1``, ``.line.1`` and so on.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Worksheet:
    """The parts of a worksheet.

    ``columns`` of its table, each with an example; ``rows`` on paper; ``boxes`` to tick; ``lines``
    with a label.
    """

    columns: int
    rows: int
    boxes: int = 0
    lines: int = 0

    def ids(self, part: str) -> tuple[str, ...]:
        """The ends of the message ids of a ``part``: column, example, box or line.

        >>> Worksheet(columns=2, rows=5).ids("example")
        ('example.1', 'example.2')
        """
        counts = {
            "column": self.columns,
            "example": self.columns,
            "box": self.boxes,
            "line": self.lines,
        }
        return tuple(f"{part}.{n}" for n in range(1, counts[part] + 1))


WORKSHEETS: Mapping[str, Worksheet] = {
    "day": Worksheet(columns=3, rows=7, lines=1),
    "notes": Worksheet(columns=4, rows=7, lines=2),
    "calls": Worksheet(columns=4, rows=7),
    "goals": Worksheet(columns=3, rows=3, lines=2),
    "visit": Worksheet(columns=2, rows=4, boxes=5, lines=2),
    "plan": Worksheet(columns=3, rows=4, lines=3),
    "letter": Worksheet(columns=2, rows=4, boxes=4, lines=2),
}
"""The worksheets by id."""
