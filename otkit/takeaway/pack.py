"""What a workshop prints: each paper by itself, or all of them as one PDF in printing order."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from otkit.kit.tables import Tables
from otkit.kit.wording import Words
from otkit.takeaway import paper as printed
from otkit.takeaway.case_paper import case_files
from otkit.takeaway.typesetting import Paper, bind
from otkit.workshop.quiz import SETS

KINDS = ("checklists", "cases", "handouts", "worksheets", "quiz", "certificate")
"""What can be printed, in the order of printing."""

LAST = ("cases-facilitator", "quiz-answers")
"""The facilitator's own papers: apart from what is handed out."""


@dataclass(frozen=True)
class Wanted:
    """How to print; ``name`` is the adult's on the certificate, ``folder`` that of the lessons.

    ``age_group`` is the only one whose check list is made, "" for all; ``quiz`` is a set of it.
    """

    language: str
    paper: Paper
    day: date
    country: str = "US"
    age_group: str = ""
    name: str = ""
    folder: Path | None = None
    quiz: str = SETS[0]


def files(kind: str, wanted: Wanted, tables: Tables) -> printed.Files:
    """The papers of one of ``KINDS``."""
    common = (tables, wanted.language, wanted.paper, wanted.day)
    if kind == "checklists":
        return printed.checklists(*common, wanted.country, wanted.age_group)
    if kind == "cases":
        return case_files(*common, wanted.country)
    if kind == "handouts":
        return printed.handouts(*common, wanted.folder, wanted.country)
    if kind == "worksheets":
        return printed.worksheets(*common, wanted.country)
    if kind == "quiz":
        return printed.quiz(*common, wanted.country, wanted.quiz)
    return printed.certificate(*common, wanted.name, wanted.country)


def pack(kinds: Collection[str], wanted: Wanted, tables: Tables) -> tuple[str, bytes]:
    """The name and the PDF of all ``kinds`` as one file; the facilitator's papers are the last."""
    made = [file for kind in KINDS if kind in kinds for file in files(kind, wanted, tables)]
    made.sort(key=lambda file: file[0].startswith(LAST))
    pdf = bind(
        [pdf for _, pdf in made],
        title=Words(tables, wanted.language)("paper.pack"),
        language=wanted.language,
        paper=wanted.paper,
        day=wanted.day,
    )
    return f"pack.{wanted.language}.pdf", pdf
