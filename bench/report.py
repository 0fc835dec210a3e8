"""What a table of the benchmark is, and `RESULTS.md`: one section a table, rewritten alone."""

from __future__ import annotations

import platform
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import psutil

PACKAGES = ("otkit", "voila", "jupyter_server", "ipywidgets", "shiny", "streamlit")
HEAD = """# How quick, how light

Written by `python -m bench` (or `make bench`). Every server and every visitor run on the same
machine and talk over loopback; the numbers compare, they do not promise. A value is the median of
its runs, with the lowest and the highest in brackets. Each section says when and where it ran.
"""


@dataclass(frozen=True)
class Grid:
    """A table: what it shows, its column heads and its rows."""

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]

    def markdown(self) -> str:
        lines = [self.head, ["---"] * len(self.head), *self.rows]
        table = "\n".join("| " + " | ".join(line) + " |" for line in lines)
        return f"**{self.caption}**\n\n{table}"


@dataclass(frozen=True)
class Target:
    """A number to reach, the number measured, and whether it is reached."""

    what: str
    limit: str
    got: str
    reached: bool


@dataclass(frozen=True)
class Report:
    """The result of one table's run: how it was measured, its grids, its targets."""

    title: str
    how: str
    grids: Sequence[Grid]
    targets: Sequence[Target]

    def markdown(self) -> str:
        targets = Grid(
            "Targets",
            ("what", "target", "measured", "reached"),
            [(t.what, t.limit, t.got, "yes" if t.reached else "**no**") for t in self.targets],
        )
        grids = [grid.markdown() for grid in self.grids]
        if self.targets:
            grids.append(targets.markdown())
        return "\n\n".join([f"## {self.title}", self.how, *grids])


def machine(browser: str = "") -> str:
    """One line: cores, memory, system, versions."""
    memory = psutil.virtual_memory().total / 1e9
    system = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    parts = [f"{psutil.cpu_count()} cores, {memory:.0f} GB, {system}", *_versions()]
    return ", ".join([*parts, browser] if browser else parts)


def _versions() -> list[str]:
    versions = []
    for name in PACKAGES:
        try:
            versions.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            continue
    return versions


def put_section(text: str, name: str, section: str) -> str:
    """Replace the section `name` in RESULTS.md's text, or add it at the end.

    >>> put_section("a\\n", "b", "new")
    'a\\n\\n<!-- table: b -->\\nnew\\n<!-- end: b -->\\n'
    """
    marked = f"<!-- table: {name} -->\n{section}\n<!-- end: {name} -->"
    pattern = re.compile(
        rf"<!-- table: {re.escape(name)} -->\n.*?<!-- end: {re.escape(name)} -->", re.DOTALL
    )
    if pattern.search(text):
        return pattern.sub(lambda _: marked, text)
    return f"{text.rstrip()}\n\n{marked}\n"


def write(path: Path, name: str, report: Report, browser: str, seconds: float) -> None:
    """Put a report into the file, with its date, machine and how to run it again."""
    text = path.read_text("utf-8") if path.exists() else HEAD
    again = f"Run again: `python -m bench {name}` ({seconds / 60:.0f} min)."
    where = f"*{date.today().isoformat()}; {machine(browser)}. {again}*"
    path.write_text(put_section(text, name, f"{report.markdown()}\n\n{where}"), "utf-8")
