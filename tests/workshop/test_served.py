"""A notebook of the workshop served by a real Voilà shows no facilitator's side."""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.serving import free_port

ROOT = Path(__file__).parents[2]
NOTEBOOK = ROOT / "notebooks" / "workshop" / "3_the_visit.ipynb"
FRONT = ROOT / "otkit" / "front"


@pytest.fixture(params=["lab", "otkit", "preheated"])
def served(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The notebook's page, in Voilà's own template, in the light one, and from a warm kernel."""
    port = free_port()
    options = ["--preheat_kernel=True"] if request.param == "preheated" else []
    template = "otkit" if request.param == "otkit" else "lab"
    command = [sys.executable, "-m", "voila", str(NOTEBOOK), f"--port={port}", "--no-browser"]
    process = subprocess.Popen(
        [*command, "--Voila.ip=127.0.0.1", f"--template={template}", *options],
        env={**os.environ, "JUPYTER_PATH": str(FRONT), "HOME": str(tmp_path)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield _page(f"http://127.0.0.1:{port}/", process)
    finally:
        process.terminate()
        process.wait(30)


def _page(address: str, process: "subprocess.Popen[bytes]") -> str:
    until = time.monotonic() + 120
    while True:
        try:
            with urllib.request.urlopen(address, timeout=120) as answer:
                return str(answer.read().decode())
        except OSError:
            assert process.poll() is None
            assert time.monotonic() < until
            time.sleep(0.2)


def test_the_page_has_the_lesson_and_no_facilitators_side(served: str) -> None:
    assert "What happens at the first visit" in served
    assert "Key points" in served
    assert "show my notes" not in served
    assert "What not to promise" not in served
