"""The command `otkit`: serve | lab | workshop | check | preview | score | print | review
| room | language."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from otkit import __version__
from otkit.cli.check import check_command
from otkit.cli.lab import FURTHER_OPTIONS, lab_command
from otkit.cli.language import language_app
from otkit.cli.preview import preview_command
from otkit.cli.print import print_command
from otkit.cli.review import review_app
from otkit.cli.room import room_app
from otkit.cli.score import score_command
from otkit.cli.serve import serve_command
from otkit.cli.settings import Commands, SettingsCommand
from otkit.cli.workshop import workshop_command
from otkit.errors import OtkitError, RoomError, TableError
from otkit.kit.load import load_tables
from otkit.kit.tables.sentences import (
    BASE,
    Sentence,
    asked_language,
    in_language,
    line_of,
    said,
)
from otkit.kit.wording import Words

app = typer.Typer(
    cls=Commands,
    help="Notice early, and calmly, when a young child might need occupational therapy.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command("serve", cls=SettingsCommand)(serve_command)
app.command("lab", context_settings=FURTHER_OPTIONS)(lab_command)
app.command("workshop")(workshop_command)
app.command("check")(check_command)
app.command("preview")(preview_command)
app.command("score")(score_command)
app.command("print")(print_command)
app.add_typer(review_app, name="review")
app.add_typer(room_app, name="room")
app.add_typer(language_app, name="language")


def _show_version(value: bool) -> None:
    if value:
        typer.echo(f"otkit {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    pass


def _sentence_of(error: OtkitError, language: str) -> str:
    """What went wrong, in a language."""
    if isinstance(error, TableError):
        return "\n".join(line_of(problem, language) for problem in error.problems)
    is_ours = isinstance(error, RoomError) and not isinstance(error.args[0], Sentence)
    if is_ours and language != BASE:
        return Words(load_tables(), language).error(error)
    return in_language(error.args[0], language)


def main() -> None:
    """Run the command; print an error as a sentence, not as a traceback."""
    try:
        app()
    except OtkitError as error:
        sentence = _sentence_of(error, asked_language(sys.argv[1:]))
    except OSError as error:
        why = error.strerror or str(error)
        sentence = said("command.stopped", why=": ".join(filter(None, (error.filename, why))))
    except UnicodeError:
        sentence = said("command.letters")
    else:
        return
    typer.echo(sentence.encode(errors="replace").decode(), err=True)
    sys.exit(1)
