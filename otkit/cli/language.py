"""The command `otkit language`: a further language for a folder of tables.

What it needs is imported when it runs: other commands start without it.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Annotated

import typer

from otkit.cli.options import Data
from otkit.errors import OtkitError

language_app = typer.Typer(
    help="Add a language to a folder of tables, or try the pages in a made-up one.",
    no_args_is_help=True,
)


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
    from otkit.kit.load import load_tables
    from otkit.kit.tables import data_folder
    from otkit.kit.translation.columns import add_language, languages_of
    from otkit.kit.translation.pseudo import NAME, free_code, pseudo
    from otkit.kit.wording import Words

    source = data or data_folder()
    words = Words(load_tables(source), "en")
    if out.exists():
        raise OtkitError(words("language.there", folder=out), "language.there", folder=out)
    shutil.copytree(source, out)
    code = free_code(languages_of(out))
    add_language(out, code, NAME, pseudo)
    typer.echo(words("language.tried", folder=out, code=code))
