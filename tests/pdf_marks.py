"""What the pages of a PDF show, piece by piece, as its operators say it.

pypdf reads each number of each drawing; here they are passed over, which is ten times as fast.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.pdf_letters import Letters

SHOWS = {b"Tj", b"TJ", b"'", b'"', b"f", b"F", b"f*", b"B", b"B*", b"b", b"S", b"s", b"Do", b"sh"}
"""Operators that put something on the page."""

EDGE = 18
"""Points at the edge of a page that some printers leave white: a quarter of an inch."""

PLAIN = rb"(?:[^()\\]|\\.)"
STRING = rb"\((?:" + PLAIN + rb"|\((?:" + PLAIN + rb"|\(" + PLAIN + rb"*\))*\))*\)"
NUMBER = rb"[-+]?\d*\.?\d+"
OPERAND = STRING + rb"|<<|>>|<[\da-fA-F]*>|[\[\]]|/[^\s()<>\[\]{}/%]+|" + NUMBER
OPERATION = re.compile(rb"((?:" + OPERAND + rb"|\s)*)([A-Za-z]+\*?|['\"])", re.DOTALL)
ESCAPED = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
SHOWN = re.compile(rb"(" + STRING + rb")|<([\da-fA-F]*)>|(" + NUMBER + rb")", re.DOTALL)
LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
ESCAPES = LETTERS | {b"%03o" % code: bytes([code]) for code in range(256)}

Matrix = tuple[float, ...]


def operations(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Each operator of a page and what stands before it; nothing of the page is left over."""
    at = 0
    for found in OPERATION.finditer(content):
        assert found.start() == at, content[at : found.end()]
        at = found.end()
        yield found[1], found[2]
    assert content[at:].strip() == b"", content[at:]


def shown(operands: bytes) -> list[bytes | float]:
    """Strings of codes, and the numbers between them that move what follows."""
    parts: list[bytes | float] = []
    for string, hexadecimal, number in SHOWN.findall(operands):
        if string:
            parts.append(ESCAPED.sub(lambda one: ESCAPES.get(one[1], one[1]), string[1:-1]))
        else:
            parts.append(float(number) if number else bytes.fromhex(hexadecimal.decode()))
    return parts


def numbers(operands: bytes) -> Matrix:
    return tuple(map(float, operands.split()))


def inside(inner: Matrix, outer: Matrix) -> Matrix:
    """The matrix of what `inner` moves and then `outer`."""
    a, b, c, d, x, y = inner
    return (*_turned(a, b, outer), *_turned(c, d, outer), *placed(x, y, outer))


def placed(x: float, y: float, matrix: Matrix) -> tuple[float, float]:
    """Where a point stands on the page."""
    across, up = _turned(x, y, matrix)
    return across + matrix[4], up + matrix[5]


def _turned(x: float, y: float, matrix: Matrix) -> tuple[float, float]:
    return x * matrix[0] + y * matrix[2], x * matrix[1] + y * matrix[3]


@dataclass
class Marks:
    """What the pages show: the text of each piece of marked content, and what is wrong with it."""

    texts: list[dict[int, str]] = field(default_factory=list)
    unmarked: list[str] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)
    cut: list[str] = field(default_factory=list)
    sizes: set[float] = field(default_factory=set)
    heights: list[set[float]] = field(default_factory=list)

    def add(self, page: Any) -> None:
        """Read one more page."""
        self.texts.append({})
        self.unmarked.append("")
        self.heights.append(set())
        fonts = page["/Resources"].get("/Font", {})
        by_name = {name: Letters.of(font.get_object()) for name, font in fonts.items()}
        box = (float(page.mediabox.width), float(page.mediabox.height))
        marks: list[int | None] = []
        letters, size = Letters({}, {}), 0.0
        origins: list[Matrix] = [(1, 0, 0, 1, 0, 0)]
        for operands, operator in operations(page.get_contents().get_data()):
            if operator in (b"BDC", b"BMC"):
                number = re.search(rb"/MCID (\d+)", operands)
                marks.append(int(number[1]) if number else None)
                if marks[-1] is not None:
                    self.texts[-1].setdefault(marks[-1], "")  # a drawing has none
            elif operator == b"EMC":
                marks.pop()
            elif operator == b"Tf":
                name, points = operands.split()
                letters, size = by_name[name.decode()], float(points)
                self.sizes.add(round(size, 2))
            elif operator == b"q":
                origins.append(origins[-1])
            elif operator == b"Q":
                origins.pop()
            elif operator == b"cm":
                origins[-1] = inside(numbers(operands), origins[-1])
            elif operator == b"l":
                self.heights[-1].add(placed(*numbers(operands), origins[-1])[1])
            elif operator in SHOWS and not marks:
                self.loose.append(f"page {len(self.texts)}: {operator.decode()}")
            if operator in (b"Tj", b"TJ"):
                self._letters(shown(operands), letters, size, marks, origins[-1], box)

    def _letters(
        self,
        parts: list[bytes | float],
        letters: Letters,
        size: float,
        marks: list[int | None],
        origin: Matrix,
        box: tuple[float, float],
    ) -> None:
        """Read one piece of text of the last page."""
        text = letters.text(parts)
        mcid = next((mark for mark in reversed(marks) if mark is not None), None)
        if mcid is None:
            self.unmarked[-1] += text
        else:
            self.texts[-1][mcid] = self.texts[-1].get(mcid, "") + text
            self.heights[-1].add(origin[5])
        for x in (0.0, letters.length(parts, size)):
            ends = zip(placed(x, 0.0, origin), box, strict=True)
            if not all(EDGE <= point <= length - EDGE for point, length in ends):
                self.cut.append(f"page {len(self.texts)}: {text}")
                break
