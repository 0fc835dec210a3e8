"""The Jupyter server's side of the fork server: it is started here, asked here, and missed here."""

from __future__ import annotations

import asyncio
import atexit
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Container, Mapping, Sequence
from contextlib import suppress

from otkit.server.forkserver import REPORT
from otkit.server.order import Order

#: What is run in the fork server before any fork: every page, drawn once.
WARM = ("otkit.widgets.rehearsal:rehearse",)
ONE_THREAD = {
    # Threads survive no fork and stand behind no wall, and visitors' arithmetic needs none.
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "NUMEXPR_NUM_THREADS": "1",
    # A kernel's threads share one heap instead of growing one each.
    "MALLOC_ARENA_MAX": "1",
    # No thread of pyarrow's allocator, where pandas finds pyarrow.
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    # The debugger would warn that it was imported early.
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}


class ForkServer:
    """A running fork server, seen from the Jupyter server."""

    def __init__(
        self, warm: Sequence[str], env: Mapping[str, str], kept: Container[str] | None = None
    ) -> None:
        """Start it; it is ready when it has imported everything."""
        self.told = (warm, env, kept)
        own = {name: value for name, value in os.environ.items() if kept is None or name in kept}
        self.env = {**own, **env}
        self.socket, theirs = socket.socketpair()
        self.socket.setblocking(False)
        with theirs:
            self.process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-m", "otkit.server.forkserver", str(theirs.fileno()), *warm],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                env={**self.env, **ONE_THREAD},
                start_new_session=True,
            )

    async def fork(self, order: Order, streams: Mapping[int, int]) -> ForkedProcess:
        """Have a kernel forked; raises `ConnectionError` when the fork server is gone."""
        channel, theirs = socket.socketpair()
        channel.setblocking(False)
        request = bytes([128 + sum(1 << stream for stream in streams)])
        with theirs:
            while True:
                try:
                    socket.send_fds(self.socket, [request], [theirs.fileno(), *streams.values()])
                    break
                except BlockingIOError:  # many at once, and it is still importing
                    await asyncio.sleep(0.02)
        loop = asyncio.get_running_loop()
        await loop.sock_sendall(channel, order.packed())
        said = await loop.sock_recv(channel, REPORT.size)
        letter, number = REPORT.unpack(said) if said else (b"", 0)
        if letter == b"P":
            return ForkedProcess(number, channel)
        channel.close()
        if letter == b"E":
            raise OSError(number, os.strerror(number))
        raise ConnectionResetError("The fork server ended before it had forked a kernel.")

    def close(self) -> None:
        """Let the fork server end, and its kernels with it."""
        self.socket.close()


class ForkedProcess:
    """A forked kernel, with the part of `subprocess.Popen` that the local provisioner uses."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int, channel: socket.socket) -> None:
        """Take in hand the process `pid`, which speaks on `channel`."""
        self.pid = pid
        self.returncode: int | None = None
        self._channel = channel

    def poll(self) -> int | None:
        """The exit code, or None while the kernel runs."""
        if self.returncode is None:
            try:
                said = self._channel.recv(REPORT.size)
            except BlockingIOError:
                return None
            except OSError:
                said = b""
            self.returncode = REPORT.unpack(said)[1] if said else -signal.SIGKILL
            self._channel.close()
        return self.returncode

    wait = poll

    def send_signal(self, signum: int) -> None:
        """Signal the kernel's own process."""
        if self.poll() is None:
            os.kill(self.pid, signum)

    def kill(self) -> None:
        """Kill the kernel."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask the kernel to end."""
        self.send_signal(signal.SIGTERM)


_running: ForkServer | None = None


def never_forks(env: Mapping[str, str]) -> str | None:
    """Why no kernel at all is forked here, or None where kernels can be.

    >>> never_forks({"OTKIT_FORK": "0"})
    'OTKIT_FORK=0 asks for it'
    """
    if env.get("OTKIT_FORK") == "0":
        return "OTKIT_FORK=0 asks for it"
    if not sys.platform.startswith("linux"):
        return "this system cannot fork them safely"
    return None


def start_fork_server(
    warm: Sequence[str] = WARM,
    env: Mapping[str, str] | None = None,
    kept: Container[str] | None = None,
) -> ForkServer:
    """Start this process's fork server, unless it runs.

    `warm` names what it imports (`module`) and runs (`module:function`) besides what kernels need;
    `env` is added to its environment, of which nothing but the names `kept` stays (None: all does);
    a kernel could read what its process was started with. All three count only when it is started.
    It is ready some two seconds later; kernels asked for meanwhile wait for it.
    """
    global _running
    if _running is None or _running.process.poll() is not None:
        told = (warm, env or {}, kept)
        if _running is None:
            atexit.register(stop_fork_server)
        else:
            told = _running.told
            _running.close()
        _running = ForkServer(*told)
    return _running


def stop_fork_server() -> None:
    """End the fork server and the kernels that it forked."""
    global _running
    if _running is not None:
        _running.close()
        with suppress(subprocess.TimeoutExpired):
            _running.process.wait(5)
        _running = None


def _forget_after_fork() -> None:
    global _running
    if _running is not None:
        _running.socket.close()
        _running = None


if hasattr(os, "register_at_fork"):  # not on Windows
    os.register_at_fork(after_in_child=_forget_after_fork)
