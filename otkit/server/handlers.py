"""What `otkit serve` answers on the web: pages, refusals, and the end of a page.

`launch.py` lists every route; what it does not list does not exist. A page carries a token made
from its id and a secret of the site (`kernels/tokens.py`): without it nobody reaches that page.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from jupyter_server.base.handlers import JupyterHandler
from tornado.web import HTTPError, authenticated

from otkit.front.drawing import render
from otkit.kit.country import ANY_COUNTRY
from otkit.kit.local_words import spoken
from otkit.kit.tables import Tables
from otkit.kit.wording import Words
from otkit.scoring.countries import emergency_row, home_country, places_to_guess
from otkit.server.addressed import fields_of, is_visit, with_own_socket
from otkit.server.kernels.cells import Output
from otkit.server.kernels.frame import Frame
from otkit.server.kernels.pool import AtCapacityError
from otkit.server.kernels.tokens import notebook_of, token_for
from otkit.server.metrics import PAGE_SECONDS, PAGES_SERVED
from otkit.server.quiet import CONTENT_POLICY, Quiet

log = logging.getLogger("otkit")

ERRORS = {503: "full", 429: "full", 404: "missing"}  # the kinds of `error.html.j2`, else "broken"
RETRY_AFTER = 20  # seconds: about the time in which a full server has room again


class Page(Quiet, JupyterHandler):  # type: ignore[misc]
    """A notebook as a page; at capacity, a friendly page and `Retry-After`."""

    is_gone = False  # the visitor

    def initialize(self, notebook: str) -> None:
        """Send pages of the notebook at this path."""
        self.notebook = notebook

    def on_connection_close(self) -> None:
        """Note that nobody waits for this page any more."""
        self.is_gone = True
        super().on_connection_close()

    @authenticated
    async def get(self) -> None:
        """Open a page and send it, filled in as its address says."""
        if not is_visit(self.request.headers):
            raise HTTPError(403)
        self.admit()
        pages = self.site.pages
        page = pages.add(self.notebook, self.address)
        try:
            async with self.site.turns.of(page.address):
                outputs = [] if self.is_gone else await pages.open(page, self.fields())
            if self.is_gone:
                pages.close(page)
                return
            html = self.whole(page.page_id, outputs)
        except AtCapacityError:
            raise HTTPError(503) from None
        except BaseException:
            pages.close(page)
            raise
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        policy = with_own_socket(self.settings["headers"][CONTENT_POLICY], self.host)
        self.set_header(CONTENT_POLICY, policy)
        self.finish(html)
        PAGES_SERVED.labels(Path(self.notebook).stem).inc()
        PAGE_SECONDS.observe(self.request.request_time())

    def whole(self, page_id: str, outputs: list[Output]) -> str:
        """The HTML of a page; raises `ServerError` when its notebook shows no page."""
        languages = [output["language"] for output in outputs if "language" in output]
        language = (languages or self.site.tables.languages)[0]
        token = token_for(page_id, Path(self.notebook).stem, self.site.secret)
        frame: Frame = self.site.frames[self.notebook, language]
        return frame.around(page_id, token, outputs)

    def fields(self) -> dict[str, list[str]]:
        """The fields that the address fills in, with the browser's language and place."""
        query = {name: self.get_query_argument(name) for name in self.request.query_arguments}
        spoken_by = self.request.headers.get("Accept-Language", "")
        tables = self.site.tables
        return fields_of(query, spoken_by, tables.languages, tables.keep(places_to_guess))

    def compute_etag(self) -> None:
        """None: no browser keeps a page."""

    async def head(self) -> None:
        """Report that the page is there, without opening one."""
        self.set_header("Content-Type", "text/html")

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Draw a friendly error page, never a traceback."""
        self.set_header("Content-Type", "text/html; charset=utf-8")
        if status_code in (429, 503):
            self.set_header("Retry-After", str(RETRY_AFTER))
        self.finish(error_page(status_code, self.site.tables, self.site.server_url))


class NotFound(Quiet, JupyterHandler):
    """Everything that is not a route."""

    async def prepare(self) -> None:  # type: ignore[override]
        """Answer 404 to every method, before any other check."""
        raise HTTPError(404)

    write_error = Page.write_error


class Close(Quiet):
    """The beacon that a browser sends when it closes a page."""

    async def post(self, kernel_id: str) -> None:
        """Close the page with this id for who has its token."""
        token = self.get_body_argument("token", "")
        if notebook_of(kernel_id, token, self.site.secret) is None:
            raise HTTPError(403)
        self.set_status(204)
        if page := self.site.pages.get(kernel_id):
            self.site.pages.close(page)


def error_page(status: int, tables: Tables, home: str) -> str:
    """The HTML of a friendly page in every language; `home` is the URL of the dashboard."""
    place = ANY_COUNTRY if places_to_guess(tables) else home_country(tables)
    return render(
        "error.html.j2",
        {
            "readers": [
                Words(tables, spoken(language, place, tables)) for language in tables.languages
            ],
            "emergency_row": emergency_row(tables, place),
            "kind": ERRORS.get(status, "broken"),
            "style": f"{home}voila/templates/otkit/static/style.css",
            "home": home,
        },
    )
