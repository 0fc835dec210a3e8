"""A tagged PDF as a screen reader meets it, and what PDF/UA-1 asks that a machine can see.

veraPDF, the full checker, is in no package registry that the tests may use; typst checks what it
writes against PDF/UA-1 itself and refuses to write what does not fit. `faults` looks again at
the file that came out.
"""

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any

from pypdf import PdfReader

from tests.pdf_marks import Marks

HEADINGS = {f"/H{level}": level for level in range(1, 7)}
INSIDE = {"/LI": "/L", "/TR": "/Table", "/TH": "/TR", "/TD": "/TR", "/Lbl": "/LI"}
"""An element, and the one that it may only stand inside of (row groups left out)."""

INLINE = ("/Span", "/Strong", "/Em", "/Link", "/Reference")
GROUPS = ("/THead", "/TBody", "/TFoot")
SAME_LINE = 6
"""Points: what is no farther down the page than this, such as an underline, is no other line."""


@dataclass
class Element:
    """One element of the structure: its kind, as `/H1`, and what is in it, in reading order."""

    kind: str
    language: str = ""
    alt: str = ""
    children: list["Element | str"] = field(default_factory=list)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", self._letters()).strip()

    def _letters(self) -> str:
        parts = (child if isinstance(child, str) else child._letters() for child in self.children)
        between = "" if self.kind in INLINE else " "
        return f"{between}{''.join(parts)}{between}"

    def every(self, *kinds: str) -> Iterator["Element"]:
        """The elements inside of these kinds, or all of them, in reading order."""
        for child in self.children:
            if isinstance(child, Element):
                if not kinds or child.kind in kinds:
                    yield child
                yield from child.every(*kinds)


class Pdf:
    """A PDF; each part of it is read once, when it is asked for."""

    def __init__(self, data: bytes) -> None:
        self.reader = PdfReader(io.BytesIO(data))
        self.root: Any = self.reader.trailer["/Root"]

    @cached_property
    def _marks(self) -> Marks:
        marks = Marks()
        for page in self.reader.pages:
            marks.add(page)
        return marks

    @property
    def page_texts(self) -> list[str]:
        """What is to be read on each page, without its footer."""
        return ["".join(texts.values()) for texts in self._marks.texts]

    @property
    def footers(self) -> list[str]:
        """What is to be read on each page that is of the page alone, as its number."""
        return self._marks.unmarked

    @property
    def loose(self) -> list[str]:
        """What is shown and stands in no marked content."""
        return self._marks.loose

    @property
    def cut(self) -> list[str]:
        """What stands where some printers do not print."""
        return self._marks.cut

    @property
    def text_sizes(self) -> set[float]:
        """The sizes of all letters, in points."""
        return self._marks.sizes

    @property
    def lines(self) -> list[int]:
        """How many lines of text, or to write on, each page has, without its footer."""
        counts = []
        for heights in map(sorted, self._marks.heights):
            gaps = (after - before for before, after in pairwise(heights))
            counts.append(bool(heights) + sum(gap > SAME_LINE for gap in gaps))
        return counts

    @property
    def pages(self) -> int:
        return len(self.reader.pages)

    @property
    def sizes(self) -> list[tuple[int, int]]:
        """The width and height of each page, in points."""
        boxes = [page.mediabox for page in self.reader.pages]
        return [(round(box.width), round(box.height)) for box in boxes]

    @cached_property
    def text(self) -> str:
        """Everything a screen reader reads, in its order."""
        return self.document.text

    @property
    def headings(self) -> list[tuple[int, str]]:
        return [(HEADINGS[e.kind], e.text) for e in self.document.every(*HEADINGS)]

    @property
    def lists(self) -> list[list[str]]:
        """The points of each list, without their bullets or numbers."""
        return [
            [body.text for item in one.every("/LI") for body in item.every("/LBody")]
            for one in self.document.every("/L")
        ]

    @property
    def links(self) -> set[str]:
        notes = (a.get_object() for page in self.reader.pages for a in page.get("/Annots", ()))
        return {str(note["/A"]["/URI"]) for note in notes if note["/Subtype"] == "/Link"}

    @cached_property
    def document(self) -> Element:
        return self._element(self.root["/StructTreeRoot"])

    def _element(self, source: Any) -> Element:
        text = {key: str(source.get(f"/{key}", "")) for key in ("Lang", "Alt")}
        element = Element(str(source.get("/S", "")), text["Lang"], text["Alt"])
        kids = source.get("/K", [])
        for kid in kids if isinstance(kids, list) else [kids]:
            kid = kid.get_object()
            if isinstance(kid, int):
                element.children.append(self._text(source.get("/Pg"), kid))
            elif kid.get("/Type") == "/MCR":
                element.children.append(self._text(kid.get("/Pg", source.get("/Pg")), kid["/MCID"]))
            elif kid.get("/Type") != "/OBJR":
                element.children.append(self._element(kid))
        return element

    @cached_property
    def _place(self) -> Mapping[int, int]:
        """Which page an object is."""
        pages = enumerate(self.reader.pages)
        return {page.indirect_reference.idnum: number for number, page in pages}

    def _text(self, page: Any, mcid: int) -> str:
        return self._marks.texts[self._place[page.get_object().indirect_reference.idnum]][mcid]


def faults(pdf: Pdf, title: str, language: str, papers: int = 1) -> list[str]:
    """What PDF/UA-1 asks of a file and is not so in this one, which holds so many papers."""
    root, found = pdf.root, [f"shown but not tagged: {where}" for where in pdf.loose]
    if not {"/MarkInfo", "/StructTreeRoot", "/Lang", "/ViewerPreferences"} <= set(root):
        return ["not tagged at all"]
    xmp = root["/Metadata"].get_object().get_data().decode()

    def ask(holds: bool, fault: str) -> None:
        found.extend([] if holds else [fault])

    ask(root["/MarkInfo"]["/Marked"].value, "not marked as tagged")
    ask(not root["/MarkInfo"]["/Suspects"].value, "tags are suspect")
    ask(root["/Lang"] == language, f"the language is {root['/Lang']}")
    ask("/DisplayDocTitle" in root["/ViewerPreferences"], "a reader would show the file name")
    ask(f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}<' in xmp, "no title")
    ask("<pdfuaid:part>1</pdfuaid:part>" in xmp, "does not say that it is PDF/UA-1")
    for number, page in enumerate(pdf.reader.pages, start=1):
        fonts = page["/Resources"].get("/Font", {})
        for font in (font.get_object() for font in fonts.values()):
            below = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
            ask({"/FontFile2", "/FontFile3"} & set(below) != set(), "a font is not in the file")
        for note in (note.get_object() for note in page.get("/Annots", ())):
            ask("/StructParent" in note and note.get("/Contents"), f"page {number}: a bare link")
        ask(page.get("/Tabs") == "/S", f"page {number}: tabs do not follow the structure")
    before = 0
    for level, text in pdf.headings:
        ask(level <= before + 1, f"“{text}” skips a level of headings")
        ask(text != "", "an empty heading")
        before = level
    ask(
        [level for level, _ in pdf.headings].count(1) == papers, "not exactly one title on the page"
    )
    found.extend(_misplaced(pdf.document))
    for table in pdf.document.every("/Table"):
        widths = {len(list(row.every("/TH", "/TD"))) for row in table.every("/TR")}
        ask(len(widths) == 1, f"a table has rows of {sorted(widths)} cells")
        ask(bool(list(table.every("/TH"))), "a table without headings")
    for figure in pdf.document.every("/Figure", "/Formula"):
        ask(figure.alt != "", "a picture without words")
    return found


def _misplaced(element: Element) -> Iterator[str]:
    for child in element.children:
        if isinstance(child, Element):
            parent = "/Table" if element.kind in GROUPS else element.kind
            if INSIDE.get(child.kind, parent) != parent:
                yield f"{child.kind} inside {element.kind}"
            yield from _misplaced(child)
