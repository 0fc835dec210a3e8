"""The notebooks of the workshop served by a real Voilà show no facilitator's side."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator

import nbformat
import pytest
from jupyter_client import AsyncKernelManager
from nbclient import NotebookClient

from otkit.kit.tables import Tables
from otkit.scoring.countries import home_country
from otkit.widgets.workshop.guide import SIDES
from tests.kit import TABLES
from tests.serving import ROOT, free_port

FOLDER = ROOT / "notebooks" / "workshop"
NOTEBOOKS = {row["notebook_id"]: row for row in TABLES.rows("workshop_notebooks")}
SERVED = {"otkit": "adapt-the-kit", "lab": "the-visit", "preheated": "what-is-ot"}
"""How a page is served -> a notebook; what keeps the notes out is one thing for each way."""


def file_of(notebook_id: str) -> str:
    return f"{NOTEBOOKS[notebook_id]['order']}_{notebook_id.replace('-', '_')}.ipynb"


@pytest.fixture(scope="module")
def page_of(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], str]]:
    """A notebook's page, in the light template, in Voilà's own, and from a warm kernel."""
    port = free_port()
    options = ["--preheat_kernel=True"] if request.param == "preheated" else []
    template = "otkit" if request.param == "otkit" else "lab"
    home = tmp_path_factory.mktemp("home")
    folder = home / "notebooks"
    folder.mkdir()
    shutil.copy(FOLDER / file_of(SERVED[request.param]), folder)
    command = [sys.executable, "-m", "voila", str(folder), f"--port={port}", "--no-browser"]
    process = subprocess.Popen(
        [*command, "--Voila.ip=127.0.0.1", f"--template={template}", *options],
        env={**os.environ, "JUPYTER_PATH": str(ROOT / "otkit" / "front"), "HOME": str(home)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )

    def page_of(notebook_id: str) -> str:
        return _page(f"http://127.0.0.1:{port}/voila/render/{file_of(notebook_id)}", process)

    try:
        yield page_of
    finally:
        process.terminate()
        process.wait(30)


def _page(address: str, process: subprocess.Popen[bytes]) -> str:
    until = time.monotonic() + 120
    while True:
        try:
            with urllib.request.urlopen(address, timeout=120) as answer:
                return str(answer.read().decode())
        except OSError:
            assert process.poll() is None
            assert time.monotonic() < until
            time.sleep(0.2)


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What each notebook shows when a kernel is told, as Voilà tells it, who started it."""
    folder = tmp_path_factory.mktemp("cells")

    async def run() -> dict[str, str]:
        kernel = AsyncKernelManager(kernel_name="python3")
        await kernel.start_kernel(cwd=folder, env={**os.environ, "SERVER_SOFTWARE": "voila/0.5"})
        try:
            return {one: await _html_of(one, kernel) for one in NOTEBOOKS}
        finally:
            await kernel.shutdown_kernel(now=True)

    return asyncio.run(run())


async def _html_of(notebook_id: str, kernel: AsyncKernelManager) -> str:
    node = nbformat.read(FOLDER / file_of(notebook_id), 4)
    client = NotebookClient(node, km=kernel)
    await client.async_execute()
    client.kc.stop_channels()
    cells = [cell for cell in node.cells if cell.cell_type == "code"]
    given = [one.get("data", one) for cell in cells for one in cell.outputs]
    return "\n".join(str(one.get(kind, "")) for one in given for kind in ("text/html", "text"))


@pytest.mark.parametrize("notebook_id", NOTEBOOKS)
def test_no_notebook_gives_voila_the_facilitators_side(
    shown: dict[str, str], tables: Tables, notebook_id: str
) -> None:
    assert_key_points_alone(shown[notebook_id], tables, notebook_id)


@pytest.mark.parametrize(("page_of", "notebook_id"), SERVED.items(), indirect=["page_of"])
def test_the_page_has_the_key_points_and_no_facilitators_side(
    page_of: Callable[[str], str], tables: Tables, notebook_id: str
) -> None:
    assert_key_points_alone(page_of(notebook_id), tables, notebook_id)


def assert_key_points_alone(page: str, tables: Tables, notebook_id: str) -> None:
    lines = [row for row in tables.rows("workshop_lines") if row["notebook_id"] == notebook_id]
    lines = [row for row in lines if row["country"] in ("", home_country(tables))]
    points = [row["text_en"] for row in lines if row["part"] == "point"]
    side = [row["text_en"] for row in lines if row["part"] in SIDES["notes"]]
    assert [text for text in points if not is_in(page, text)] == []
    assert [text for text in side if is_in(page, text)] == []
    assert "show my notes" not in page
    assert "What not to promise" not in page


def is_in(page: str, text: str) -> bool:
    """Whether the words of a text stand in a page, however a widget's state writes its signs."""
    return words_of(text) in words_of(page)


def words_of(text: str) -> str:
    return " ".join(re.sub(r"\\u[0-9a-f]{4}|&#?\w+;|[^A-Za-z]", " ", text).split())
