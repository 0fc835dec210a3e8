"""The server's connections that speak HTTP: so many in all, and so many of one address.

A page's websocket is not counted: there is one for each page, and pages are counted elsewhere, so
nobody outside takes the place of a visitor who is inside.
"""

from __future__ import annotations

import socket
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

    def handle_stream(self, stream: IOStream, address: Any) -> None:
        """Serve a connection, or close it when there is no room."""
        client = client_address(str(address[0]))
        of_one = list(self._clients.values()).count(client)
        if len(self._clients) >= self.most or 0 < self.most_of_one <= of_one:
            stream.close()
            return
        self._clients[stream] = client
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            stream.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNREAD_MS)
        super().handle_stream(stream, address)

    def on_close(self, server_conn: Any) -> None:
        """Forget a connection that is closed, or that is a websocket from now on."""
        super().on_close(server_conn)
        self._clients.pop(server_conn.stream, None)


def listen(server: Any) -> None:
    """Answer visitors where the settings of a `Server` say; raises `ServerError`."""
    most = capacity.connections_beside(server.pages.most)
    share = min(most // 2, FOR_A_PAGE * server.own.max_per_address)
    of_one = 0 if server.own.behind_proxy else share
    connections = Connections(server.app, most=most, most_of_one=of_one, **REQUESTS)
    try:
        connections.listen(server.port, server.ip)
    except OSError as error:
        raise cannot_listen(server.ip, server.port, error) from error
