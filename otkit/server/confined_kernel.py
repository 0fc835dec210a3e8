"""ipykernel behind the walls of `confine.py`: what it has to do differently there.

Kernels that cannot be forked are started by `python -m otkit.server.confined_kernel LIMITS -f FILE`
with the limits as JSON.
"""

from __future__ import annotations

import errno
import json
import logging
import os
import runpy
import signal
import sys
import time
from typing import Any

from ipykernel import kernelapp
from ipykernel.iostream import IOPubThread
from ipykernel.zmqshell import ZMQInteractiveShell

from otkit.server import logs
from otkit.server.confine import confine, set_limits
from otkit.server.limits import Bucket

LINES_A_SECOND, LINES_AT_ONCE = 0.02, 10.0  # that one kernel logs
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

    Of very many lines only some are logged, so that no visitor fills the disk. An error after which
    nothing can be relied on, whoever caught it, ends this process.
    """
    make = logging.getLogRecordFactory()
    lines = Bucket(LINES_A_SECOND, LINES_AT_ONCE, time.monotonic)

    def making(*args: Any, **kwargs: Any) -> logging.LogRecord:
        record = make(*args, **kwargs)
        error = record.exc_info[1] if record.exc_info else None
        if is_fatal(error):
            end()
        what = f" ({type(error).__name__})" if error else ""
        record.msg = f"A visitor's kernel logs from {record.filename}:{record.lineno}{what}."
        if record.levelno >= logging.WARNING and not lines.take():
            record.levelno = logging.NOTSET - 1  # below what any handler takes
        record.args = record.exc_info = record.exc_text = record.stack_info = None
        return record

    def showing(shell: Any, kind: type[BaseException], error: Any, lines: list[str]) -> None:
        if is_fatal(error):
            end()
        show(shell, kind, error, lines)  # type: ignore[no-untyped-call]

    logging.setLogRecordFactory(making)
    show = ZMQInteractiveShell._showtraceback
    setattr(ZMQInteractiveShell, "_showtraceback", showing)  # noqa: B010


def is_fatal(error: BaseException | None) -> bool:
    """Whether memory has run out: as Python says it, the system, or a library that panics then.

    The panic is a `BaseException`, and goes past every `except Exception` of ipykernel.
    """
    if isinstance(error, OSError):
        return error.errno == errno.ENOMEM
    return isinstance(error, MemoryError) or not isinstance(error, Exception | None)


def end() -> None:
    """End this process at once."""
    os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))  # Windows has the second


def main() -> None:
    """Confine this new process, then be `ipykernel_launcher` with the remaining arguments."""
    limits: dict[str, int] = json.loads(sys.argv.pop(1))
    if "RLIMIT_DATA" in limits:
        limits["RLIMIT_DATA"] += RESERVED_BY_IMPORTS
    set_limits(limits)
    enter(sys.argv[sys.argv.index("-f") + 1])
    os.environ["IPYTHONDIR"] = os.environ["TMPDIR"]
    sys.argv.append("--HistoryManager.enabled=False")
    sys.argv.append(f"--IPKernelApp.log_format={logs.FORMAT}")
    runpy.run_module("ipykernel_launcher", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
