"""The process of a kernel: ipykernel inside the sandbox, with `hosting.py` as its extension.

The kernel specification `otkit` (`front/kernels/otkit/kernel.json`) starts it by
`python -m otkit.server.kernels.confined -f FILE`, with its limits as JSON in the environment.
"""

from __future__ import annotations

import errno
import json
import logging
import os
import signal
import sys
import threading
from typing import Any

import zmq
from ipykernel.kernelapp import IPKernelApp
from traitlets.config import Config

from otkit.server import logs
from otkit.server.limits import Bucket
from otkit.server.sandbox.confine import confine, set_limits

LIMITS = "OTKIT_KERNEL_LIMITS"  # the environment variable; names and values for `set_limits`
LINES_A_SECOND, LINES_AT_ONCE = 0.02, 10.0  # that one kernel logs
#: Threads are outside a sandbox that is built later, and a visitor's arithmetic needs none.
ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "NUMEXPR_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "1",  # a kernel's threads share one heap
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",  # the debugger would warn that it was imported early
}
RESERVED_BY_IMPORTS = 1_400_000_000  # bytes, most of them addresses that nobody ever uses


class KernelApp(IPKernelApp):
    """ipykernel's application with one thread for requests and what is published.

    Its threads for subshells and for what is printed would cost two switches for each message, and
    it would listen on a port for what child processes print.
    """

    def init_control(self, context: Any) -> None:
        """Open the channel for the kernel's control; there are no subshells."""
        super().init_control(context)  # type: ignore[no-untyped-call]
        self.shell_channel_thread = None

    def init_iopub(self, context: Any) -> None:
        """Open the channel on which the kernel publishes; in the sandbox there are no ports."""
        self.iopub_socket = context.socket(zmq.PUB)
        self.iopub_socket.linger = 1000
        joint = "-" if self.transport == "ipc" else ":"
        self.iopub_socket.bind(f"{self.transport}://{self.ip}{joint}{self.iopub_port}")
        self.configure_tornado_logger()  # type: ignore[no-untyped-call]


def configuration() -> Config:
    """ipykernel's own options: no history, nothing printed is published, and our extension."""
    config = Config()
    config.HistoryManager.enabled = False
    config.Session.packer = "json"  # orjson, where it is found, keeps the names of fields for ever
    config.KernelApp.extra_extensions = ["otkit.server.kernels.hosting"]
    # Each message would wait for two threads to flush what nobody reads.
    config.KernelApp.outstream_class = None
    config.KernelApp.no_stdout = True
    # Without it, each message would be put into words that no handler takes.
    quiet = {"loggers": {"KernelApp": {"level": "WARNING"}}}
    config.KernelApp.logging_config = logs.APPLICATION | quiet
    return config


def message_of(record: logging.LogRecord, error: BaseException | None) -> str:
    """Where a record is from, and never its text, which may be a visitor's.

    An error after which nothing can be relied on, wherever it was caught, ends this process.
    """
    end_if_fatal(error)
    kind = f" ({type(error).__name__})" if error else ""
    return f"A kernel logs from {record.filename}:{record.lineno}{kind}."


def log_uncaught(raised: Any) -> None:
    """Log what nobody caught, in a thread or where a thing was freed."""
    logging.getLogger("otkit").error("", exc_info=raised.exc_value)


def end_if_fatal(error: BaseException | None) -> None:
    """End this process at once if memory has run out, or a library panicked as it does then.

    Such a panic is a `BaseException`, and goes past every `except Exception`.
    """
    out_of_memory = isinstance(error, OSError) and error.errno == errno.ENOMEM
    if out_of_memory or isinstance(error, MemoryError) or not isinstance(error, Exception | None):
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))  # Windows has the second


def main() -> None:
    """Confine this new process, then be ipykernel."""
    limits: dict[str, int] = json.loads(os.environ.pop(LIMITS, "{}"))
    if "RLIMIT_DATA" in limits:
        limits["RLIMIT_DATA"] += RESERVED_BY_IMPORTS
    set_limits(limits)
    logs.FLOOD.lines = Bucket(LINES_A_SECOND, LINES_AT_ONCE)
    logs.set_format()
    logs.redact(message_of)
    sys.unraisablehook = threading.excepthook = log_uncaught
    try:
        confine(sys.argv[sys.argv.index("-f") + 1])
    except OSError as error:
        sys.exit(f"The sandbox of a kernel cannot be set up: {error.strerror}.")
    os.environ["IPYTHONDIR"] = os.environ["TMPDIR"]
    app: Any = KernelApp.instance(config=configuration())
    app.initialize(sys.argv[1:])
    app.start()


if __name__ == "__main__":
    main()
