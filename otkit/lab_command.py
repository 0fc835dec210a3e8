"""The command `otkit lab`: JupyterLab with the notebooks, for a facilitator who may be offline."""

from __future__ import annotations

import os
from collections.abc import Sequence

import typer

from otkit.room_command import Data

FURTHER_OPTIONS = {"allow_extra_args": True, "ignore_unknown_options": True}

TO_ITSELF = {
    "--LabApp.news_url": "None",
    "--LabApp.check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
    "--LabApp.extension_manager": "readonly",
}
"""What keeps JupyterLab from asking other computers: for news, newer versions, extensions."""


def lab_command(context: typer.Context, data: Data = None) -> None:
    """Open the notebooks in JupyterLab; further options go to JupyterLab.

    JupyterLab asks nothing of other computers: no news, no newer versions, no extensions.

    \b
    Examples:
      otkit lab
      otkit lab --data my-tables
      otkit lab --no-browser --port 8899
    """
    from otkit.server.settings import notebooks_folder
    from otkit.tables import load_tables

    if data is not None:
        load_tables(data)  # broken tables are told here, not in every cell
        os.environ["OTKIT_DATA"] = str(data.resolve())  # the kernels inherit it
    from jupyterlab.labapp import LabApp

    LabApp.launch_instance(lab_options(str(notebooks_folder()), context.args))


def lab_options(folder: str, given: Sequence[str]) -> list[str]:
    """JupyterLab's options: ours, with the notebooks in `folder`, then those that were `given`.

    One that is given takes the place of ours, since JupyterLab takes none twice.
    """
    named = {option.partition("=")[0] for option in given}
    ours = {"--ServerApp.root_dir": folder} | TO_ITSELF
    return [*(f"{name}={value}" for name, value in ours.items() if name not in named), *given]
