"""The error for a file that cannot be written."""

from __future__ import annotations

from pathlib import Path

from otkit.errors import OtkitError
from otkit.kit.wording import Words


def cannot_write(path: Path, error: OSError, words: Words) -> OtkitError:
    """The error with the reason why `path` could not be written."""
    why = error.strerror or str(error)
    message_id = "paper.cannot-write"
    return OtkitError(words(message_id, file=path, why=why), message_id, file=path, why=why)
