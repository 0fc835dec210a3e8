"""A home for a server whose user has none that can be written to, as in containers."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile


def ensure_home() -> bool:
    """Make a home for this process where it has none, gone when it ends; returns whether it did.

    Libraries that kernels import look for their settings and caches there, and some fail without.
    """
    home = os.path.expanduser("~")
    if os.path.isabs(home) and os.access(home, os.W_OK | os.X_OK):
        return False
    own = tempfile.mkdtemp(prefix="otkit-home-")
    atexit.register(shutil.rmtree, own, ignore_errors=True)
    os.environ["HOME"] = own
    return True
