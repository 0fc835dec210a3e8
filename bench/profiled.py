"""`python -m bench.profiled FILE MODULE ...`: run a module; SIGUSR1 starts to look at what it does,
SIGUSR2 writes what was seen into FILE.

Every few milliseconds of processor time the system interrupts it and the packages on the stack are
counted: the innermost on its own, and each one that is there once. That costs next to nothing.
"""

from __future__ import annotations

import json
import re
import runpy
import signal
import sys
from collections import Counter
from types import FrameType
from typing import Any

EVERY = 0.005  # seconds of processor time
PACKAGE = re.compile(r".*(?:site-packages|lib/python3\.\d+)/([^/.]+)")


def package(file: str) -> str:
    """The package that a source file belongs to.

    >>> package("/v/lib/python3.11/site-packages/zmq/sugar/poll.py")
    'zmq'
    >>> package("/v/lib/python3.11/json/decoder.py")
    'json'
    """
    if "/otkit/" in file and "site-packages" not in file:
        return "otkit"
    match = PACKAGE.match(file)
    return match[1] if match else "other"


def packages(frame: FrameType | None) -> list[str]:
    """The packages on a stack, the innermost first, each once."""
    seen: dict[str, None] = {}
    while frame is not None:
        seen.setdefault(package(frame.f_code.co_filename))
        frame = frame.f_back
    return list(seen)


def main() -> None:
    """Become the module."""
    file, module, *arguments = sys.argv[1:]
    innermost: Counter[str] = Counter()
    within: Counter[str] = Counter()

    def sample(_signal: int, frame: FrameType | None) -> None:
        stack = packages(frame)
        innermost.update(stack[:1])
        within.update(stack)

    def begin(*_: Any) -> None:
        signal.setitimer(signal.ITIMER_PROF, EVERY, EVERY)

    def end(*_: Any) -> None:
        signal.setitimer(signal.ITIMER_PROF, 0)
        with open(file, "w") as out:
            json.dump({"own": innermost, "within": within}, out)

    signal.signal(signal.SIGPROF, sample)
    signal.signal(signal.SIGUSR1, begin)
    signal.signal(signal.SIGUSR2, end)
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
