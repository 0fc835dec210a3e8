"""`python -m bench.profiled FILE MODULE ...`: run a module; SIGUSR1 starts to profile it, SIGUSR2
writes the profile into FILE. Processor time of the main thread's process, not the clock's.
"""

from __future__ import annotations

import cProfile
import runpy
import signal
import sys
import time
from typing import Any


def main() -> None:
    """Become the module."""
    file, module, *arguments = sys.argv[1:]
    profile = cProfile.Profile(time.process_time)

    def end(*_: Any) -> None:
        profile.disable()
        profile.dump_stats(file)

    signal.signal(signal.SIGUSR1, lambda *_: profile.enable())
    signal.signal(signal.SIGUSR2, end)
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
