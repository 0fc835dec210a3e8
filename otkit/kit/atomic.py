"""Atomic writes: a file is replaced as a whole or stays as it is."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO


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
