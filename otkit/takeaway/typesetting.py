"""Content -> a tagged PDF that screen readers can read (PDF/UA-1), made in memory by typst.

A template in ``templates/`` is the layout, the content is data: it reaches typst as JSON and is
only ever shown as text, so nothing typed into a table can change a page. ``fonts`` says which
letters are set in which font.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from otkit.kit.country import row_of
from otkit.kit.tables import Tables
from otkit.takeaway.fonts import every_font, families, letter_not_set, no_font, own_font

if TYPE_CHECKING:
    import typst

TEMPLATES = Path(__file__).parent / "templates"
SIZES = {"letter": "us-letter", "a4": "a4"}
"""Paper sizes by our name, and by typst's."""


TEXT, LARGE = 12.0, 18.0
"""Points of the text; 18 is large print (American Printing House for the Blind)."""

STEP = 0.5
"""Points by which text is made smaller to fit."""


@dataclass(frozen=True)
class Paper:
    """What to print on: ``size`` is letter or a4; ``large_print`` makes all text 18 points."""

    size: str = "letter"
    large_print: bool = False


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
) -> bytes:
    """The PDF that ``templates/<template>.typ`` makes of ``content``.

    A screen reader announces ``title`` and ``language`` (a code of ``languages.csv``); ``day`` is
    the only date in the file, without a time of day or a time zone of the machine. ``fit`` are
    numbers of pages to try for, each with the points down to which text may be made smaller for
    it; the template gets that number as ``pages``. Large print is never made smaller.

    Raises ``OtkitError`` with a letter that no font has.
    """
    import typst  # its fonts are some 30 MB: only a process that makes a PDF has them

    values = {**content, "title": title, "language": language, "size": SIZES[paper.size]}
    own = {**values, "fonts": families(language)[:1], "fallback": False}
    every = {**values, "fonts": families(language), "fallback": True}
    for everything, fonts in ((own, own_font), (every, every_font)):
        try:
            return _pdf(template, everything, fonts(), paper, day, fit)
        except typst.TypstError as error:
            letter = letter_not_set(error.message)
            if not letter:
                raise
    raise no_font(letter)


def _pdf(
    template: str,
    content: Mapping[str, Any],
    fonts: Mapping[str, Any],
    paper: Paper,
    day: date,
    fit: Sequence[tuple[int, float]],
) -> bytes:
    import typst

    points = LARGE if paper.large_print else TEXT
    tries = [
        (pages, points - STEP * step)
        for pages, smallest in ([] if paper.large_print else fit)
        for step in range(int((points - smallest) / STEP) + 1)
    ]

    def compiler(pages: int | None, points: float) -> typst.Compiler:
        everything = {**content, "points": points, "pages": pages}
        return typst.Compiler(
            TEMPLATES / f"{template}.typ",
            root=TEMPLATES,
            sys_inputs={"content": json.dumps(everything, ensure_ascii=False)},
            **fonts,
        )

    fitting = (attempt for attempt in tries if _pages(compiler(*attempt)) <= attempt[0])
    pdf = compiler(*next(fitting, (None, tries[-1][1] if tries else points))).compile(
        format="pdf",
        pdf_standards=["ua-1"],
        timestamp=datetime.combine(day, time(12), UTC),
    )
    if not isinstance(pdf, bytes):
        raise TypeError(f"typst gave {type(pdf).__name__} for a PDF")
    return pdf


def _pages(compiler: typst.Compiler) -> int:
    """How many pages the text fills; typst keeps the layout, so compiling does not repeat it."""
    return int(json.loads(compiler.query("<pages>", field="value", one=True)))
