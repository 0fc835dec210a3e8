"""The command `otkit score`: answers typed from paper, a line a child.

Its imports are in the function, so that other commands start faster.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from otkit.cli.options import Data, Lang
from otkit.cli.writing import cannot_write
from otkit.kit.load import load_tables
from otkit.kit.tables import Tables
from otkit.kit.wording import Words

if TYPE_CHECKING:
    from otkit.scoring.batch import Outcome

LONG = 1 << 20
"""Bytes from which a progress bar is shown."""


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
        raise cannot_write(Path(error.filename or out), error, words) from None
    typer.echo(words.plural("sheet.scored", outcome.scored, out=out), err=True)
    if outcome.rejected:
        typer.echo(words.plural("sheet.rejected", outcome.rejected, out=refused), err=True)
        raise typer.Exit(1)


def _score(sheet: Path, out: Path, rejected: Path, tables: Tables, words: Words) -> Outcome:
    """Score the sheet, with a progress bar if it is long and this is a terminal."""
    from otkit.scoring.batch import score_file

    size = sheet.stat().st_size
    if size < LONG or not sys.stderr.isatty():
        return score_file(sheet, out, rejected, tables, words.language)
    label = words("sheet.reading", file=sheet.name)
    with typer.progressbar(length=size, label=label, file=sys.stderr) as bar:

        def progress(done: int) -> None:
            bar.update(done - bar.pos)

        return score_file(sheet, out, rejected, tables, words.language, progress)
