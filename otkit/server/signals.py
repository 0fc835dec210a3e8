"""Every ordinary way to end a server ends it in order: Ctrl-C, a closed terminal, `kill`."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable

ENDING = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGBREAK")  # not every system has them all


def on_ending(stop: Callable[[], object]) -> None:
    """Call `stop` at the first signal that ends a process, and exit at once at the second.

    A signal that this process was started to ignore, as `nohup` does with SIGHUP, stays ignored.
    """

    def end(_number: int, _frame: object) -> None:
        for number in handled:
            signal.signal(number, leave)
        stop()

    def leave(_number: int, _frame: object) -> None:
        sys.exit(1)

    numbers = [getattr(signal, name) for name in ENDING if hasattr(signal, name)]
    handled = [number for number in numbers if signal.getsignal(number) is not signal.SIG_IGN]
    for number in handled:
        signal.signal(number, end)
