"""The command `otkit check`: every problem of a folder of tables and lessons."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from otkit.cli.options import Data, Lang
from otkit.errors import Problem, TableError


def check_command(
    data: Data = None,
    lang: Lang = "en",
    older_than: Annotated[
        int, typer.Option(help="Days after which a source is to be looked up again.", min=0)
    ] = 365,
) -> None:
    """Check the tables and the lessons; list every problem, and exit 1 if there is one.

    When these are in order, each page, lesson and paper is drawn once. A phone number or an address
    that nobody has looked up for long is named too; that is no problem.

    \b
    Examples:
      otkit check
      otkit check --data my-tables
      otkit check --data my-tables --lang es
    """
    from otkit.cli.drawn import check_drawn
    from otkit.kit.checks.last_seen import last_seen_long_ago
    from otkit.kit.lessons import check_kit
    from otkit.kit.load import load_tables
    from otkit.kit.tables.sentences import in_language, languages, line_of, said

    if lang not in languages():
        why = said("words.no-language", language=lang)
        raise TableError([Problem("languages.csv", 1, "language", why)])
    problems = check_kit(data) or check_drawn(load_tables(data), data)
    for problem in problems:
        typer.echo(line_of(problem, lang))
    if problems:
        summary = said("check.one" if len(problems) == 1 else "check.many", n=len(problems))
        typer.echo(in_language(summary, lang), err=True)
        raise typer.Exit(1)
    for reminder in last_seen_long_ago(load_tables(data), date.today(), older_than):
        typer.echo(line_of(reminder, lang))
    typer.echo(in_language(said("check.in-order"), lang))
