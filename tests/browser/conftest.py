"""A real `otkit serve` and a real browser, shared by the browser's tests.

They end with this folder: a browser that is driven from here keeps an event loop running, which
other tests do not expect.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from otkit import Age, behaviours_for
from otkit.kit.tables import Tables
from tests.serving import free_port

from .line import Line
from .parent import Visit, port_of
from .windows import Windows, visiting

collect_ignore = ["pictures.py"]  # a script, no test
ROOT = Path(__file__).parents[2]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--process-per-site",  # pages of one window share one, which is warm
]


def browser_path() -> str:
    """Ask `browser.sh`, the one place that knows where browsers live."""
    found = subprocess.run(
        [Path(__file__).parent / "browser.sh"], capture_output=True, text=True, check=True
    )
    return found.stdout.strip()


def launch(playwright: Playwright) -> Browser:
    return playwright.chromium.launch(executable_path=browser_path(), args=FLAGS)


@contextmanager
def running(
    *command: str, url: str, seconds: float = 180, **env: str
) -> Iterator[subprocess.Popen[bytes]]:
    """Run `python -m command` until it answers at `url`, and end it afterwards."""
    process = subprocess.Popen(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        env={**os.environ, **env},
        start_new_session=True,
    )
    try:
        deadline = time.monotonic() + seconds
        while True:
            try:
                urllib.request.urlopen(url, timeout=5).close()
                break
            except OSError:
                if process.poll() is not None or time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def dashboard(
    port: int, *options: str, program: str = "tests.browser.one_kernel"
) -> Iterator[subprocess.Popen[bytes]]:
    """Run `otkit serve`; it answers before a parent comes, without taking a place.

    `program` is "otkit" where a kernel or the server is to die.
    """
    static = f"http://127.0.0.1:{port}/voila/templates/otkit/static/style.css"
    with running(program, "serve", "--port", str(port), *options, url=static) as process:
        yield process


def notebook(*cells: str, **metadata: Any) -> str:
    """A notebook of these cells of code, as its file says it."""
    kernel = {"name": "python3", "display_name": "Python 3"}
    code = {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": []}
    return json.dumps(
        {
            "cells": [{**code, "id": f"cell-{i}", "source": cell} for i, cell in enumerate(cells)],
            "metadata": {"kernelspec": kernel, **metadata},
            "nbformat": 4,
            "nbformat_minor": 5,
        }
    )


@pytest.fixture(scope="package")
def served() -> Iterator[str]:
    """The address of a running dashboard."""
    port = free_port()
    with dashboard(port):
        yield f"http://127.0.0.1:{port}/"


@pytest.fixture
def line(served: str) -> Iterator[Line]:
    """A connection to the dashboard that a test can cut and mend."""
    with Line(port_of(served)) as line:
        yield line


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="package")
def browser(playwright: Playwright) -> Iterator[Browser]:
    browser = launch(playwright)
    yield browser
    browser.close()


@pytest.fixture(scope="package")
def windows(browser: Browser) -> Windows:
    return Windows(browser)


@pytest.fixture
def visit(windows: Windows, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """Open pages for one test."""
    with visiting(windows, lambda: request.getfixturevalue("served")) as visit:
        yield visit


@pytest.fixture(scope="module")
def stay(windows: Windows, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """Open pages that the tests of a file share."""
    with visiting(windows, lambda: request.getfixturevalue("served")) as visit:
        yield visit


@pytest.fixture(scope="package")
def at_two(tables: Tables) -> list[str]:
    """Behaviours asked at 2 years and 3 months that can wait: two of one area, one of another."""
    rows = behaviours_for(Age(27), tables).query("urgent == 'no'")
    rows = rows[rows["alone_to_months"].isna()]
    _, first = next(pair for pair in rows.groupby("area_id", sort=False) if len(pair[1]) > 1)
    other = rows[rows["area_id"] != first["area_id"].iloc[0]]
    return [*first["behaviour_id"].iloc[:2], other["behaviour_id"].iloc[0]]
