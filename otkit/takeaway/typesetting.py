"""Content -> a tagged PDF that screen readers can read (PDF/UA-1), made in memory by typst.

A template in ``templates/`` is the layout, the content is data: it reaches typst as JSON and is
only ever shown as text, so nothing typed into a table can change a page. ``fonts`` says which
letters are set in which font.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from otkit.kit.country import row_of
from otkit.kit.tables import Tables
from otkit.takeaway.fonts import every_font, families, letter_not_set, no_font, own_font

if TYPE_CHECKING:
    import typst

Document = Mapping[str, Any]
"""The content of ``templates/<template>.typ``, by its names there, and its layout.

``points`` is the size of the text, ``space`` the part of the usual space between lines, and
``pages`` the number of pages that was tried for.
"""

Compilers = Callable[..., "typst.Compiler"]
"""Documents -> what makes a PDF of them."""
Pdf = TypeVar("Pdf", bound=bytes)

TEMPLATES = Path(__file__).parent / "templates"
SIZES = {"letter": "us-letter", "a4": "a4"}
"""Paper sizes by our name, and by typst's."""

TEXT, LARGE = 12.0, 18.0
"""Points of the text; 18 is large print (American Printing House for the Blind)."""

STEP = 0.5
"""Points by which text is made smaller to fit."""

SPACES = (0.95, 0.9, 0.85, 0.8, 1.05, 1.1, 1.15, 1.2, 1.3, 1.4)
"""Parts of the usual space between lines, to try where the last page holds next to nothing."""

FEW = 14.0
"""Heights of a letter that are next to nothing: a quarter of a page."""


@dataclass(frozen=True)
class Paper:
    """What to print on: ``size`` is letter or a4; ``large_print`` makes all text 18 points.

    ``two_sided``: where several papers are bound, none begins on the back of the one before.
    """

    size: str = "letter"
    large_print: bool = False
    two_sided: bool = False


class Printed(bytes):
    """A PDF with its ``document``, so that several can be bound into one."""

    document: Document


def is_our_pdf(old: bytes) -> bool:
    """Whether a file is a PDF as it was typeset: nobody has saved notes in it since."""
    return old.startswith(b"%PDF") and b"Typst" in old and old.count(b"%%EOF") == 1


def paper_size(tables: Tables, country: str) -> str:
    """The paper that printers hold in a country: letter or a4.

    >>> from otkit import load_tables
    >>> paper_size(load_tables(), "MX"), paper_size(load_tables(), "GB")
    ('letter', 'a4')
    """
    return str(row_of(tables.rows("paper_sizes"), country)["size"])


def typeset(
    template: str,
    content: Mapping[str, Any],
    *,
    title: str,
    language: str,
    paper: Paper,
    day: date,
    fit: Sequence[tuple[int, float]] = (),
) -> Printed:
    """The PDF that ``templates/<template>.typ`` makes of ``content``.

    A screen reader announces ``title`` and ``language`` (a code of ``languages.csv``); ``day`` is
    the only date in the file, without a time of day or a time zone of the machine. ``fit`` are
    numbers of pages to try for, each with the points down to which text may be made smaller for
    it; the template gets that number as ``pages``. Large print is never made smaller. Where the
    last page would hold a few lines alone, there is less space between lines, or more.

    Raises ``OtkitError`` with a letter that no font has.
    """
    layout = {"points": LARGE if paper.large_print else TEXT, "pages": None, "space": 1.0}
    usual = {**content, "template": template, "title": title, **layout}
    smaller = () if paper.large_print else fit

    def made(compiler: Compilers) -> Printed:
        document = _spaced(_fitted(usual, smaller, compiler), compiler)
        printed = Printed(_pdf(compiler(document), day))
        printed.document = document
        return printed

    return _in_fonts(made, title, language, paper)


def bind(papers: Sequence[Printed], *, title: str, language: str, paper: Paper, day: date) -> bytes:
    """One PDF of several, in their order, each laid out and with page numbers as it was.

    The outline of the file has the title of each.
    """
    documents = [printed.document for printed in papers]
    return _in_fonts(lambda compiler: _pdf(compiler(*documents), day), title, language, paper)


def _fitted(usual: Document, fit: Sequence[tuple[int, float]], compiler: Compilers) -> Document:
    """``usual`` in the largest print that fits the first number of pages that it can fit."""

    def fits(document: Document) -> bool:
        return _extent(compiler(document))[0] <= int(document["pages"])

    largest = smallest = usual["points"]
    for pages, smallest in fit:
        steps = range(int((largest - smallest) / STEP) + 1)
        tries = [{**usual, "points": largest - STEP * n, "pages": pages} for n in steps]
        first = 0 if fits(tries[0]) else bisect_left(tries, True, lo=1, key=fits)
        if first < len(tries):
            return tries[first]
    return {**usual, "points": smallest}


def _spaced(document: Document, compiler: Compilers) -> Document:
    """``document``, with the space at which its last page is no longer nearly empty."""
    pages, fullest = _extent(compiler(document))
    for space in SPACES:
        if pages == 1 or fullest >= FEW:
            break
        spaced = {**document, "space": space}
        now, filled = _extent(compiler(spaced))
        if now < pages or (now == pages and filled > fullest):
            document, pages, fullest = spaced, now, filled
    return document


def _in_fonts(work: Callable[[Compilers], Pdf], title: str, language: str, paper: Paper) -> Pdf:
    """What ``work`` makes with the kit's own font, else with every font."""
    import typst  # its fonts are some 30 MB: only a process that makes a PDF has them

    sheet = {"size": SIZES[paper.size], "large": paper.large_print, "two-sided": paper.two_sided}
    shared = {**sheet, "title": title, "language": language}
    every = families(language)
    for names, fonts in ((every[:1], own_font), (every, every_font)):
        shared |= {"fonts": names, "fallback": len(names) > 1}
        try:
            return work(partial(_compiler, shared, fonts()))
        except typst.TypstError as error:
            letter = letter_not_set(error.message)
            if not letter:
                raise
    raise no_font(letter)


def _compiler(
    shared: Mapping[str, Any], fonts: Mapping[str, Any], *documents: Document
) -> typst.Compiler:
    import typst

    inputs = {"content": json.dumps({**shared, "papers": documents}, ensure_ascii=False)}
    return typst.Compiler(TEMPLATES / "main.typ", root=TEMPLATES, sys_inputs=inputs, **fonts)


def _pdf(compiler: typst.Compiler, day: date) -> bytes:
    noon = datetime.combine(day, time(12), UTC)
    pdf = compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=noon)
    if not isinstance(pdf, bytes):
        raise TypeError(f"typst gave {type(pdf).__name__} for a PDF")
    return pdf


def _extent(compiler: typst.Compiler) -> tuple[int, float]:
    """How many pages the text fills, and how much of the last, in heights of a letter.

    typst keeps the layout, so compiling does not repeat it.
    """
    last = json.loads(compiler.query("<last>", field="value", one=True))
    return int(last["pages"]), float(last["filled"])
