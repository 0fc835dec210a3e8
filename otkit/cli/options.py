"""Options that several commands share, with their help texts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Data = Annotated[
    Path | None,
    typer.Option(
        envvar="OTKIT_DATA",
        show_envvar=True,
        readable=False,  # what cannot be read is named by the reader, in every language
        help="Your own folder of tables, in place of the kit's `data/`.",
    ),
]
Drafts = Annotated[
    bool,
    typer.Option(
        "--drafts",
        envvar="OTKIT_DRAFTS",
        help="Also languages that are not wholly translated; for their translator.",
    ),
]
Lang = Annotated[str, typer.Option(help="Language, as in languages.csv.")]
TerminalLang = Annotated[
    str,
    typer.Option("--lang", help="Language of what the terminal says, as in languages.csv."),
]
Where = Annotated[
    str,
    typer.Option(
        envvar="OTKIT_ROOM",
        show_envvar=True,
        help="Where rooms are kept: a file, or a PostgreSQL URL.",
    ),
]
Places = Annotated[int, typer.Option(help="Phones that a room takes.", min=1, max=10_000)]
