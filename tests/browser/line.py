"""The line between a browser and a server as phones have it: it counts, drops, loses, is silent."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress

# Everything that the line about the connection ever says, in order.
HEARD = """window.heard = [];
new MutationObserver(() => {
    const words = document.querySelector("[data-link]")?.textContent ?? "";
    if (words && words !== heard.at(-1)) heard.push(words);
}).observe(document, { subtree: true, childList: true, characterData: true });"""


class Line:
    """A relay on a port of its own to a server on another; use it as a context."""

    def __init__(self, server_port: int) -> None:
        self.server_port = server_port
        self.received = 0  # bytes that the browser got
        self._flows = threading.Event()
        self._flows.set()
        self._is_cut = False
        self._loses_answers = False
        self._closes_websockets = False
        self._ends: set[socket.socket] = set()
        self._turn = threading.Lock()  # none slips through while the line is cut
        self._door = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._door.getsockname()[1]}/"

    def __enter__(self) -> Line:
        threading.Thread(target=self._welcome, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._door.close()
        self._flows.set()
        self.cut()

    def cut(self) -> None:
        """Drop every connection, and every new one, until mended."""
        with self._turn:
            self._is_cut = True
            for end in self._ends:
                hang_up(end)
            self._ends.clear()

    def fall_silent(self) -> None:
        """Keep every connection and let nothing through, until mended."""
        self._flows.clear()

    def lose_answers(self) -> None:
        """Let through what the browser says, and nothing of what it is told, until mended."""
        self._loses_answers = True

    def close_websockets(self) -> None:
        """Let pages through and hang up at every websocket, as some filters do, until mended."""
        self._closes_websockets = True

    def mend(self) -> None:
        """Be a good line again; what was open while answers were lost has to be cut before."""
        self._is_cut = self._loses_answers = self._closes_websockets = False
        self._flows.set()

    def _welcome(self) -> None:
        with suppress(OSError):
            while True:
                browser, _ = self._door.accept()
                try:
                    server = socket.create_connection(("127.0.0.1", self.server_port))
                except OSError:
                    browser.close()
                    continue
                with self._turn:
                    if not self._is_cut:
                        self._ends |= {browser, server}
                if browser not in self._ends:
                    hang_up(browser)
                    hang_up(server)
                    continue
                for source, target in ((browser, server), (server, browser)):
                    threading.Thread(target=self._carry, args=(source, target), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            to_browser = source.getpeername()[1] == self.server_port
            while data := source.recv(65536):
                self._flows.wait()
                if to_browser and self._loses_answers:
                    continue
                if self._closes_websockets and b"upgrade: websocket" in data.lower():
                    break
                if to_browser:
                    self.received += len(data)
                target.sendall(data)
        with self._turn:
            for end in (source, target):
                hang_up(end)
            self._ends -= {source, target}


def hang_up(end: socket.socket) -> None:
    """Close a socket so that whoever reads it wakes up."""
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
