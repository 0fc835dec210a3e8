"""Installs each program into an environment of its own, ticks a page in it, writes docs/clients.md.

`python -m clients` tries all; `python -m clients marimo Panel` those, and keeps what the page says
of the others. Each is installed from PyPI once, under the folder for temporary files.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
import venv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

from clients.programs import PROGRAMS, Program
from tests.browser.conftest import free_port, launch, notebook
from tests.browser.firefox import Firefox

ROOT = Path(__file__).parents[1]
KEPT = Path(tempfile.gettempdir()) / "otkit-clients"
PAGE = ROOT / "docs" / "clients.md"
CELL = "from otkit.widgets import CheckIn\nCheckIn(months=9)"
WITHIN = 180.0  # seconds until a program has drawn the page
FIND = """const find = (root, wanted) => root.querySelector(wanted)
    ?? [...root.querySelectorAll("*")].map((one) => one.shadowRoot && find(one.shadowRoot, wanted))
        .find(Boolean);
const text = (root) => [...root.querySelectorAll("*")].reduce((all, one) => all
    + (one.shadowRoot ? text(one.shadowRoot) : ""), root.textContent ?? root.host?.textContent);"""
DRAWN = "find(document, 'form.otkit input[name=\"lost-skill\"]')"
MARKED = "find(document, 'form.otkit .result.act-now')"
FOLLOWED = "text(document.body).includes('value is act-now')"

Ask = Callable[[str], object]


def asked(expression: str) -> str:
    """A script that gives whether an expression is true."""
    return f"(() => {{ {FIND} return Boolean({expression}); }})()"


def installed(program: Program) -> Path:
    """The Python of the program's own environment."""
    folder = KEPT / re.sub(r"\W+", "-", program.name.lower())
    python = folder / "bin" / "python"
    if not (folder / "done").exists():
        venv.create(folder, with_pip=True, clear=True)
        install = [python, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
        subprocess.run([*install, str(ROOT), *program.packages], check=True)
        (folder / "done").touch()
    return python


def version(python: Path, package: str) -> str:
    """The version of a package in an environment."""
    script = f"from importlib.metadata import version; print(version({package!r}))"
    return subprocess.check_output([python, "-c", script], text=True).strip()


@contextmanager
def running(program: Program, python: Path) -> Iterator[str]:
    """Run it until it answers; gives the address of the page."""
    port, folder = free_port(), Path(tempfile.mkdtemp(prefix="otkit-client-"))
    (folder / "page.ipynb").write_text(notebook(CELL), encoding="utf-8")
    parts = [part.format(port=port, folder=folder) for part in program.command]
    environment = os.environ | {"HOME": str(folder), "PYTHONPATH": str(ROOT)}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [python, *parts], cwd=folder, env=environment, stdout=log, stderr=log
        )
    address = f"http://127.0.0.1:{port}/{program.opens}"
    try:
        until(lambda: answers(address), "it answers")
        yield address
    finally:
        process.terminate()
        process.wait(60)


def answers(address: str) -> bool:
    try:
        urllib.request.urlopen(address, timeout=60).close()
    except OSError:
        return False
    return True


def until(true: Callable[[], object], what: str) -> None:
    """Wait until it is true; raises `TimeoutError` with `what` was waited for."""
    deadline = time.monotonic() + WITHIN
    while not true():
        if time.monotonic() > deadline:
            raise TimeoutError(what)
        time.sleep(0.5)


def story(program: Program, ask: Ask) -> str:
    """Mark a skill as lost; what worked, in words."""
    try:
        if program.runs:
            until(lambda: ask(program.runs), "the notebook runs")
        until(lambda: ask(asked(DRAWN)), "draws the page")
        ask(f"(() => {{ {FIND} {DRAWN}.click(); }})()")
        until(lambda: ask(asked(MARKED)), "answers")
        if program.follows:
            until(lambda: ask(asked(FOLLOWED)), "`value` is followed")
    except TimeoutError as late:
        return f"**does not: {late}**"
    return "draws, answers, `value` is followed" if program.follows else "draws, answers"


def tried(program: Program) -> str:
    """A line of the table: the program, its version, what works in Chromium and in Firefox."""
    python = installed(program)
    with running(program, python) as address:
        with sync_playwright() as playwright:
            page = launch(playwright).new_page(viewport={"width": 1280, "height": 900})
            page.goto(address)
            chromium = story(program, page.evaluate)
            page.screenshot(path=KEPT / f"{program.name.split()[0].lower()}.png")
        with Firefox(1280, 900) as firefox:
            firefox.go(address)
            second = story(program, firefox.run)
    return f"| {program.name} | {version(python, program.packages[0])} | {chromium} | {second} |"


def main(names: list[str]) -> None:
    """Try the programs with these names, or all, and write the page."""
    text = PAGE.read_text(encoding="utf-8")
    for program in PROGRAMS:
        if names and program.name not in names:
            continue
        line = tried(program)
        print(line, flush=True)
        before = re.search(rf"^\| {re.escape(program.name)} \|.*$", text, re.MULTILINE)
        if before is None:
            raise SystemExit(f"docs/clients.md has no line for {program.name}.")
        text = text.replace(before[0], line)
        PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
