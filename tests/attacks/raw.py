"""Bytes sent to a running server as they are, and what is looked at after each attack."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from tests.deploy.visitor import PROTOCOL, Visitor
from tests.serving import free_port, serving

MARK = "my-child-Ana-is-ill"
NOTHING_OF_A_VISITOR = (MARK, "Traceback", ".py", "127.0.0.1", "/work", "/home", "/tmp")
PATIENCE = 30  # seconds


@dataclass(frozen=True)
class Target:
    """A running server: its port, where it logs, and an open page of it."""

    port: int
    log: Path
    page: Visitor

    @property
    def said(self) -> str:
        """What it has logged after its first line, which says where it serves."""
        return self.log.read_text().partition("Serving at")[2].partition("\n")[2]

    @property
    def channel(self) -> str:
        """The address of the open page's websocket."""
        return f"/api/kernels/{self.page.host['kernelId']}/channels?session_id=s"

    @property
    def protocol(self) -> str:
        """What a page says to open it."""
        return f"{PROTOCOL}, otkit.{self.page.host['token']}"

    def filled(self, text: str) -> str:
        """A row's text with what only this server and its page know in the places of {names}."""
        known = {
            "port": str(self.port),
            "mark": MARK,
            "page": self.page.host["kernelId"],
            "token": self.page.host["token"],
            "channel": self.channel,
            "protocol": self.protocol,
            "long": "x" * 20_000,
            "model": self.page.model,
        }
        return re.sub(r"{([a-z]+)}", lambda name: known[name[1]], text)

    def connect(self, source: str = "127.0.0.1") -> socket.socket:
        """A connection from an address of this computer, on which nothing was said."""
        return socket.create_connection(("127.0.0.1", self.port), PATIENCE, (source, 0))

    def ask(self, request: str, source: str = "127.0.0.1") -> str:
        """What comes for these bytes, written as Latin-1; empty when the connection is closed."""
        with self.connect(source) as line:
            line.sendall(request.encode("latin-1"))
            try:
                return line.recv(200_000).decode("latin-1")
            except ConnectionResetError:
                return ""

    def is_well(self, source: str = "127.0.0.1") -> None:
        """A visitor from there gets the page; the log holds nothing of anybody."""
        answer = self.ask(f"HEAD / HTTP/1.1\r\nHost: localhost:{self.port}\r\n\r\n", source)
        assert answer.startswith("HTTP/1.1 200 ")
        for word in NOTHING_OF_A_VISITOR:
            assert word not in self.said


@contextmanager
def target(folder: Path, *options: str) -> Iterator[Target]:
    """A server with one kernel, and a page of it."""
    port, log = free_port(), folder / "log"
    with serving("--kernels", "1", *options, port=port, log=log):
        page = Visitor(f"http://127.0.0.1:{port}/")
        with urlopen(page.base, timeout=PATIENCE) as answer:
            assert page.take(answer.read().decode())
        yield Target(port, log, page)


def status_of(answer: str) -> int:
    """The status of an answer; 0 for a connection that is closed without one."""
    return int(answer.split(" ", 2)[1]) if answer.startswith("HTTP/1.1 ") else 0
