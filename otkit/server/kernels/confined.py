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
import time
from typing import Any

import zmq
from ipykernel.iostream import IOPubThread
from ipykernel.kernelapp import IPKernelApp
from traitlets.config import Config

from otkit.server import logs
from otkit.server.limits import Bucket
from otkit.server.sandbox.confine import confine, set_limits

LIMITS = "OTKIT_KERNEL_LIMITS"  # the environment variable; names and values for `set_limits`
LINES_A_SECOND, LINES_AT_ONCE = 0.02, 10.0  # that one kernel logs
RESERVED_BY_IMPORTS = 1_300_000_000  # bytes, most of them addresses that nobody ever uses


class KernelApp(IPKernelApp):
    """ipykernel's application, without the port on which it hears child processes print."""

    def init_iopub(self, context: Any) -> None:
        """Open the channel on which the kernel publishes; in the sandbox there are no ports."""
        self.iopub_socket = context.socket(zmq.PUB)
        self.iopub_socket.linger = 1000
        joint = "-" if self.transport == "ipc" else ":"
        self.iopub_socket.bind(f"{self.transport}://{self.ip}{joint}{self.iopub_port}")
        self.configure_tornado_logger()  # type: ignore[no-untyped-call]
        thread: Any = IOPubThread(self.iopub_socket)  # type: ignore[no-untyped-call]
        thread.start()
        self.iopub_thread, self.iopub_socket = thread, thread.background_socket


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


def redact_logs() -> None:
    """Log what went wrong and where, but never the text of it, which may be a visitor's.

    Of very many lines only some are logged, so that no visitor fills the disk. An error after which
    nothing can be relied on, wherever it was caught, ends this process.
    """
    make = logging.getLogRecordFactory()
    lines = Bucket(LINES_A_SECOND, LINES_AT_ONCE, time.monotonic)

    def redacted(*args: Any, **kwargs: Any) -> logging.LogRecord:
        record = make(*args, **kwargs)
        error = record.exc_info[1] if record.exc_info else None
        end_if_fatal(error)
        kind = f" ({type(error).__name__})" if error else ""
        record.msg = f"A kernel logs from {record.filename}:{record.lineno}{kind}."
        if record.levelno >= logging.WARNING and not lines.take():
            record.levelno = logging.NOTSET - 1  # below what any handler takes
        record.args = record.exc_info = record.exc_text = record.stack_info = None
        return record

    def uncaught(raised: Any) -> None:
        end_if_fatal(raised.exc_value)
        logging.getLogger("otkit").error("", exc_info=raised.exc_value)

    logging.setLogRecordFactory(redacted)
    sys.unraisablehook = threading.excepthook = uncaught


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
    logs.set_format()
    redact_logs()
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
