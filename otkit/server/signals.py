"""Every ordinary way to end a server ends it in order: Ctrl-C, a closed terminal, `kill`."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable

ENDING = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGBREAK")  # not every system has them all


def on_ending(stop: Callable[[], object]) -> None:
    """Call `stop` when this process is to end, and leave at once when it is told so again.

    A signal that this process was started to ignore, as `nohup` does with SIGHUP, stays ignored.
    """

    def end(_number: int, _frame: object) -> None:
        for number in mine:
            signal.signal(number, leave)
        stop()

    def leave(_number: int, _frame: object) -> None:
        sys.exit(1)

    numbers = [getattr(signal, name) for name in ENDING if hasattr(signal, name)]
    mine = [number for number in numbers if signal.getsignal(number) is not signal.SIG_IGN]
    for number in mine:
        signal.signal(number, end)
