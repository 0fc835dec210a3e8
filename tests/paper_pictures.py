"""Look at paper: `python -m tests.paper_pictures FOLDER` draws each page that can be printed.

In each language, on Letter and as large print on A4; needs poppler's `pdftoppm`
(Debian: apt-get install poppler-utils; macOS: brew install poppler).
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from otkit import load_tables
from otkit.kit.tables import Tables
from otkit.takeaway import paper as printed
from otkit.takeaway.case_paper import case_files
from otkit.takeaway.notes import notes_pdf
from otkit.takeaway.typesetting import Paper
from tests.test_notes import RESULTS

DAY = date(2026, 1, 31)
PAPERS = {"normal": Paper("letter"), "large": Paper("a4", large_print=True)}
DOTS = "75"  # an inch


def files(tables: Tables, language: str, paper: Paper) -> Iterator[tuple[str, bytes]]:
    """The name and the PDF of everything that is printed."""
    common = (tables, language, paper, DAY)
    yield from printed.checklists(*common)
    yield from printed.handouts(*common)
    yield from printed.certificate(*common, name="Ana Ruiz")
    yield from ((f"blank-{name}", pdf) for name, pdf in printed.certificate(*common))
    yield from printed.quiz(*common)
    yield from case_files(*common)
    for name, result in RESULTS.items():
        yield f"notes-{name}.{language}.pdf", notes_pdf(result, tables, language, DAY, paper=paper)


def main() -> None:
    """Draw all of it into the folder that is named."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    tables = load_tables()
    for kind, paper in PAPERS.items():
        for row in tables.rows("languages"):
            folder = Path(sys.argv[1], kind, row["language"])
            folder.mkdir(parents=True, exist_ok=True)
            for name, pdf in files(tables, row["language"], paper):
                page = folder / name.removesuffix(".pdf")
                command = ["pdftoppm", "-png", "-r", DOTS, "-", str(page)]
                subprocess.run(command, input=pdf, check=True)
                print(page)


if __name__ == "__main__":
    main()
