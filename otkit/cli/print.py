"""The commands `otkit print` and `otkit score`: paper for a room, and paper typed back in.

What they need is imported when they run: other commands start without it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from otkit.errors import OtkitError
from otkit.kit.tables import Tables, load_tables
from otkit.kit.wording import Words

if TYPE_CHECKING:
    from otkit.scoring.batch import Outcome
    from otkit.takeaway.paper import Files

LONG = 1 << 20
"""Bytes from which a sheet is long enough to show how far it is read."""

Data = Annotated[
    Path | None,
    typer.Option(
        help="Your own folder of tables, in place of the kit's `data/`.", envvar="OTKIT_DATA"
    ),
]
Lang = Annotated[str, typer.Option(help="Language, as in languages.csv.")]


class What(StrEnum):
    """What can be printed."""

    CHECKLISTS = "checklists"
    HANDOUTS = "handouts"
    WORKSHEETS = "worksheets"
    CERTIFICATE = "certificate"
    QUIZ = "quiz"
    SHEET = "sheet"


class Size(StrEnum):
    """The paper it can be printed on."""

    LETTER = "letter"
    A4 = "a4"


def print_command(
    what: Annotated[What, typer.Argument(help="What to print.")],
    lang: Lang = "en",
    out: Annotated[Path, typer.Option(help="Folder for the files; made if need be.")] = Path("."),
    size: Annotated[Size, typer.Option(help="Paper.")] = Size.LETTER,
    large_print: Annotated[bool, typer.Option("--large-print", help="Text of 18 points.")] = False,
    name: Annotated[str, typer.Option(help="Adult's name on the certificate; not kept.")] = "",
    day: Annotated[
        datetime | None,
        typer.Option("--date", formats=["%Y-%m-%d"], help="Day of the workshop; else today."),
    ] = None,
    country: Annotated[
        str,
        typer.Option(help="Where the readers live, as in emergency.csv: numbers, whom to call."),
    ] = "US",
    data: Data = None,
) -> None:
    """Make PDFs to print: check lists, lessons, worksheets, a certificate, the quiz; or a sheet.

    Without a name, the certificate has a line to write one.

    \b
    Examples:
      otkit print checklists
      otkit print handouts --lang es --out paper --size a4
      otkit print worksheets
      otkit print certificate --name "Ana Ruiz" --date 2026-05-30
      otkit print quiz --large-print
      otkit print sheet
    """
    from otkit.takeaway import paper as printed
    from otkit.takeaway.blank_sheet import blank_sheet
    from otkit.takeaway.typesetting import Paper

    tables = load_tables(data)
    paper = Paper(size.value, large_print)
    today = day.date() if day else date.today()
    make: dict[What, Callable[[], Files]] = {
        What.CHECKLISTS: lambda: printed.checklists(tables, lang, paper, today, country),
        What.HANDOUTS: lambda: printed.handouts(tables, lang, paper, today, data, country),
        What.WORKSHEETS: lambda: printed.worksheets(tables, lang, paper, today),
        What.CERTIFICATE: lambda: printed.certificate(tables, lang, paper, today, name),
        What.QUIZ: lambda: printed.quiz(tables, lang, paper, today),
        What.SHEET: lambda: iter([blank_sheet(tables, lang)]),
    }
    for file_name, content in make[what]():
        path = out / file_name
        try:
            out.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        except OSError as error:
            raise _cannot_write(path, error, Words(tables, lang)) from None
        typer.echo(path)


def score_command(
    sheet: Annotated[
        Path, typer.Argument(help="CSV file, one line a child.", exists=True, dir_okay=False)
    ],
    out: Annotated[Path, typer.Option(help="File for the results.")] = Path("results.csv"),
    rejected: Annotated[
        Path | None,
        typer.Option(help="File for lines that cannot be used; else rejected.csv beside --out."),
    ] = None,
    lang: Lang = "en",
    data: Data = None,
) -> None:
    """Score a sheet that was typed from paper: one line a child, one column a behaviour.

    Needs a column `months`; `otkit print sheet` makes an empty sheet with all columns. Lines that
    cannot be used go to rejected.csv with their number and why, and the command ends with 1.

    \b
    Examples:
      otkit score sheet.csv
      otkit score sheet.csv --out results.csv --rejected look-again.csv
      otkit score hoja.csv --lang es
    """
    tables = load_tables(data)
    words = Words(tables, lang)
    refused = rejected or out.with_name("rejected.csv")
    try:
        outcome = _score(sheet, out, refused, tables, words)
    except OSError as error:
        raise _cannot_write(Path(error.filename or out), error, words) from None
    typer.echo(words.plural("sheet.scored", outcome.scored, out=out), err=True)
    if outcome.rejected:
        typer.echo(words.plural("sheet.rejected", outcome.rejected, out=refused), err=True)
        raise typer.Exit(1)


def _score(sheet: Path, out: Path, rejected: Path, tables: Tables, words: Words) -> Outcome:
    """Score the sheet; on a terminal, and if it is long, show how far it is read."""
    from otkit.scoring.batch import score_file

    size = sheet.stat().st_size
    if size < LONG or not sys.stderr.isatty():
        return score_file(sheet, out, rejected, tables, words.language)
    label = words("sheet.reading", file=sheet.name)
    with typer.progressbar(length=size, label=label, file=sys.stderr) as bar:

        def progress(done: int) -> None:
            bar.update(done - bar.pos)

        return score_file(sheet, out, rejected, tables, words.language, progress)


def _cannot_write(path: Path, error: OSError, words: Words) -> OtkitError:
    why = error.strerror or str(error)
    message_id = "paper.cannot-write"
    return OtkitError(words(message_id, file=path, why=why), message_id, file=path, why=why)
