"""`otkit serve` beside a notebook: started by the board, for phones, and ended with it.

Run as `python -m otkit.server.beside PORT`: it serves on all addresses of this computer until its
standard input ends, which it does when whoever started it is gone, however it went.
"""

from __future__ import annotations

import _thread
import os
import signal
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

PORTS = range(8866, 8876)
"""Tried in turn: the port of `otkit serve` first, since a firewall may open single ports."""

EVERYWHERE = "0.0.0.0"  # noqa: S104 -- phones come from outside
OF_A_KERNEL = ("JPY_", "JUPYTER_", "MPLBACKEND")


class Beside:
    """A server for phones on `port`; `is_up()` and `has_ended()` say how it does."""

    def __init__(self, rooms: str, host: str = EVERYWHERE, *first: int) -> None:
        """Start it, with the room store `rooms`; it listens some seconds later.

        The port is one of `first`, if it is free: phones come back to where they were.
        """
        self.host = host
        self.port = free_port(host, *first)
        kept = {k: v for k, v in os.environ.items() if not k.startswith(OF_A_KERNEL)}
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "otkit.server.beside", str(self.port), host],
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


def end_with_input() -> None:
    """End this process in order when nobody holds the other end of its standard input."""
    # Not by an interrupt: a kernel ignores them, and what it starts inherits that.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # until the server has its own way

    def wait() -> None:
        while sys.stdin.buffer.read(1):
            pass
        _thread.interrupt_main(signal.SIGTERM)

    threading.Thread(target=wait, daemon=True).start()


def main() -> None:
    """Serve until the notebook is gone."""
    from otkit.server.settings import Settings, prepare

    end_with_input()
    port, host = int(sys.argv[1]), sys.argv[2]
    data = Path(os.environ["OTKIT_DATA"]) if os.environ.get("OTKIT_DATA") else None
    room = os.environ["OTKIT_ROOM"]
    settings = Settings(host=host, port=port, room=room, kernels=1, data=data)
    tables = prepare(settings)
    from otkit.server.launch import serve

    serve(settings, tables)


if __name__ == "__main__":
    main()
