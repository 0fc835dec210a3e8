"""A process that has imported everything a kernel needs, and forks one child per kernel.

Python needs about a second to import what a kernel and our notebooks use, and 70 MB to hold it.
This process does it once. Asked for a kernel, it forks: the child has everything in 5 ms, and
shares with all other kernels the memory that nobody writes to. What makes that safe:

- It is started with one end of a socket pair, the *owner*: the Jupyter server holds the other end.
  There is no path and no port, so nobody else can ask for a kernel.
- It runs one thread, no event loop, no ZeroMQ, and no kernel's object exists before the fork, so a
  child copies no lock that somebody holds and no key, identity or seed (see `forked_kernel.py`).
- A request is one byte on the owner's socket. With it come the kernel's own socket, its *channel*,
  and any of stdin, stdout and stderr that the kernel shall have; the byte's lowest bits say which.
  Everything else, the *order*, the child reads from its channel: a faulty order can hurt nobody but
  that child, and the time to read it is the child's.
- A channel says `P` and the process id (written by the child when it starts), `E` and an error
  number (the fork failed) or `X` and the exit code (written here, while the id is still taken).
- The channel ends when whoever holds its other end is gone: then the kernel ends too. So kernels
  outlive this process when it dies, and never outlive the Jupyter server. When the owner's socket
  ends, this process waits a moment for its children, kills those that are left, and goes.

Run as `python -m otkit.server.forkserver FD NAME...`: FD is the owner's socket, each NAME is a
module to import, or `module:function` to run before any fork (what it returns is closed again).
"""

from __future__ import annotations

import gc
import importlib
import os
import select
import signal
import socket
import struct
import sys
import time
import traceback
from collections.abc import Iterable
from contextlib import suppress

REPORT = struct.Struct("!ci")  # what a channel says: a letter and a number
CHANNEL = 3  # where a child finds its channel; 0, 1 and 2 are its stdin, stdout and stderr
GRACE_SECONDS = 2.0  # how long children may take to notice that the server is gone

#: What a kernel imports while it starts, shows a widget, completes a word and meets an error.
KERNEL_IMPORTS = (
    "faulthandler",
    "jedi",
    "pdb",
    "resource",
    "sqlite3",
    "tornado.platform.asyncio",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "IPython.utils.wildcard",
    "ipykernel.debugger",
    "otkit.server.confined_kernel",
    "otkit.server.forked_kernel:prepare",
)


def warm_up(names: Iterable[str]) -> None:
    """Import each module, run each `module:function`; a failure is printed and costs only speed."""
    for name in names:
        module, _, function = name.partition(":")
        try:
            made = importlib.import_module(module)
            if function:
                made = getattr(made, function)()
            if function and hasattr(made, "close"):
                made.close()
        except Exception:
            print(f"The fork server could not prepare {name}:", file=sys.stderr)
            traceback.print_exc()


def share_memory() -> None:
    """Leave nothing in memory that children would write to without need.

    Frozen objects are never visited by a child's collector. Garbage is frozen with them: what is
    freed leaves holes, and a child that fills a hole copies the page around it. An entry of the
    cache of attributes holds its attribute's name, so a child would write to a name in the same
    place that it never uses.
    """
    gc.freeze()
    forget = getattr(sys, "_clear_internal_caches", None) or sys._clear_type_cache
    forget()


def serve(owner: socket.socket) -> int | None:
    """Fork a child for each request until the owner is gone.

    Returns None when it is over; returns the channel in each child.
    """
    kernels: dict[int, int] = {}  # process id -> channel
    woken, wake = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    poll = select.poll()
    poll.register(owner, select.POLLIN)
    poll.register(woken, select.POLLIN)
    while True:
        ready = [fd for fd, _ in poll.poll()]
        if woken in ready:
            os.read(woken, 4096)
            reap(kernels)
        if owner.fileno() in ready:
            request, fds, _, _ = socket.recv_fds(owner, 1, 4)
            if not request:
                end(kernels)
                return None
            try:
                child = os.fork()
            except OSError as error:
                report(fds[0], b"E", error.errno or 0)
                for fd in fds:
                    os.close(fd)
                continue
            if child == 0:
                owner.detach()
                take_over(request[0], fds)
                return CHANNEL
            kernels[child] = fds[0]
            for fd in fds[1:]:
                os.close(fd)


def take_over(request: int, fds: list[int]) -> None:
    """In the child: keep its own channel and streams, close and undo what is the fork server's."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.setsid()
    given = iter(fds[1:])
    for stream in (0, 1, 2):
        if request & (1 << stream):
            os.dup2(next(given), stream)
    os.dup2(fds[0], CHANNEL, inheritable=False)
    os.closerange(CHANNEL + 1, os.sysconf("SC_OPEN_MAX"))


def report(channel: int, letter: bytes, number: int) -> None:
    """Say one thing on a channel; an owner that is gone does not listen."""
    with suppress(OSError):
        os.write(channel, REPORT.pack(letter, number))


def reap(kernels: dict[int, int]) -> None:
    """Report the exit code of each child that ended, then let its process id go."""
    while kernels:
        ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        if ended is None:
            return
        exited = ended.si_code == os.CLD_EXITED
        channel = kernels.pop(ended.si_pid)
        report(channel, b"X", ended.si_status if exited else -ended.si_status)
        os.close(channel)
        os.waitpid(ended.si_pid, 0)


def end(kernels: dict[int, int]) -> None:
    """Wait until the children have noticed that the server is gone; kill those that have not."""
    until = time.monotonic() + GRACE_SECONDS
    while kernels and time.monotonic() < until:
        time.sleep(0.05)
        reap(kernels)
    for process in kernels:
        with suppress(ProcessLookupError):
            os.killpg(process, signal.SIGKILL)


def main() -> None:
    """Import, freeze, serve; and in a child become the kernel."""
    if sys.path[0] in ("", os.getcwd()):
        del sys.path[0]  # where we were started must not decide what is imported
    gc.disable()
    owner = socket.socket(fileno=int(sys.argv[1]))
    warm_up([*sys.argv[2:], *KERNEL_IMPORTS])
    share_memory()
    channel = serve(owner)
    if channel is not None:
        from otkit.server.forked_kernel import run

        run(channel)


if __name__ == "__main__":
    main()
