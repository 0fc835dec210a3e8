"""The command `otkit lab`: the notebooks in JupyterLab, without network."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from otkit.cli.lab_folder import FOLDER, TABLES, Copied, copy_kit, kit_files
from otkit.cli.options import Data, TerminalLang
from otkit.front.schemas import leave_out_iris

if TYPE_CHECKING:
    from otkit.kit.wording import Words

FURTHER_OPTIONS = {"allow_extra_args": True, "ignore_unknown_options": True}

FRONT = Path(__file__).parents[1] / "front" / "lab"
FIRST = "0_before_you_start.ipynb"
WORKSPACES = ".workspaces"
WORKSPACE = "default-37a8.jupyterlab-workspace"
"""JupyterLab's file with the layout of its default workspace."""

OFFLINE = {
    "--LabApp.news_url": "None",
    "--LabApp.check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
    "--LabApp.extension_manager": "readonly",
    "--LabApp.app_settings_dir": str(FRONT / "settings"),
}
"""No requests for news, newer versions or extensions, and no questions about them."""

FOR_PROJECTORS = {
    "--LabApp.custom_css": "True",
    "--ServerApp.tornado_settings": repr({"static_custom_path": [str(FRONT / "custom")]}),
    "--ServerApp.contents_manager_class": "otkit.cli.lab_contents.WorkshopContents",
}
"""No bars of folded code above pages, and no page that loads without end."""


def lab_command(
    context: typer.Context,
    data: Data = None,
    folder: Annotated[
        Path, typer.Option(help="Your folder of notebooks, made if it is not there.")
    ] = Path(FOLDER),
    tables: Annotated[
        bool, typer.Option("--tables", help="Copy the tables into it too, and use the copy.")
    ] = False,
    lang: TerminalLang = "en",
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
    from otkit.kit.wording import Words
    from otkit.server.settings import notebooks_folder

    folder = Path(os.path.realpath(folder.expanduser()))
    copied = copy_kit(kit_files(notebooks_folder(), data_folder() if tables else None), folder)
    if tables and data is None:
        data = folder / TABLES
    words = Words(load_tables(data), lang)  # errors appear here, not in every cell
    typer.echo(report(folder, copied, words))
    if data is not None:
        os.environ["OTKIT_DATA"] = os.path.realpath(data)  # the kernels inherit it
    close_side_bar(folder)
    leave_out_iris()
    from jupyterlab.labapp import LabApp

    LabApp.launch_instance(lab_options(folder, context.args))


def report(folder: Path, copied: Copied, words: Words) -> str:
    """The folder, and the files that were updated or left alone."""
    lines = [words("lab.folder", folder=folder)]
    if copied.updated:
        lines.append(words("lab.updated", files=", ".join(copied.updated)))
    if copied.kept:
        lines.append(words("lab.kept", files=", ".join(copied.kept)))
    return "\n".join(lines)


def close_side_bar(folder: Path) -> None:
    """Start JupyterLab with its side bar closed, unless the folder has a workspace already."""
    workspace = folder / WORKSPACES / WORKSPACE
    if not workspace.exists():
        workspace.parent.mkdir(exist_ok=True)
        shutil.copyfile(FRONT / "workspace.json", workspace)


def lab_options(folder: Path, further: Sequence[str]) -> list[str]:
    """JupyterLab's options: ours, with the notebooks in `folder`, then the `further` ones.

    A further option replaces ours, since JupyterLab takes none twice.
    """
    named = {option.partition("=")[0] for option in further}
    options = OFFLINE | FOR_PROJECTORS
    options |= {"--LabApp.workspaces_dir": str(folder / WORKSPACES)}
    if "--ServerApp.root_dir" not in named:
        options |= {
            "--ServerApp.root_dir": str(folder),
            "--LabApp.default_url": f"/lab/tree/{FIRST}",
        }
    return [*(f"{name}={value}" for name, value in options.items() if name not in named), *further]
