"""The first page of a server is its own: nobody is told that it serves before one was drawn."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode, urljoin

from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.simple_httpclient import SimpleAsyncHTTPClient

from otkit.errors import ServerError

WITHIN = 120.0  # seconds; a busy machine takes its time over the first kernel
FORM = re.compile(r'<form[^>]* class="otkit')
HOST = re.compile(r'<script type="application/json" id="otkit-host">(.*?)</script>', re.DOTALL)


async def draw_first_page(address: str) -> None:
    """Ask for the page at `address` as a visitor does, then leave as one.

    Raises `ServerError`, with the reason that the log gives, when no page comes or one without its
    form.
    """
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
        found = HOST.search(page)
        host = json.loads(found[1]) if found else {}
        leave = urljoin(address, f"{host['baseUrl']}voila/api/shutdown/{host['kernelId']}")
        await client.fetch(leave, method="POST", body=urlencode({"token": host["token"]}))
    finally:
        client.close()


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
