"""The command `otkit print`: paper for a workshop.

Its imports are in the function, so that other commands start faster.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from otkit.cli.options import Data, Drafts, Lang
from otkit.cli.room import Quiz
from otkit.cli.writing import write_file
from otkit.errors import OtkitError
from otkit.kit.load import load_tables
from otkit.kit.tables.sentences import said
from otkit.kit.wording import Words


def legible(name: str) -> str:
    r"""What was typed, also in a terminal that writes Windows's letters where UTF-8 is expected.

    >>> legible("Mu\udcf1oz"), legible("Muñoz")
    ('Muñoz', 'Muñoz')
    """
    typed = name.encode(errors="surrogateescape")
    try:
        return typed.decode()
    except UnicodeDecodeError:
        return typed.decode("cp1252", errors="replace")


class What(StrEnum):
    """What can be printed."""

    PACK = "pack"
    CHECKLISTS = "checklists"
    CASES = "cases"
    HANDOUTS = "handouts"
    WORKSHEETS = "worksheets"
    CERTIFICATE = "certificate"
    QUIZ = "quiz"
    SHEET = "sheet"


class Size(StrEnum):
    """Paper sizes."""

    LETTER = "letter"
    A4 = "a4"


PDFS = tuple(what for what in What if what is not What.SHEET)
USED: Mapping[str, tuple[What, ...]] = {
    "--age-group": (What.PACK, What.CHECKLISTS),
    "--country": PDFS,
    "--date": PDFS,
    "--large-print": PDFS,
    "--name": (What.PACK, What.CERTIFICATE),
    "--quiz": (What.PACK, What.QUIZ),
    "--size": PDFS,
    "--two-sided": (What.PACK,),
}
"""The papers that an option changes; one that is not here changes all."""


def refuse_unused(what: What, options: Mapping[str, object]) -> None:
    """Raise ``OtkitError`` for one of ``options`` that has a value and is not for ``what``."""
    for option, papers in USED.items():
        if options[option] and what not in papers:
            sentence = said("print.not-used", option=option, what=what, papers=", ".join(papers))
            raise OtkitError(sentence, "print.not-used")


def print_command(
    what: Annotated[What, typer.Argument(help="What to print.")],
    lang: Lang = "en",
    out: Annotated[Path, typer.Option(help="Folder for the files; made if need be.")] = Path("."),
    size: Annotated[
        Size | None, typer.Option(help="Paper; else what printers hold in the country.")
    ] = None,
    large_print: Annotated[bool, typer.Option("--large-print", help="Text of 18 points.")] = False,
    two_sided: Annotated[
        bool, typer.Option("--two-sided", help="Begin each paper of the pack on a new sheet.")
    ] = False,
    name: Annotated[str, typer.Option(help="Adult's name on the certificate; not kept.")] = "",
    day: Annotated[
        datetime | None,
        typer.Option("--date", formats=["%Y-%m-%d"], help="Day of the workshop; else today."),
    ] = None,
    country: Annotated[
        str,
        typer.Option(help="Where the readers live, as in emergency.csv; else OTKIT_COUNTRY."),
    ] = "",
    age_group: Annotated[
        str, typer.Option(help="The only check list to make, as in age_groups.csv: toddler.")
    ] = "",
    quiz: Annotated[
        Quiz | None, typer.Option(help="The questions, as in quiz.csv; else short.")
    ] = None,
    show: Annotated[
        bool, typer.Option("--open", help="Open the folder, where there is a desktop.")
    ] = False,
    data: Data = None,
    drafts: Drafts = False,
) -> None:
    """Make PDFs to print: check lists, cases, lessons, worksheets, certificate, quiz; or a sheet.

    `pack` is all of them as one PDF, in printing order.

    Without a name, the certificate has a line to write one.

    \b
    Examples:
      otkit print pack --open
      otkit print pack --two-sided
      otkit print checklists
      otkit print checklists --age-group toddler
      otkit print cases --lang es
      otkit print handouts --lang es --out paper --size a4
      otkit print worksheets
      otkit print certificate --name "Ana Ruiz" --date 2026-05-30
      otkit print quiz --quiz full --large-print
      otkit print sheet
    """
    from otkit.kit.desktop import has_desktop, open_folder
    from otkit.scoring.countries import home_country, refuse_unknown
    from otkit.takeaway import pack as packed
    from otkit.takeaway.blank_sheet import blank_sheet
    from otkit.takeaway.typesetting import Paper, is_our_pdf, paper_size

    tables = load_tables(data, with_drafts=drafts)
    words = Words(tables, lang)
    refuse_unknown(country or home_country(tables), tables)
    refuse_unused(
        what,
        {
            "--age-group": age_group,
            "--country": country,
            "--date": day,
            "--large-print": large_print,
            "--name": name,
            "--quiz": quiz,
            "--size": size,
            "--two-sided": two_sided,
        },
    )
    country = country or home_country(tables)
    paper = Paper(size.value if size else paper_size(tables, country), large_print, two_sided)
    today = day.date() if day else date.today()
    adult, questions = legible(name), quiz or Quiz.SHORT
    wanted = packed.Wanted(lang, paper, today, country, age_group, adult, data, questions)

    def made() -> Iterator[tuple[str, bytes]]:
        if what is What.SHEET:
            yield blank_sheet(tables, lang)
        elif what is What.PACK:
            yield packed.pack(packed.KINDS, wanted, tables)
        else:
            yield from packed.files(what.value, wanted, tables)

    for file_name, content in made():
        path = out / file_name
        write_file(path, content, words, is_our_pdf)
        typer.echo(path)
    typer.echo(words("paper.in-folder", folder=out.resolve()), err=True)
    if not (show and open_folder(out)) and has_desktop():
        typer.echo(words("paper.open-it"), err=True)
