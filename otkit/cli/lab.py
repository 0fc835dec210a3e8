"""The command `otkit lab`: JupyterLab with the notebooks, for a facilitator who may be offline."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from otkit.cli.lab_folder import FOLDER, TABLES, Copied, copy_kit, kit_files
from otkit.cli.options import Data

FURTHER_OPTIONS = {"allow_extra_args": True, "ignore_unknown_options": True}

FRONT = Path(__file__).parents[1] / "front" / "lab"
FIRST = "0_before_you_start.ipynb"
WORKSPACES = ".workspaces"
WORKSPACE = "default-37a8.jupyterlab-workspace"
"""The file in which JupyterLab keeps how the window of its default workspace looks."""

TO_ITSELF = {
    "--LabApp.news_url": "None",
    "--LabApp.check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
    "--LabApp.extension_manager": "readonly",
    "--LabApp.app_settings_dir": str(FRONT / "settings"),
}
"""What keeps JupyterLab from asking for news, newer versions and extensions, others or the user."""

FOR_PROJECTORS = {
    "--LabApp.custom_css": "True",
    "--ServerApp.tornado_settings": repr({"static_custom_path": [str(FRONT / "custom")]}),
    "--ServerApp.contents_manager_class": "otkit.server.lab_contents.WorkshopContents",
}
"""No bars of folded code over pages, and never a page that loads for ever."""


def lab_command(
    context: typer.Context,
    data: Data = None,
    folder: Annotated[
        Path, typer.Option(help="Your folder of notebooks, made if it is not there.")
    ] = Path(FOLDER),
    tables: Annotated[
        bool, typer.Option("--tables", help="Copy the tables into it too, and use the copy.")
    ] = False,
) -> None:
    """Open your own copies of the notebooks in JupyterLab; further options go to JupyterLab.

    The copies are made where you are, in the folder `otkit-workshop`, and never over a file that
    you changed. JupyterLab asks nothing of other computers: no news, no newer versions.

    \b
    Examples:
      otkit lab
      otkit lab --folder ~/tuesday --tables
      otkit lab --data my-tables
      otkit lab --no-browser --port 8899
    """
    from otkit.kit.load import load_tables
    from otkit.kit.tables import data_folder
    from otkit.server.settings import notebooks_folder

    folder = folder.expanduser().resolve()
    copied = copy_kit(kit_files(notebooks_folder(), data_folder() if tables else None), folder)
    typer.echo(what_was_done(folder, copied))
    if tables and data is None:
        data = folder / TABLES
    if data is not None:
        load_tables(data)  # broken tables are told here, not in every cell
        os.environ["OTKIT_DATA"] = str(data.resolve())  # the kernels inherit it
    close_side_bar(folder)
    from jupyterlab.labapp import LabApp

    LabApp.launch_instance(lab_options(folder, context.args))


def what_was_done(folder: Path, copied: Copied) -> str:
    """Where the copies are, and what was not touched."""
    lines = [f"Your notebooks are in {folder}"]
    if copied.updated:
        lines.append(f"Brought up to date: {', '.join(copied.updated)}")
    if copied.kept:
        lines.append(f"Left as you changed them: {', '.join(copied.kept)}")
    return "\n".join(lines)


def close_side_bar(folder: Path) -> None:
    """Have JupyterLab's window start with its side bar closed, unless it was used here before."""
    workspace = folder / WORKSPACES / WORKSPACE
    if not workspace.exists():
        workspace.parent.mkdir(exist_ok=True)
        shutil.copyfile(FRONT / "workspace.json", workspace)


def lab_options(folder: Path, given: Sequence[str]) -> list[str]:
    """JupyterLab's options: ours, with the notebooks in `folder`, then those that were `given`.

    One that is given takes the place of ours, since JupyterLab takes none twice.
    """
    named = {option.partition("=")[0] for option in given}
    ours = TO_ITSELF | FOR_PROJECTORS
    ours |= {"--LabApp.workspaces_dir": str(folder / WORKSPACES)}
    if "--ServerApp.root_dir" not in named:
        ours |= {"--ServerApp.root_dir": str(folder), "--LabApp.default_url": f"/lab/tree/{FIRST}"}
    return [*(f"{name}={value}" for name, value in ours.items() if name not in named), *given]
