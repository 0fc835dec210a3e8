"""The command `otkit language`: add | export | import | try, for a further language.

What it needs is imported when it runs: other commands start without it.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Annotated

import typer

from otkit.cli.options import Data
from otkit.cli.writing import cannot_write, write_file
from otkit.errors import refusal
from otkit.kit import languages
from otkit.kit.load import load_tables
from otkit.kit.tables import data_folder
from otkit.kit.tables.drafts import drafts, marked
from otkit.kit.translation.columns import add_language, languages_of
from otkit.kit.translation.exchange import sheet, take
from otkit.kit.translation.pseudo import NAME, free_code, pseudo
from otkit.kit.wording import Words

language_app = typer.Typer(
    help="Add a language to a folder of tables, or try the pages in a made-up one.",
    no_args_is_help=True,
)

Code = Annotated[str, typer.Argument(help="Code of the language, as fr or ar.")]


@language_app.command("add")
def add_command(
    language: Code,
    name: Annotated[
        str, typer.Option(help="What readers pick it by; else what the language calls itself.")
    ] = "",
    data: Data = None,
) -> None:
    """Give each table a column and each lesson a file, marked as not translated.

    `otkit check` then lists what is left. No parent sees the language before nothing is.

    \b
    Examples:
      otkit language add fr --data my-tables
      otkit serve --drafts --data my-tables
    """
    folder = data or data_folder()
    words = _words(folder)
    if not (re.fullmatch("[a-z]{2}", language) and languages.is_known(language)):
        raise refusal(words, "language.unknown", code=language)
    if language in languages_of(folder):
        raise refusal(words, "language.has", code=language, folder=folder)
    try:
        add_language(folder, language, name or languages.own_name(language), marked)
    except OSError as error:
        raise cannot_write(folder, error, words) from None
    typer.echo(words("language.added", code=language, folder=folder))
    _echo_left(folder, language, words)


@language_app.command("export")
def export_command(
    language: Code,
    out: Annotated[Path, typer.Argument(help="The CSV file to write, for any spreadsheet.")],
    data: Data = None,
) -> None:
    """Write all texts into one file: each with its English, what it is for and how long it may be.

    \b
    Examples:
      otkit language export fr french.csv --data my-tables
    """
    folder, words = _folder_with(language, data)
    write_file(out, sheet(folder, language), words)
    typer.echo(out)
    _echo_left(folder, language, words)


@language_app.command("import")
def import_command(
    language: Code,
    filled: Annotated[
        Path, typer.Argument(help="The filled file: CSV, Excel or Calc.", exists=True)
    ],
    data: Data = None,
) -> None:
    """Take the filled file back into the tables and lessons; ends with 1 for a line of no text.

    \b
    Examples:
      otkit language import fr french.csv --data my-tables
    """
    folder, words = _folder_with(language, data)
    try:
        taken = take(folder, language, filled)
    except OSError as error:
        raise cannot_write(folder, error, words) from None
    typer.echo(words.plural("language.taken", taken.taken, folder=folder))
    _echo_left(folder, language, words)
    for place in taken.unknown:
        typer.echo(words("language.no-place", place=place, file=filled), err=True)
    if taken.unknown:
        raise typer.Exit(1)


@language_app.command("try")
def try_command(
    out: Annotated[Path, typer.Argument(help="New folder for the copy of the tables.")],
    data: Data = None,
) -> None:
    """Copy the tables with a made-up language: right to left, half as long again, marked.

    What is cut, what is left in English and what does not turn round shows at a glance.

    \b
    Examples:
      otkit language try pseudo && otkit serve --data pseudo
      otkit language try pseudo --data my-tables
    """
    source = data or data_folder()
    words = _words(source)
    if out.exists():
        raise refusal(words, "language.there", folder=out)
    try:
        shutil.copytree(source, out)
        code = free_code(languages_of(out))
        add_language(out, code, NAME, pseudo)
    except OSError as error:
        raise cannot_write(out, error, words) from None
    typer.echo(words("language.tried", folder=out, code=code))


def _words(folder: Path) -> Words:
    return Words(load_tables(folder), "en")


def _folder_with(language: str, data: Path | None) -> tuple[Path, Words]:
    """The folder of tables, which have the language, and the words to speak of it."""
    folder = data or data_folder()
    words = _words(folder)
    if language not in languages_of(folder):
        raise refusal(words, "language.absent", code=language, folder=folder)
    return folder, words


def _echo_left(folder: Path, language: str, words: Words) -> None:
    """What is left to translate, a line for each column with a count."""
    left = [draft for draft in drafts(folder) if draft.language == language]
    for draft in left:
        values = {"file": draft.file, "column": draft.column, "texts": draft.texts}
        typer.echo(words.plural("language.left", draft.left, **values))
    if not left:
        typer.echo(words("language.whole", code=language))
