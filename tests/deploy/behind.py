"""Several servers behind HAProxy, as `deploy/replicas/run.sh` runs them, for a test."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.serving import ROOT, free_port

RUN = ROOT / "deploy" / "replicas" / "run.sh"


@dataclass
class Replicas:
    """What `run.sh` started: its address, its process, what it printed."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path

    def servers(self) -> list[psutil.Process]:
        """The servers that run now, the oldest first: s1, s2 and so on until one was restarted."""
        children = psutil.Process(self.process.pid).children()
        found = [one for one in children if "serve" in one.cmdline()]
        return sorted(found, key=psutil.Process.create_time)

    def wait_for(self, words: str, seconds: float = 300) -> None:
        """Wait until `words` were printed."""
        until = time.monotonic() + seconds
        while words not in self.log.read_text():
            if self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"`{words}` was not said:\n{self.log.read_text()}")
            time.sleep(0.1)

    def restart_in_turn(self) -> None:
        self.process.send_signal(signal.SIGHUP)


def end(process: subprocess.Popen[bytes], seconds: float = 40) -> None:
    """End a process by SIGTERM, and whatever it leaves behind by its id."""
    try:
        started = psutil.Process(process.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        started = []
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(seconds)
    finally:
        for one in started:
            if one.is_running():
                one.kill()


@contextmanager
def replicas(folder: Path, count: int, *words: str, **env: str) -> Iterator[Replicas]:
    """Run `run.sh <count> <words>` until it serves; everything it started ends with it."""
    port, log = free_port(), folder / f"replicas-{count}.log"
    scheme = "https" if "--certificate" in words else "http"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [RUN, str(count), "--port", str(port), *words],
            env={**os.environ, "PYTHON": sys.executable, **env},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    running = Replicas(f"{scheme}://127.0.0.1:{port}/", process, log)
    try:
        running.wait_for(f"{count} servers at")
        yield running
    finally:
        end(process)
