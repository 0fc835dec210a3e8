"""The command `otkit score`: answers typed from paper, a line a child.

Its imports are in the function, so that other commands start faster.
"""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from otkit.cli.options import Data, Lang
from otkit.cli.writing import cannot_write
from otkit.errors import OtkitError, refusal
from otkit.kit.load import load_tables
from otkit.kit.tables import Tables
from otkit.kit.wording import Words

if TYPE_CHECKING:
    from otkit.scoring.batch import Outcome

STREAM = Path("-")
"""What stands for the input of the program in place of a file."""

LONG = 1 << 20
"""Bytes from which a progress bar is shown."""


def score_command(
    file: Annotated[
        Path,
        typer.Argument(help="CSV, .xlsx or .ods file, one line a child; - reads a stream."),
    ],
    out: Annotated[Path, typer.Option(help="File for the results; - writes a stream.")] = Path(
        "results.csv"
    ),
    rejected: Annotated[
        Path | None,
        typer.Option(help="File for lines that cannot be used; else rejected.csv beside --out."),
    ] = None,
    sheet: Annotated[str, typer.Option(help="Name of a workbook's sheet; else its first.")] = "",
    lang: Lang = "en",
    data: Data = None,
) -> None:
    """Score a sheet that was typed from paper: one line a child, one column a behaviour.

    Needs a column `months`; `otkit print sheet` makes an empty sheet with all columns. Lines that
    cannot be used go to rejected.csv with their number and why, and the command ends with 1.

    \b
    Examples:
      otkit score sheet.csv
      otkit score answers.xlsx --sheet Tuesday
      otkit score sheet.csv --out results.csv --rejected look-again.csv
      otkit score hoja.csv --lang es
      otkit score - --out - < sheet.csv
    """
    tables = load_tables(data)
    words = Words(tables, lang)
    refused = rejected or out.parent / "rejected.csv"
    _refuse_closed(file, out, words)
    try:
        outcome = _score(file, out, refused, sheet, tables, words)
    except BrokenPipeError:  # the next command has read enough
        _drop_output()
        raise typer.Exit(1) from None
    except OSError as error:
        _drop_output()
        raise _not_done(file, out, error, words) from None
    if outcome.other_sheets:
        others = words.list([f"“{name}”" for name in outcome.other_sheets])
        typer.echo(words("sheet.others", sheet=outcome.sheet, sheets=others), err=True)
    typer.echo(words.plural("sheet.scored", outcome.scored, out=out), err=True)
    if outcome.rejected:
        typer.echo(words.plural("sheet.rejected", outcome.rejected, out=refused), err=True)
        raise typer.Exit(1)


def _refuse_closed(file: Path, out: Path, words: Words) -> None:
    """Raise for a stream that is closed; Python has none then."""
    why = os.strerror(errno.EBADF)
    if file == STREAM and sys.stdin is None:
        raise refusal(words, "sheet.cannot-read", file=file, why=why)
    if out == STREAM and sys.stdout is None:
        raise cannot_write(out, OSError(errno.EBADF, why), words)


def _drop_output() -> None:
    """Forget what is left to write; Python would try again at its end, and fail in its words."""
    stdout = sys.__stdout__
    if stdout is not None and sys.stdout is stdout:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stdout.fileno())


def _not_done(file: Path, out: Path, error: OSError, words: Words) -> OtkitError:
    """Why a file could not be read or written, as a sentence."""
    path = Path(error.filename or out)
    if path != file or file == STREAM:
        return cannot_write(path, error, words)
    return refusal(words, "sheet.cannot-read", file=file, why=error.strerror or str(error))


def _score(
    file: Path, out: Path, rejected: Path, sheet: str, tables: Tables, words: Words
) -> Outcome:
    """Score the file, with a progress bar if it is long and this is a terminal."""
    from otkit.scoring.batch import score_file

    source = sys.stdin.buffer if file == STREAM else file
    size = 0 if file == STREAM else file.stat().st_size
    if size < LONG or not sys.stderr.isatty():
        return score_file(source, out, rejected, tables, words.language, sheet=sheet)
    label = words("sheet.reading", file=file.name)
    with typer.progressbar(length=size, label=label, file=sys.stderr) as bar:

        def progress(done: int) -> None:
            bar.update(done - bar.pos)

        return score_file(file, out, rejected, tables, words.language, progress, sheet)
