"""This process: what ends it in order, and a home for it where its user has none."""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable

ENDING = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGBREAK")  # not every system has them all


def on_ending(stop: Callable[[], object]) -> None:
    """Call `stop` at the first signal that ends a process, and exit at once at the second.

    A signal that this process was started to ignore, as `nohup` does with SIGHUP, stays ignored.
    """

    def end(_number: int, _frame: object) -> None:
        for number in handled:
            signal.signal(number, lambda *_: sys.exit(1))
        stop()

    numbers = [getattr(signal, name) for name in ENDING if hasattr(signal, name)]
    handled = [number for number in numbers if signal.getsignal(number) is not signal.SIG_IGN]
    for number in handled:
        signal.signal(number, end)


def ensure_home() -> bool:
    """Make a home for this process where it has none, gone when it ends; returns whether it did.

    In containers users may have none that can be written to. Libraries that kernels import look for
    their settings and caches there, and some fail without.
    """
    home = os.path.expanduser("~")
    if os.path.isabs(home) and os.access(home, os.W_OK | os.X_OK):
        return False
    own = tempfile.mkdtemp(prefix="otkit-home-")
    atexit.register(shutil.rmtree, own, ignore_errors=True)
    os.environ["HOME"] = own
    return True
