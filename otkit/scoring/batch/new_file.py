"""A new file that takes the place of an old one once it is complete, and harms no other."""

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from otkit.kit.atomic import atomic_write, refuse_others
from otkit.kit.tables.source import BOM

STREAM = Path("-")
"""The name that stands for what is written to the next command."""

FIRST_LINE = 1 << 16
"""Bytes of an old file that are looked at to see whose it is."""


@contextmanager
def new_file(path: Path, is_ours: Callable[[str], bool], *, has_bom: bool) -> Iterator[TextIO]:
    """A file to write that takes the place of ``path`` once it is complete; ``-`` is the output.

    Replaces nothing but a file whose first line ``is_ours`` knows, or that is empty.

    Raises ``NotOursError`` and ``OSError``.
    """
    mark = BOM if has_bom else ""
    if path == STREAM:
        with tempfile.TemporaryFile("w+", encoding="utf-8", newline="") as file:
            file.write(mark)
            yield file
            file.seek(0)
            shutil.copyfileobj(file.buffer, sys.stdout.buffer)
            sys.stdout.buffer.flush()
        return
    _refuse_others(path, is_ours)
    with atomic_write(path) as file:
        file.write(mark)
        yield file
        _refuse_others(path, is_ours)


def _refuse_others(path: Path, is_ours: Callable[[str], bool]) -> None:
    def is_our_file(start: bytes) -> bool:
        text = start.decode(errors="replace").removeprefix(BOM)
        return not text or is_ours(text.partition("\n")[0].rstrip("\r"))

    refuse_others(path, is_our_file, FIRST_LINE)
