"""The notebooks of the workshop served by a real Voilà show no facilitator's side."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator

import pytest

from otkit.kit.tables import Tables
from otkit.scoring.countries import home_country
from otkit.widgets.workshop.guide import SIDES
from tests.kit import TABLES
from tests.serving import ROOT, free_port

FOLDER = ROOT / "notebooks" / "workshop"
NOTEBOOKS = {row["notebook_id"]: row for row in TABLES.rows("workshop_notebooks")}
SERVED = {"otkit": tuple(NOTEBOOKS), "lab": ("the-visit",), "preheated": ("what-is-ot",)}
"""How a page is served -> the notebooks; what keeps the notes out is one thing for each way."""


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
    for notebook_id in SERVED[request.param]:
        shutil.copy(FOLDER / file_of(notebook_id), folder)
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


@pytest.mark.parametrize(
    ("page_of", "notebook_id"),
    [(way, notebook_id) for way, notebooks in SERVED.items() for notebook_id in notebooks],
    indirect=["page_of"],
)
def test_the_page_has_the_key_points_and_no_facilitators_side(
    page_of: Callable[[str], str], tables: Tables, notebook_id: str
) -> None:
    page = page_of(notebook_id)
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
