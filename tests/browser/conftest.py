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
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from otkit import Age, behaviours_for
from otkit.kit.tables import Tables
from tests.serving import free_port

from .line import Line
from .parent import PHONE, Visit, port_of

collect_ignore = ["pictures.py"]  # a script, no test
ROOT = Path(__file__).parents[2]
CALM = {"reduced_motion": "reduce"}
MOVING = {"reduced_motion": "no-preference"}
"""Whether a page scrolls at once, or glides: then each click waits until nothing moves."""
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def browser_path() -> str:
    """Ask `browser.sh`, the one place that knows where browsers live."""
    found = subprocess.run(
        [Path(__file__).parent / "browser.sh"], capture_output=True, text=True, check=True
    )
    return found.stdout.strip()


def launch(playwright: Playwright, *flags: str) -> Browser:
    return playwright.chromium.launch(executable_path=browser_path(), args=[*FLAGS, *flags])


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
    port: int, *options: str, program: str = "otkit"
) -> Iterator[subprocess.Popen[bytes]]:
    """Run `otkit serve`; it answers before a parent comes, without taking a place."""
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
    with dashboard(port, "--kernels", "1"):
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


@contextmanager
def visiting(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """What opens a page as a new visitor; on a phone, in English, without motion if not said.

    No script of the page may fail while it lasts.
    """
    contexts: list[BrowserContext] = []
    failures: list[str] = []

    def visit(
        address: str | None = None, screen: dict[str, int] = PHONE, go: bool = True, **options: Any
    ) -> Page:
        options = CALM | {"locale": "en-US", "has_touch": screen == PHONE} | options
        context = browser.new_context(viewport=screen, **options)
        context.set_default_timeout(60_000)  # milliseconds; a busy machine is slow, not wrong
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: failures.append(str(error.stack)))
        if go:
            page.goto(address or request.getfixturevalue("served"))
        return page

    yield visit
    for context in contexts:
        context.set_offline(False)
        for page in context.pages:
            page.close()  # a page that is left gives its kernel back
        context.close()
    assert failures == []


@pytest.fixture
def visit(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """Open pages for one test."""
    with visiting(browser, request) as visit:
        yield visit


@pytest.fixture(scope="module")
def stay(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """Open pages that the tests of a file share."""
    with visiting(browser, request) as visit:
        yield visit


@pytest.fixture(scope="package")
def large_print(playwright: Playwright) -> Iterator[Browser]:
    """A browser whose own font is twice as large."""
    browser = launch(playwright, "--blink-settings=defaultFontSize=32")
    yield browser
    browser.close()


@pytest.fixture(scope="package")
def at_two(tables: Tables) -> list[str]:
    """Behaviours asked at 2 years and 3 months that can wait: two of one area, one of another."""
    rows = behaviours_for(Age(27), tables).query("urgent == 'no'")
    rows = rows[rows["alone_to_months"].isna()]
    _, first = next(pair for pair in rows.groupby("area_id", sort=False) if len(pair[1]) > 1)
    other = rows[rows["area_id"] != first["area_id"].iloc[0]]
    return [*first["behaviour_id"].iloc[:2], other["behaviour_id"].iloc[0]]
