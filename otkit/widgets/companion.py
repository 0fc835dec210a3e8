"""The companion server: `otkit serve` for phones, started by the board and ended with it."""

from __future__ import annotations

import os
import socket
import subprocess  # it runs this package, with no word of a visitor  # nosec B404
import sys
from contextlib import suppress

PORTS = range(8866, 8876)
"""Tried in turn: the port of `otkit serve` first, since a firewall may open single ports."""

EVERYWHERE = "0.0.0.0"  # noqa: S104 -- phones come from outside  # nosec B104
OF_A_KERNEL = ("JPY_", "JUPYTER_", "MPLBACKEND")


class Companion:
    """A server for phones on `port`, in a process of its own."""

    def __init__(self, rooms: str, host: str = EVERYWHERE, *first: int) -> None:
        """Start it, with the room store `rooms`; it listens some seconds later.

        The port is one of `first`, if it is free: phones come back to where they were.
        """
        self.host = host
        self.port = free_port(host, *first)
        kept = {k: v for k, v in os.environ.items() if not k.startswith(OF_A_KERNEL)}
        self._process = subprocess.Popen(  # noqa: S603  # nosec B603
            [sys.executable, "-m", "otkit.server.companion", str(self.port), host],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            env=kept | {"OTKIT_ROOM": rooms},
            start_new_session=True,
        )

    def is_up(self) -> bool:
        """Whether phones can come."""
        host = "127.0.0.1" if self.host == EVERYWHERE else self.host
        with socket.socket() as trying:
            trying.settimeout(1)
            return trying.connect_ex((host, self.port)) == 0

    def has_ended(self) -> bool:
        """Whether it is gone; it has told the log why."""
        return self._process.poll() is not None

    def close(self) -> None:
        """End it, and the pages it serves."""
        if self._process.stdin and not self._process.stdin.closed:
            self._process.stdin.close()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(10)
            return
        self._process.kill()
        self._process.wait()


def free_port(host: str, *first: int) -> int:
    """The first of `first` and `PORTS` that nobody listens on, else any that is free."""
    for port in (*first, *PORTS, 0):
        with suppress(OSError), socket.create_server((host, port)) as listener:
            return int(listener.getsockname()[1])
    raise OSError(f"No port of {host} is free.")
