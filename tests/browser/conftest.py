"""A real `otkit serve` and a real browser, shared by the browser's tests."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[2]
PHONE = {"width": 390, "height": 844}
LAPTOP = {"width": 1280, "height": 800}
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


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextmanager
def running(*command: str, url: str, seconds: float = 60, **env: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server until it answers at `url`, and end it afterwards."""
    process = subprocess.Popen(
        [sys.executable, "-m", *command], cwd=ROOT, env={**os.environ, **env}, start_new_session=True
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
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@pytest.fixture(scope="session")
def served() -> Iterator[str]:
    """The address of a running dashboard."""
    port = free_port()
    address = f"http://127.0.0.1:{port}/"
    static = f"{address}voila/templates/otkit/static/style.css"
    with running("otkit", "serve", "--port", str(port), url=static):
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser_path(), args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(params=[PHONE, LAPTOP], ids=["phone", "laptop"])
def screen(request: pytest.FixtureRequest) -> dict[str, int]:
    return dict(request.param)


@pytest.fixture()
def page(browser: Browser, screen: dict[str, int]) -> Iterator[Page]:
    """A fresh visitor whose browser speaks English."""
    context = browser.new_context(viewport=screen, locale="en-US", has_touch=screen == PHONE)
    yield context.new_page()
    context.close()


