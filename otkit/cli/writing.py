"""Files that commands write: none of them takes the place of somebody's work."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

from otkit.errors import OtkitError, refusal
from otkit.kit.atomic import NotOursError, write_new
from otkit.kit.wording import Words


def nobodys(_old: bytes) -> bool:
    """Whether an old file may go that people write in: never."""
    return False


def write_file(
    path: Path, content: bytes, words: Words, is_ours: Callable[[bytes], bool] = nobodys
) -> None:
    """Write a file, and its folder if need be, in place of nothing but what ``is_ours`` knows.

    Raises ``OtkitError``, in the language of ``words``.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir() and not path.is_symlink():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        write_new(path, content, is_ours)
    except NotOursError as error:
        raise refusal(words, error.message_id, file=path) from None
    except OSError as error:
        raise cannot_write(path, error, words) from None


def cannot_write(path: Path, error: OSError, words: Words) -> OtkitError:
    """The error with the reason why `path` could not be written."""
    return refusal(words, "paper.cannot-write", file=path, why=error.strerror or str(error))
