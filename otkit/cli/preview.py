"""The command `otkit preview`: every age and every level, in one file to look at.

Its imports are in the function, so that other commands start faster.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from otkit.cli.options import Data, Lang
from otkit.cli.writing import cannot_write


def preview_command(
    data: Data = None,
    lang: Lang = "en",
    out: Annotated[Path, typer.Option(help="The HTML file to write.")] = Path("preview.html"),
) -> None:
    """Show every age and every level side by side, in one HTML file drawn from the tables.

    \b
    Examples:
      otkit preview
      otkit preview --data my-tables --lang es --out vista.html
    """
    from otkit.kit.lessons import load_kit
    from otkit.kit.wording import Words
    from otkit.widgets.preview import preview

    tables = load_kit(data)
    html = preview(tables, lang)
    try:
        out.write_text(html, encoding="utf-8")
    except OSError as error:
        raise cannot_write(out, error, Words(tables, lang)) from None
    typer.echo(out)
