"""Run a real server for a test, on loopback, and end it afterwards."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[1]


PORTS = iter(random.SystemRandom().sample(range(10_000, 32_000), 20_000))
"""Below those that the system gives to whoever connects; each process has an order of its own."""


def free_port() -> int:
    """A port on which nobody listens, and which nobody is given before a server listens there."""
    for port in PORTS:
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise OSError("no port is free")


@contextmanager
def started(
    *command: str, port: int, seconds: float = 180, log: Path | None = None, **env: str
) -> Iterator[subprocess.Popen[bytes]]:
    """`python -m <command>`, once it listens on `port`; what it prints goes to `log`."""
    with open(log, "wb") if log else nullcontext() as output:
        process = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=ROOT,
            env={**os.environ, **env},
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        deadline = time.monotonic() + seconds
        while not listens(port):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{' '.join(command)} does not listen on {port}")
            time.sleep(0.1)
        yield process
    finally:
        end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(60)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def as_in_a_terminal() -> None:
    """Have Ctrl-C in force, which a shell's jobs in the background are started to ignore."""
    for name in ("SIGINT", "SIGQUIT", "SIGHUP"):
        signal.signal(getattr(signal, name), signal.SIG_DFL)


@contextmanager
def serving(*options: str, port: int, log: Path, **env: str) -> Iterator[subprocess.Popen[bytes]]:
    """`otkit serve` on `port`, once it says in its `log` that it serves."""
    command = ("otkit", "serve", "--port", str(port), *options)
    with open(log, "wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=ROOT,
            env={**os.environ, "PYTHONUNBUFFERED": "1", **env},
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=as_in_a_terminal,
        )
    try:
        deadline = time.monotonic() + 180
        while "Serving at" not in log.read_text():
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{' '.join(command)} does not serve: {log.read_text()}")
            time.sleep(0.1)
        yield process
    finally:
        end(process)


@contextmanager
def running(*command: str, port: int, **env: str) -> Iterator[str]:
    """The address of `python -m <command>`."""
    with started(*command, port=port, **env):
        yield f"http://127.0.0.1:{port}/"


def listens(port: int) -> bool:
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0


def kernel_process(kernel: str) -> psutil.Process:
    """The process that listens on the sockets of the kernel with this id."""
    for process in psutil.process_iter():
        with suppress(psutil.Error), process.oneshot():  # it may end while it is looked at
            sockets = process.net_connections("unix")
            if any(kernel in str(one.laddr) for one in sockets) and process.children() == []:
                return process
    raise AssertionError(f"no process has the kernel {kernel}")
