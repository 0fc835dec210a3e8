"""An IPython extension with which a kernel holds many pages.

The server opens the comm target `otkit.pages` and sends it requests::

    {"do": "open", "page": id, "notebook": path, "fields": {name: [values]}}  ->  {"outputs": [...]}
    {"do": "close", "page": id}
    {"do": "sweep"}     free what closed pages left in reference cycles
    {"do": "rehearse"}  draw all that pages share, before any visitor comes

What people do on a page comes as ordinary messages on the page's own comms.
"""

from __future__ import annotations

import gc
import logging
from threading import Thread
from typing import Any

import comm
import ipywidgets

from otkit.server.kernels.cells import Output, code_of, run
from otkit.server.kernels.confined import end_if_fatal
from otkit.server.kernels.hosted_page import HostedPage, add_widget, create_comm
from otkit.widgets.page import Page
from otkit.widgets.rehearsal import rehearse

TARGET = "otkit.pages"

log = logging.getLogger("otkit")


class Hosting:
    """The pages of this kernel, by id."""

    def __init__(self) -> None:
        """Hold no page."""
        self.pages: dict[str, HostedPage] = {}

    def connect(self, server: Any, _message: Any) -> None:
        """Take requests from the comm that the server opened."""
        server.on_msg(lambda message: self.receive(server, message["content"]["data"]))

    def receive(self, server: Any, request: dict[str, Any]) -> None:
        """Do what the server asks; an answer goes back on its comm."""
        if request["do"] == "open":
            server.send(self.open(request["page"], request["notebook"], request["fields"]))
        elif request["do"] == "close":
            self.close(request["page"])
        elif request["do"] == "sweep":
            gc.collect()
            server.send({"padding": request["padding"]})
        elif request["do"] == "rehearse":
            thread = Thread(target=rehearse)  # where no loop runs, a page does all at once
            thread.start()
            thread.join()
            gc.collect()
            gc.freeze()

    def open(self, page_id: str, notebook: str, fields: dict[str, list[str]]) -> dict[str, Any]:
        """Run a notebook for a new page, and fill in `fields`; returns its outputs or failure."""
        self.close(page_id)
        page = self.pages[page_id] = HostedPage(page_id)
        try:
            with page.at_work():
                outputs = run(code_of(notebook), page.namespace)
                fill_in(page.widgets, outputs, fields)
        except BaseException as error:
            end_if_fatal(error)
            log.exception("A page could not be made.")
            self.close(page_id)
            return {"failed": type(error).__name__}
        page.is_shown = True
        return {"outputs": outputs}

    def close(self, page_id: str) -> None:
        """Forget a page; it may be gone already."""
        if page := self.pages.pop(page_id, None):
            page.close()


def fill_in(widgets: list[Any], outputs: list[Output], fields: dict[str, list[str]]) -> None:
    """Have the pages among `widgets` take `fields`, and their outputs show it."""
    pages = {widget.model_id: widget for widget in widgets if isinstance(widget, Page)}
    for output in outputs:
        if page := pages.get(output["model"]):
            if fields.keys() - {"language"} or page.language_of(fields) != page.language:
                Page.handle(page, {"action": "change", "fields": fields})  # at once, in no thread
                output["html"] = page.html()
            output |= {"language": page.language, "title": page.title}


def load_ipython_extension(_shell: Any) -> None:
    """Have this kernel hold pages."""
    comm.create_comm = create_comm
    ipywidgets.Widget.on_widget_constructed(add_widget)
    comm.get_comm_manager().register_target(TARGET, Hosting().connect)
