"""The command `otkit preview`: every age and every level, in one file to look at.

Its imports are in the function, so that other commands start faster.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from otkit.cli.options import Data, Lang
from otkit.cli.writing import write_file


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
    from otkit.widgets.preview import MARK, preview

    tables = load_kit(data)
    html = preview(tables, lang)
    write_file(out, html.encode(), Words(tables, lang), lambda old: MARK.encode() in old)
    typer.echo(out)
