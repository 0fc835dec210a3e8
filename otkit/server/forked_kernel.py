"""ipykernel's own kernel, in two parts: what can be made before a fork, and the rest in the child.

Before, in the fork server (`prepare`): the application has read IPython's profile, and kernel and
shell are made, with no session, socket, thread or event loop. All kernels share that memory.

After, in the child (`run`): it takes its order, then the application starts as ever. What a kernel
must not share is made here or anew: session, identity, sockets, threads, event loops, streams,
debugger, environment, folder, random sequences.

What would only copy memory or take time is left out: the names of all modules, for `%reset`, are
listed before (to read them is to write to 2,000 of them); what was typed is kept in memory, not in
a database; instead of asking once a second who its parent is, the kernel is woken when its channel
ends; and at its end the memory is not taken apart piece by piece, which would copy all of it.
"""

from __future__ import annotations

import atexit
import gc
import os
import signal
import sys
import threading
import traceback
import uuid
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any

import IPython.core.shellapp
import ipywidgets
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from tornado.ioloop import IOLoop

from otkit.server import confined_kernel  # noqa: F401 -- so that no kernel has to import it
from otkit.server.forkserver import REPORT
from otkit.server.order import Order

MODULE_NAMES: set[str] = set()


class ForkedKernel(IPythonKernel):
    """A kernel that is made before the fork and gets its channels after it."""

    @classmethod
    def instance(cls, *args: Any, **kwargs: Any) -> Any:
        """The kernel; whoever brings channels for one that is made already, connects it."""
        made = cls.initialized()
        kernel = super().instance(*args, **kwargs)
        if made and kwargs:
            kernel.connect(**kwargs)
        return kernel

    def connect(self, **traits: Any) -> None:
        """Take on what is this kernel's alone; `traits` as ipykernel's application gives them."""
        for name in traits.keys() - {"parent", "log", "profile_dir", "user_ns"}:
            setattr(self, name, traits[name])
        self.ident = str(uuid.uuid4())
        self._stdout, self._stderr = sys.stdout, sys.stderr
        if hasattr(self, "debugger"):
            self.debugger = self.debugger_class(
                self.log,
                self.debugpy_stream,
                self._publish_debug_event,
                self.debug_shell_socket,
                self.session,
                self._kernel_modules,
                self.debug_just_my_code,
                self.filter_internal_frames,
            )
        shell: Any = self.shell
        shell.init_environment()
        shell.save_sys_module_state()
        shell.starting_dir = os.getcwd()
        for publisher in (shell.displayhook, shell.display_pub):
            publisher.session = self.session
            publisher.pub_socket = self.iopub_socket
        shell.displayhook.topic = self._topic("execute_result")  # type: ignore[no-untyped-call]


def only_before_the_fork(step: Callable[..., Any]) -> Callable[..., Any]:
    """A step of the application that is done once, for all kernels."""

    @wraps(step)
    def do(self: ForkedKernelApp, *args: Any, **kwargs: Any) -> Any:
        return None if self.prepared else step(self, *args, **kwargs)

    return do


class ForkedKernelApp(IPKernelApp):
    """ipykernel's application; what it has done before the fork it does not do again."""

    kernel_class = ForkedKernel
    channel: int = -1
    prepared = False

    def prepare(self) -> None:
        """Before the fork: read the profile, make kernel and shell."""
        self.init_profile_dir()
        self.init_config_files()
        self.load_config_file()
        self.config.HistoryManager.enabled = False
        kernel = ForkedKernel.instance(
            parent=self, log=self.log, profile_dir=self.profile_dir, user_ns=self.user_ns
        )
        for extension in self.default_extensions:
            kernel.shell.extension_manager.load_extension(extension)
        self.prepared = True

    def parse_command_line(self, argv: list[str] | None = None) -> None:
        """Take `-f FILE`; kernels with other options are not forked."""
        _, self.connection_file = argv or ("-f", "")

    init_profile_dir = only_before_the_fork(IPKernelApp.init_profile_dir)
    init_config_files = only_before_the_fork(IPKernelApp.init_config_files)
    load_config_file = only_before_the_fork(IPKernelApp.load_config_file)
    update_config = only_before_the_fork(IPKernelApp.update_config)

    def init_poller(self) -> None:
        """Do not poll for the parent: the channel says when it is gone."""

    def init_kernel(self) -> None:
        """Give the kernel its channels."""
        super().init_kernel()  # type: ignore[no-untyped-call]
        # ipywidgets was imported before there was a kernel that it could have told.
        ipywidgets.register_comm_target()
        loop: IOLoop = self.control_thread.io_loop
        loop.add_handler(self.channel, self.end_with_server, IOLoop.READ)

    def init_code(self) -> None:
        """Run start-up files; tell the shell which modules `%reset` must leave alone."""
        vars(IPython.core.shellapp)["sys"] = SysWithoutModules()
        try:
            super().init_code()  # type: ignore[no-untyped-call]
        finally:
            vars(IPython.core.shellapp)["sys"] = sys
        vars(self.shell)["_sys_modules_keys"] = MODULE_NAMES

    def end_with_server(self, channel: int, _events: int) -> None:
        """End the kernel, and what it started, when nobody is left at the channel's other end."""
        with suppress(ConnectionError):
            if os.read(channel, 1):
                return
        try:
            self.cleanup_connection_file()  # type: ignore[no-untyped-call]
            os.killpg(os.getpid(), signal.SIGKILL)
        finally:
            os._exit(1)  # where a confined kernel may signal nobody


class SysWithoutModules:
    """`sys`, except that no module is seen to be loaded."""

    modules: dict[str, Any] = {}  # noqa: RUF012

    def __getattr__(self, name: str) -> Any:
        """Read it from `sys`."""
        return getattr(sys, name)

    def __setattr__(self, name: str, value: Any) -> None:
        """Set it in `sys`."""
        setattr(sys, name, value)


def prepare() -> None:
    """In the fork server, last of all: make what kernels can share."""
    ForkedKernelApp.instance().prepare()
    MODULE_NAMES.update(sys.modules)


def run(channel: int) -> None:
    """Be the kernel until it is shut down; never returns."""
    code = 1
    try:
        os.write(channel, REPORT.pack(b"P", os.getpid()))
        order = Order.read(channel)
        order.obey()
        os.register_at_fork(after_in_child=lambda: os.close(channel))
        gc.enable()
        app: Any = ForkedKernelApp.instance()
        app.parent_handle = order.parent
        app.channel = channel
        app.initialize(order.argv)
        app.start()
        app.control_thread.join(0.5)  # it may still answer the request to shut down
        code = 0
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None)
    except EOFError:  # the server was gone before it had said what it wanted
        pass
    except BaseException:
        traceback.print_exc()
    finally:
        threading._shutdown()  # type: ignore[attr-defined]
        atexit._run_exitfuncs()
        os._exit(code)
