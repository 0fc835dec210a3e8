"""The companion server of a notebook: serves until its standard input ends.

Run as `python -m otkit.server.companion PORT HOST`: its input ends when the process that started it
is gone, however it went.
"""

from __future__ import annotations

import _thread
import os
import signal
import sys
import threading
from pathlib import Path


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
