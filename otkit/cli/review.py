"""The command `otkit review`: sheet | add | stamp, for who has the words read by others.

What it needs is imported when it runs: other commands start without it.
"""

from __future__ import annotations

import os
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from otkit.cli.options import Data, Lang
from otkit.cli.print import Size
from otkit.cli.writing import cannot_write, write_file
from otkit.errors import refusal
from otkit.kit.load import load_tables
from otkit.kit.wording import Words

review_app = typer.Typer(
    help="Have the words reviewed: print a sheet, take it back, give the words a version.",
    no_args_is_help=True,
)

Day = Annotated[
    datetime | None, typer.Option("--date", formats=["%Y-%m-%d"], help="The day; else today.")
]


@review_app.command("sheet")
def sheet_command(
    role: Annotated[str, typer.Option(help="Who reads, as in review_roles.csv.")],
    part: Annotated[str, typer.Option(help="One part alone, as in review_parts.csv.")] = "",
    everything: Annotated[
        bool, typer.Option("--all", help="Also what somebody in this role has reviewed.")
    ] = False,
    lang: Lang = "en",
    out: Annotated[Path, typer.Option(help="Folder for the files; made if need be.")] = Path("."),
    size: Annotated[Size, typer.Option(help="Paper.")] = Size.LETTER,
    data: Data = None,
) -> None:
    """Make what one reviewer should read: a PDF, and the same as a CSV file to fill in.

    \b
    Examples:
      otkit review sheet --role occupational-therapist
      otkit review sheet --role pediatrician --part signs
      otkit review sheet --role health-educator --lang es --out paper
    """
    from otkit.takeaway.review_sheet import review_sheet
    from otkit.takeaway.typesetting import Paper, is_our_pdf

    tables = load_tables(data)
    paper = Paper(size.value)
    files = review_sheet(tables, lang, role, paper, date.today(), part, everything)
    for name, content in sorted(files):  # the CSV file first: somebody may have filled it in
        write_file(out / name, content, Words(tables, lang), is_our_pdf)
        typer.echo(out / name)


@review_app.command("add")
def add_command(
    sheet: Annotated[
        Path, typer.Argument(help="The filled sheet, a CSV file.", exists=True, dir_okay=False)
    ],
    initials: Annotated[str, typer.Option(help="The reviewer's initials.")],
    day: Day = None,
    left: Annotated[
        Path | None,
        typer.Option(help="File for what is left to do; else <sheet>-left.csv beside the sheet."),
    ] = None,
    lang: Lang = "en",
    data: Data = None,
) -> None:
    """Take a filled sheet back: what is right goes into reviews.csv, the rest into a file.

    The sheet itself stays as it is. Ends with 1 when a line could not be used.

    \b
    Examples:
      otkit review add review-occupational-therapist.en.csv --initials AB
      otkit review add hoja.csv --initials MR --date 2026-11-20 --lang es --data my-tables
    """
    from otkit.kit.reviews import REVIEWS, add_reviews
    from otkit.takeaway.review_return import left_sheet, read_returned

    tables = load_tables(data)
    words = Words(tables, lang)
    returned = read_returned(sheet, tables, words, initials, _day(day, words))
    rest = left or sheet.with_name(f"{sheet.stem}-left.csv")
    if returned.left:
        content = left_sheet(returned, words)
        headings = content.partition(b"\r\n")[0]
        is_other = os.path.realpath(rest) != os.path.realpath(sheet)
        write_file(rest, content, words, lambda old: is_other and old.startswith(headings))
    table = tables.folder / f"{REVIEWS}.csv"
    try:
        add_reviews(tables, returned.reviews)
    except OSError as error:
        raise cannot_write(table, error, words) from None
    typer.echo(words.plural("review.added", len(returned.reviews), file=table))
    if returned.unanswered:
        typer.echo(words.plural("review.open", returned.unanswered))
    if returned.left:
        typer.echo(words.plural("review.left", len(returned.left), file=rest), err=True)
    if returned.refused:
        raise typer.Exit(1)


@review_app.command("stamp")
def stamp_command(day: Day = None, lang: Lang = "en", data: Data = None) -> None:
    """Give the words as they are now a version and a day, in datapackage.json.

    Pages, paper and FHIR name both; words that change later say that they have changed.

    \b
    Examples:
      otkit review stamp
      otkit review stamp --date 2026-11-20 --data my-tables
    """
    from otkit.kit.tables.descriptor import DESCRIPTOR
    from otkit.kit.version import stamp

    tables = load_tables(data)
    words = Words(tables, lang)
    stamped_on = _day(day, words)
    try:
        version = stamp(tables, stamped_on)
    except OSError as error:
        raise cannot_write(tables.folder / DESCRIPTOR, error, words) from None
    typer.echo(words("reviewed.version", version=version.name, date=words.date(stamped_on)))


def _day(day: datetime | None, words: Words) -> date:
    """The day that was given, or today; raises ``OtkitError`` for one to come."""
    reviewed_on = day.date() if day else date.today()
    if reviewed_on > date.today():
        raise refusal(words, "review.future", date=words.date(reviewed_on))
    return reviewed_on
