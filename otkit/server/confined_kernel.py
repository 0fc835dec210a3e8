"""ipykernel behind the walls of `confine.py`: what it has to do differently there.

Kernels that cannot be forked are started by `python -m otkit.server.confined_kernel -f FILE`.
"""

from __future__ import annotations

import logging
import os
import runpy
import signal
import sys
from typing import Any

from ipykernel import kernelapp
from ipykernel.iostream import IOPubThread
from IPython.core.getipython import get_ipython

from otkit.server.confine import LIMITS, confine, set_limits

RESERVED_BY_IMPORTS = 1_300_000_000  # bytes, most of them addresses that nobody ever uses


def enter(connection_file: str) -> None:
    """Put this process, which is about to be a kernel, behind the walls; raises `OSError`."""
    vars(kernelapp)["IOPubThread"] = WithoutPipe
    keep_quiet()
    confine(connection_file)


class WithoutPipe(IOPubThread):
    """Publishes what the kernel prints, and needs no port to hear its forked children print."""

    def __init__(self, socket: Any, **kwargs: Any) -> None:
        """Take ipykernel's own arguments."""
        super().__init__(socket, **(kwargs | {"pipe": False}))  # type: ignore[no-untyped-call]


def keep_quiet() -> None:
    """Log what went wrong and where, never with which words: they may be a visitor's.

    A `MemoryError`, whoever caught it, ends this process.
    """
    make = logging.getLogRecordFactory()

    def making(*args: Any, **kwargs: Any) -> logging.LogRecord:
        record = make(*args, **kwargs)
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, MemoryError):
            end()
        what = f" ({type(error).__name__})" if error else ""
        record.msg = f"A visitor's kernel logs from {record.name}:{record.lineno}{what}."
        record.args = record.exc_info = record.exc_text = record.stack_info = None
        return record

    logging.setLogRecordFactory(making)
    shell: Any = get_ipython()
    if shell is not None:
        shell.set_custom_exc((MemoryError,), end)


def end(*_: object) -> None:
    """End this process at once."""
    os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    """Confine this new process, then be `ipykernel_launcher` with the same arguments."""
    set_limits(LIMITS | {"RLIMIT_DATA": LIMITS["RLIMIT_DATA"] + RESERVED_BY_IMPORTS})
    enter(sys.argv[sys.argv.index("-f") + 1])
    os.environ["IPYTHONDIR"] = os.environ["TMPDIR"]
    sys.argv.append("--HistoryManager.enabled=False")
    runpy.run_module("ipykernel_launcher", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
