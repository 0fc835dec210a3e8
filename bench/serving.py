"""Start a server, wait until it is ready and has nothing left to do, and end it by its id."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from bench.peers.registry import Peer
from bench.processes import tree, tree_cpu

ROOT = Path(__file__).parents[1]
START_WITHIN = 60  # seconds
QUIET_WITHIN = 60
QUIET_WINDOW = 1.5  # longer than the second that stock Voilà waits before it refills its pool
QUIET_SHARE = 0.03  # of one core
STOP_WITHIN = 6


@dataclass(frozen=True)
class Served:
    """A running server: its page's address, its process id, and where it logs."""

    peer: Peer
    url: str
    pid: int
    log: Path


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def launch(peer: Peer, port: int, log: Path, *under: str, **env: str) -> subprocess.Popen[bytes]:
    """Run a peer's server on loopback, its output in `log`; `env` is added to its environment."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), **env}
    with log.open("wb") as output:
        return subprocess.Popen(
            [sys.executable, "-m", *under, *peer.command(port)],
            cwd=ROOT,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


@asynccontextmanager
async def serving(peer: Peer, *under: str) -> AsyncIterator[Served]:
    """A server that listens and is quiet: its pool is filled, if it has one.

    `under`: a module, and its arguments, to run the server under, such as cProfile.
    """
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "server.log"
        process = launch(peer, port, log, *under)
        try:
            await listening(process, port, log)
            await quiet(process.pid)
            yield Served(peer, f"http://127.0.0.1:{port}/", process.pid, log)
        finally:
            await asyncio.to_thread(stop, process)


async def listening(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Wait until the port answers; a server that ends before is an error that shows its log."""
    deadline = time.monotonic() + START_WITHIN
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args!r} ended:\n{log.read_text()[-2000:]}")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            await asyncio.sleep(0.05)
    raise RuntimeError(f"{process.args!r} does not listen:\n{log.read_text()[-2000:]}")


async def quiet(*pids: int, within: float = QUIET_WITHIN) -> bool:
    """Wait until these trees do nothing any more; False when they never rest."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        before = sum(tree_cpu(pid) for pid in pids)
        await asyncio.sleep(QUIET_WINDOW)
        if sum(tree_cpu(pid) for pid in pids) - before < QUIET_SHARE * QUIET_WINDOW * len(pids):
            return True
    return False


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a server, and each process it started that outlives it."""
    family = tree(process.pid)[1:]
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_WITHIN)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    _, alive = psutil.wait_procs(family, timeout=3)
    for process_left in alive:
        process_left.kill()
