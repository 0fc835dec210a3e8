"""What a forked child does: it takes its order and becomes ipykernel's own kernel.

Imported by the fork server before any fork, used only in children. Each thing that ipykernel does
when it starts is done here too, except what would only copy memory that all kernels share:

- A kernel lists the files and names of all modules (for its debugger, and for `%reset`). Reading
  them writes a reference count into each, 2,000 pages of memory; here the lists are made once.
- Its command line is read without a parser when it is the usual one.
- The history of what was typed is kept in memory and not in a database.
- Instead of asking once a second who its parent is, the kernel is woken when its channel ends.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import random
import resource
import signal
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

import ipykernel.ipkernel
import IPython.core.shellapp
import ipywidgets
import numpy as np
from ipykernel.kernelapp import IPKernelApp
from tornado.ioloop import IOLoop

from otkit.server.forkserver import REPORT

MODULE_NAMES: set[str] = set()
MODULE_FILES: list[str] = []


def prepare() -> None:
    """In the fork server, last of all: note which modules a kernel finds loaded."""
    MODULE_NAMES.update(sys.modules)
    files = (getattr(module, "__file__", None) for module in list(sys.modules.values()))
    MODULE_FILES.extend(file for file in files if file)


class SysWithoutModules:
    """`sys`, except that no module is seen to be loaded."""

    modules: dict[str, Any] = {}  # noqa: RUF012

    def __getattr__(self, name: str) -> Any:
        """Read it from `sys`."""
        return getattr(sys, name)

    def __setattr__(self, name: str, value: Any) -> None:
        """Set it in `sys`."""
        setattr(sys, name, value)


@contextmanager
def modules_unseen_by(reader: ModuleType) -> Iterator[None]:
    """Keep a module from walking through `sys.modules` for a while."""
    vars(reader)["sys"] = SysWithoutModules()
    try:
        yield
    finally:
        vars(reader)["sys"] = sys


class ForkedKernelApp(IPKernelApp):
    """ipykernel's application, started in a process that has imported everything."""

    channel: int = -1

    def parse_command_line(self, argv: list[str] | None = None) -> None:
        """Read the usual `-f FILE` directly; leave anything else to the parser."""
        if argv is not None and len(argv) == 2 and argv[0] == "-f":
            self.connection_file = argv[1]
        else:
            super().parse_command_line(argv)
        self.config.HistoryManager.enabled = False

    def init_poller(self) -> None:
        """Do not poll for the parent: the channel says when it is gone."""

    def init_kernel(self) -> None:
        """Make the kernel; give it what it would have found in `sys.modules`."""
        with modules_unseen_by(ipykernel.ipkernel):
            super().init_kernel()  # type: ignore[no-untyped-call]
        if debugger := getattr(self.kernel, "debugger", None):
            debugger.kernel_modules = MODULE_FILES
        # ipywidgets was imported before there was a kernel that it could have told.
        ipywidgets.register_comm_target()
        loop: IOLoop = self.control_thread.io_loop
        loop.add_handler(self.channel, self.end_with_server, IOLoop.READ)

    def init_code(self) -> None:
        """Run start-up files; tell the shell which modules `%reset` must leave alone."""
        with modules_unseen_by(IPython.core.shellapp):
            super().init_code()  # type: ignore[no-untyped-call]
        shell: Any = self.shell
        shell._sys_modules_keys = MODULE_NAMES

    def end_with_server(self, channel: int, _events: int) -> None:
        """End the kernel, and what it started, when nobody is left at the channel's other end."""
        if not os.read(channel, 1):
            self.cleanup_connection_file()  # type: ignore[no-untyped-call]
            os.killpg(os.getpid(), signal.SIGKILL)


def read_order(channel: int) -> dict[str, Any]:
    """Read an order: its length in four bytes, then JSON."""

    def read(size: int) -> bytes:
        parts = b""
        while len(parts) < size:
            part = os.read(channel, size - len(parts))
            if not part:
                os._exit(1)
            parts += part
        return parts

    order: dict[str, Any] = json.loads(read(int.from_bytes(read(4), "big")))
    return order


def obey(order: dict[str, Any]) -> None:
    """Take on the order's environment, folder and limits; start every random sequence anew."""
    os.environ.clear()
    os.environ.update(order["env"])
    time.tzset()
    os.chdir(order["cwd"])
    for name, limit in order["limits"].items():
        resource.setrlimit(getattr(resource, name), (limit, limit))
    random.seed()
    np.random.seed()
    sys.argv = ["ipykernel_launcher", *order["argv"]]


def run(channel: int) -> None:
    """Be the kernel until it is shut down; never returns."""
    code = 1
    try:
        os.write(channel, REPORT.pack(b"P", os.getpid()))
        order = read_order(channel)
        obey(order)
        os.register_at_fork(after_in_child=lambda: os.close(channel))
        gc.enable()
        app: Any = ForkedKernelApp.instance(parent_handle=order["parent"])
        app.channel = channel
        app.initialize(order["argv"])
        app.start()
        code = 0
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:
        # What an interpreter does at its end, but for freeing, hence copying, all shared memory.
        threading._shutdown()  # type: ignore[attr-defined]
        atexit._run_exitfuncs()
        os._exit(code)
