"""Which programs are tried: what each is installed from, how it is started, what it opens."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

APPS = Path(__file__).parent / "apps"
QUIET = ("--no-browser", "--ServerApp.token=", "--allow-root", "--ServerApp.port_retries=0")


@dataclass(frozen=True)
class Program:
    """One program; `{port}` and `{folder}` are filled in. `opens` is a path, `runs` a script.

    `packages` are asked of PyPI, the first one is the program itself. Where `follows`, a line of
    the app says what `CheckIn.value` holds.
    """

    name: str
    packages: tuple[str, ...]
    command: tuple[str, ...]
    opens: str = ""
    runs: str = ""
    follows: bool = False


RUN_ALL = """(async () => {
    const commands = window.jupyterapp?.commands;
    if (!commands?.isEnabled("notebook:run-all-cells")) return false;
    await commands.execute("notebook:run-all-cells");
    return true;
})()"""


def app(name: str) -> str:
    return str(APPS / f"{name}_app.py")


def jupyter(name: str, module: str, application: str, opens: str) -> Program:
    shown = f"--{application}.expose_app_in_browser=True"
    command = ("-m", module, *QUIET, "--port={port}", "--notebook-dir={folder}", shown)
    return Program(name, (module,), command, opens, RUN_ALL)


PROGRAMS = (
    Program(
        "marimo",
        ("marimo",),
        ("-m", "marimo", "run", app("marimo"), "--headless", "--port={port}", "--no-token"),
        follows=True,
    ),
    Program(
        "Panel",
        ("panel", "ipywidgets_bokeh"),
        ("-m", "panel", "serve", app("panel"), "--port={port}"),
        "panel_app",
        follows=True,
    ),
    Program(
        "Shiny",
        ("shiny", "shinywidgets"),
        ("-m", "shiny", "run", app("shiny"), "--port={port}"),
        follows=True,
    ),
    Program(
        "Solara",
        ("solara",),
        ("-m", "solara", "run", app("solara"), "--port={port}", "--no-open"),
        follows=True,
    ),
    jupyter("JupyterLab", "jupyterlab", "LabApp", "lab/tree/page.ipynb"),
    jupyter("Notebook", "notebook", "JupyterNotebookApp", "notebooks/page.ipynb"),
    Program(
        "Voilà, its own template",
        ("voila",),
        ("-m", "voila", "{folder}/page.ipynb", "--no-browser", "--port={port}", "--template=lab"),
    ),
)
