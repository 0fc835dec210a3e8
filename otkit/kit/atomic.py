"""Atomic writes: a file is replaced as a whole or stays as it is, and so is a file of others."""

import os
import secrets
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from otkit.errors import OtkitError


class NotOursError(OtkitError):
    """What stands where a file is to be written must not be written over."""

    def __init__(self, path: Path) -> None:
        """Keep where."""
        sentence = f"{path} is there already, and may hold work of yours. Choose another name."
        super().__init__(sentence, "paper.there", file=path)
        self.path = path


def refuse_others(path: Path, is_ours: Callable[[bytes], bool], start: int = -1) -> None:
    """Raise ``NotOursError`` unless ``path`` is free, or a file that is empty or ours.

    ``is_ours`` is asked about its first ``start`` bytes (-1: all). A link is nobody's.
    """
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISREG(mode):
        raise NotOursError(path)
    with path.open("rb") as file:
        old = file.read(start)
    if old and not is_ours(old):
        raise NotOursError(path)


def write_new(path: Path, content: bytes, is_ours: Callable[[bytes], bool]) -> None:
    """Write a whole file, in place of nothing but one that is ours or has the same content.

    Raises ``NotOursError`` and ``OSError``.
    """

    def may_go(old: bytes) -> bool:
        return old == content or is_ours(old)

    refuse_others(path, may_go)
    with atomic_write(path) as file:
        file.buffer.write(content)
        refuse_others(path, may_go)


@contextmanager
def atomic_write(path: Path) -> Iterator[TextIO]:
    """A UTF-8 file that takes the place of ``path`` once it is complete.

    Until then it stands beside it under a name that nobody can have left a link at. Raises
    ``OSError``, which names ``path``.
    """
    part = path.with_name(f".{path.name}.{secrets.token_hex(8)}.part")
    try:
        made = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None
    try:
        with open(made, "w", encoding="utf-8", newline="") as file:
            yield file
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
