"""The first page of a server is its own: nobody can come, or is told to, before one was drawn."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode, urljoin

from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.simple_httpclient import SimpleAsyncHTTPClient
from tornado.web import Application

from otkit.errors import ServerError

WITHIN = 120.0  # seconds; a busy machine takes its time over the first kernel
FORM = re.compile(r'<form[^>]* class="otkit')
HOST = re.compile(r'<script type="application/json" id="otkit-host">(.*?)</script>', re.DOTALL)


async def draw_first_page(app: Application, base: str) -> None:
    """Ask `app` for the page at the path `base` as a visitor does, then leave as one.

    Raises `ServerError`, with the reason that the log gives, when no page comes or one without its
    form.
    """
    sockets = bind_sockets(0, "127.0.0.1")
    server = HTTPServer(app)
    server.add_sockets(sockets)
    address = f"http://127.0.0.1:{sockets[0].getsockname()[1]}{base}"
    client = SimpleAsyncHTTPClient(force_instance=True)
    try:
        with last_trouble() as trouble:
            try:
                asking = HTTPRequest(address, connect_timeout=WITHIN, request_timeout=WITHIN)
                page = (await client.fetch(asking)).body.decode()
            except (HTTPClientError, OSError) as error:
                raise cannot_serve(trouble or [str(error)]) from error
            if not FORM.search(page):
                raise cannot_serve(trouble or ["its notebook drew no form"])
        await client.fetch(leaving(address, page))
    finally:
        client.close()
        server.stop()
        await server.close_all_connections()


def leaving(address: str, page: str) -> HTTPRequest:
    """The request by which a visitor with this `page` leaves."""
    found = HOST.search(page)
    host = json.loads(found[1]) if found else {}
    path = f"{host['baseUrl']}voila/api/shutdown/{host['kernelId']}"
    body = urlencode({"token": host["token"]})
    return HTTPRequest(urljoin(address, path), method="POST", body=body)


def cannot_serve(trouble: list[str]) -> ServerError:
    """What to say of a server that draws no page."""
    return ServerError(
        f"This server cannot draw a page, so it stops: {trouble[-1]}.", "server.no-page"
    )


@contextmanager
def last_trouble() -> Iterator[list[str]]:
    """What goes wrong meanwhile, as our log says it: each error's type and words."""
    trouble: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.exc_info and (error := record.exc_info[1]):
                trouble.append(f"{error} ({type(error).__name__})")

    listener = Listener(logging.ERROR)
    log = logging.getLogger("otkit")
    log.addHandler(listener)
    try:
        yield trouble
    finally:
        log.removeHandler(listener)
