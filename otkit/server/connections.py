"""The server's connections: so many in all and from one address; at a limit an idle one gives way.

Counted are those that speak HTTP. A page's websocket is not: there is one for each page, and pages
are counted elsewhere, so nobody outside takes the place of a visitor who is inside.
"""

from __future__ import annotations

import socket
from collections import Counter
from collections.abc import Iterable
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.iostream import IOStream

from otkit.front.port import cannot_listen
from otkit.server import capacity
from otkit.server.configuration import REQUESTS
from otkit.server.limits import client_address

FOR_A_PAGE = 8  # connections of one address for each page it may have; browsers open six
UNREAD_MS = 60_000  # milliseconds in which a client may take nothing of what it is sent


class Connections(HTTPServer):
    """Tornado's server with at most `most` connections, `most_of_one` of them of one address."""

    def initialize(  # type: ignore[override]
        self, *args: Any, most: int, most_of_one: int, **options: Any
    ) -> None:
        """Have none yet; `most_of_one` is 0 where all come from a proxy. The rest is Tornado's."""
        super().initialize(*args, **options)
        self.most, self.most_of_one = most, most_of_one
        self._clients: dict[IOStream, str] = {}
        self._counts: Counter[str] = Counter()  # by address
        self._idle: dict[str, dict[IOStream, None]] = {}  # by address, the longest idle first

    def handle_stream(self, stream: IOStream, address: Any) -> None:
        """Serve a connection, or close it when there is no room and none can be made."""
        client = client_address(str(address[0]))
        if not self._has_room(client):
            stream.close()
            return
        self._clients[stream] = client
        self._counts[client] += 1
        self._idle.setdefault(client, {})[stream] = None
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            stream.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNREAD_MS)
        super().handle_stream(stream, address)

    def start_request(self, server_conn: Any, request_conn: Any) -> Any:
        """Wait for a request: the connection is idle until it has come."""
        client = self._clients.get(server_conn.stream)
        if client is not None:
            self._idle.setdefault(client, {})[server_conn.stream] = None
        return super().start_request(server_conn, request_conn)

    def answers(self, request: Any) -> None:
        """Note that a connection is not idle: this request has come on it."""
        stream = request.connection.stream
        self._idle.get(self._clients.get(stream, ""), {}).pop(stream, None)

    def on_close(self, server_conn: Any) -> None:
        """Forget a connection that is closed, or that is a websocket from now on."""
        super().on_close(server_conn)
        self._forget(server_conn.stream)

    def _has_room(self, client: str) -> bool:
        """Whether there is room, or an idle connection of the address, or of all, gave way."""
        if self.most_of_one and self._counts[client] >= self.most_of_one:
            return self._end_idle([client])
        return len(self._clients) < self.most or self._end_idle(self._idle)

    def _end_idle(self, clients: Iterable[str]) -> bool:
        """Close the longest idle connection of the address of `clients` that has most of them."""
        crowd = max(clients, key=lambda client: len(self._idle.get(client, ())), default="")
        stream = next(iter(self._idle.get(crowd, ())), None)
        if stream is None:
            return False
        self._forget(stream)
        stream.close()
        return True

    def _forget(self, stream: IOStream) -> None:
        client = self._clients.pop(stream, None)
        if client is None:
            return
        self._idle.get(client, {}).pop(stream, None)
        self._counts[client] -= 1
        if not self._counts[client]:
            del self._counts[client]
            self._idle.pop(client, None)


def listen(server: Any) -> None:
    """Answer visitors where the settings of a `Server` say; raises `ServerError`."""
    most = capacity.connections_beside(server.pages.most)
    share = min(most // 2, FOR_A_PAGE * server.own.max_per_address)
    of_one = 0 if server.own.behind_proxy else share
    connections = Connections(server.app, most=most, most_of_one=of_one, **REQUESTS)
    server.connections = connections
    try:
        connections.listen(server.port, server.ip)
    except OSError as error:
        raise cannot_listen(server.ip, server.port, error) from error
