"""The rows of an .ods workbook, from its XML."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Never
from xml.etree.ElementTree import Element, TreeBuilder, XMLParser  # nosec B405

from otkit.kit.tables.cell_text import (
    MERGED,
    NotASheetError,
    SheetCells,
    place_of,
    text_of,
    trimmed,
)
from otkit.kit.tables.sentences import said

CONTENT = "content.xml"
MOST_CELLS = 1 << 24
"""Cells that a sheet may hold once repeated ones are written out; more are taken for an attack."""
MOST_SPACES = 1 << 24
"""Spaces of a document that stand in it as a count; more are taken for an attack."""

NAMES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
}
NUMBERS = ("float", "percentage", "currency")
SPACES = ("s", "tab", "line-break")
ROWS = ("table-row-group", "table-rows", "table-header-rows")


def read_document(content: bytes, sheet: str = "") -> SheetCells:
    """The cells of a sheet as text, from its first row.

    A formula that no spreadsheet has worked out is its own text; an error is its name.
    """
    root = _parsed(content)
    tables = root.findall("office:body/office:spreadsheet/table:table", NAMES)
    hidden = _hidden_styles(root)
    names = [_get(table, "table:name") for table in tables]
    flags = [_get(table, "table:style-name") in hidden for table in tables]
    place = place_of(sheet, names, flags)
    others = tuple(names[:place] + names[place + 1 :])
    return SheetCells(list(_written_out(tables[place])), names[place], others)


class _Builder(TreeBuilder):
    def doctype(self, _name: str, _public: str | None, _system: str | None) -> Never:
        _refuse()


def _parsed(content: bytes) -> Element:
    """The document, in any encoding; one with a document type, which may expand, is refused."""
    parser = XMLParser(target=_Builder())  # noqa: S314 - it stops at a document type  # nosec B314
    parser.feed(content)
    root: Element = parser.close()
    counted = (root.iter(f"{{{NAMES['text']}}}{name}") for name in SPACES)
    if sum(_count(space, "text:c") for each in counted for space in each) > MOST_SPACES:
        raise NotASheetError("too-large", said("file.too-large-csv"))
    return root


def _refuse() -> Never:
    raise NotASheetError("broken", said("file.cannot-open"))


def _written_out(table: Element) -> Iterator[list[str]]:
    """The cells of each row of a table, those that are repeated as often as they are."""
    left, blank = MOST_CELLS, 0
    for row in _rows(table):
        cells = trimmed(list(_cells(row, left)))
        times = _times(row, "rows")
        if not cells:  # written out only when a row with something in it follows
            blank += times
            continue
        left -= blank + len(cells) * times
        if left < 0:
            raise NotASheetError("too-large", said("file.too-large-csv"))
        yield from ([] for _ in range(blank))
        yield from (list(cells) for _ in range(times))
        blank = 0


def _rows(table: Element) -> Iterator[Element]:
    """The rows of a table in order, those in groups and headings too."""
    for child in table:
        name = child.tag.rpartition("}")[2]
        if name == "table-row":
            yield child
        elif name in ROWS:
            yield from _rows(child)


def _cells(row: Element, most: int) -> Iterator[str]:
    empty = 0
    for cell in row:
        name = cell.tag.rpartition("}")[2]
        text = MERGED if name == "covered-table-cell" else _text(cell)
        times = _times(cell, "columns")
        if not text:
            empty += times
            continue
        if empty + times > most:
            raise NotASheetError("too-large", said("file.too-large-csv"))
        yield from ("" for _ in range(empty))
        yield from (text for _ in range(times))
        empty = 0


def _text(cell: Element) -> str:
    """What a cell holds: its number, its yes or no, its date, or the text that it shows."""
    kind = _get(cell, "office:value-type")
    if kind in NUMBERS and (value := _get(cell, "office:value")):
        return text_of(float(value))
    if kind == "boolean":
        return text_of(_get(cell, "office:boolean-value") == "true")
    if kind in ("date", "time") and (value := _get(cell, f"office:{kind}-value")):
        return value
    text = text_of("\n".join(map(_shown, cell.findall("text:p", NAMES))))
    formula = _get(cell, "table:formula")
    return text or (f"={formula}" if formula and not kind else "")


def _shown(paragraph: Element) -> str:
    """The text of a paragraph; spaces, tabs and line ends are elements of their own."""
    words = [paragraph.text or ""]
    for child in paragraph:
        name = child.tag.rpartition("}")[2]
        if name in SPACES:
            words.append(" " * _count(child, "text:c"))
        elif name not in ("annotation", "note"):
            words.append(_shown(child))
        words.append(child.tail or "")
    return "".join(words)


def _hidden_styles(root: Element) -> set[str]:
    """The names of the styles of tables that are not shown."""
    return {
        _get(style, "style:name")
        for style in root.findall("office:automatic-styles/style:style", NAMES)
        for properties in style.findall("style:table-properties", NAMES)
        if _get(properties, "table:display") == "false"
    }


def _times(element: Element, what: str) -> int:
    return _count(element, f"table:number-{what}-repeated")


def _count(element: Element, name: str) -> int:
    """A count of 1 or more; no spreadsheet writes another."""
    count = _get(element, name) or "1"
    if not (count.isascii() and count.isdecimal() and int(count)):
        _refuse()
    return int(count)


def _get(element: Element, name: str) -> str:
    prefix, _, rest = name.partition(":")
    return element.get(f"{{{NAMES[prefix]}}}{rest}", "")
