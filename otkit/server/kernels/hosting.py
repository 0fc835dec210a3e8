"""An IPython extension: this kernel holds many pages, opened and closed by the server's own comm.

The server sends on the comm `otkit.pages`::

    {"do": "open", "page": id, "notebook": path, "fields": {name: [values]}}
                                                ->  {"page": id, "outputs": [...]}
    {"do": "close", "page": id}
    {"do": "sweep"}                                free what closed pages left in circles
    {"do": "settle"}                               after the first pages: draw all that is shared

and what people do on a page as ordinary messages on the page's own comms.
"""

from __future__ import annotations

import gc
import logging
from threading import Thread
from typing import Any

import comm
import ipywidgets

from otkit.server.kernels.cells import Cells, Output
from otkit.server.kernels.confined import end_if_fatal
from otkit.server.kernels.page_comm import HostedPage, create_comm
from otkit.widgets.page import Page
from otkit.widgets.rehearsal import rehearse

TARGET = "otkit.pages"

log = logging.getLogger("otkit")


class Hosting:
    """The pages of this kernel, by id."""

    def __init__(self) -> None:
        """Hold no page."""
        self.pages: dict[str, HostedPage] = {}
        self._cells: dict[str, Cells] = {}

    def connect(self, server: Any, _message: Any) -> None:
        """Take requests from the comm that the server opened."""
        self._server = server
        server.on_msg(self.receive)

    def receive(self, message: Any) -> None:
        """Do what the server asks."""
        request = message["content"]["data"]
        if request["do"] == "open":
            self._server.send(self.open(request["page"], request["notebook"], request["fields"]))
        elif request["do"] == "close":
            self.close(request["page"])
        elif request["do"] == "sweep":
            gc.collect()
            self._server.send({"wipes": request["wipes"]})
        elif request["do"] == "settle":
            rehearsal = Thread(target=rehearse)  # where no loop runs, a page does all at once
            rehearsal.start()
            rehearsal.join()
            gc.collect()
            gc.freeze()

    def open(self, page_id: str, notebook: str, fields: dict[str, list[str]]) -> dict[str, Any]:
        """Run the notebook for a new page, and fill in `fields`; returns what to answer."""
        if notebook not in self._cells:
            self._cells[notebook] = Cells.read(notebook)
        self.close(page_id)
        page = self.pages[page_id] = HostedPage(page_id)
        try:
            with page.at_work():
                outputs = self._cells[notebook].run(page.namespace)
                fill_in(page.widgets, outputs, fields)
        except BaseException as error:
            end_if_fatal(error)
            log.exception("A page could not be made.")
            self.close(page_id)
            return {"page": page_id, "failed": type(error).__name__}
        page.is_shown = True
        return {"page": page_id, "outputs": outputs}

    def close(self, page_id: str) -> None:
        """Forget a page; it may be gone already."""
        if page := self.pages.pop(page_id, None):
            page.close()


def fill_in(widgets: list[Any], outputs: list[Output], fields: dict[str, list[str]]) -> None:
    """Have the pages among `widgets` take `fields`, and their outputs show it."""
    pages = {one.model_id: one for one in widgets if isinstance(one, Page)}
    for output in outputs:
        if page := pages.get(output["model"]):
            if fields:
                page.handle({"action": "change", "fields": fields})
                output["html"] = page.html()
            output |= {"language": page.language, "title": page.title}


def note_widget(widget: Any) -> None:
    """Note whose a new widget is."""
    if page := HostedPage.current.get():
        page.widgets.append(widget)


def load_ipython_extension(_shell: Any) -> None:
    """Have this kernel hold pages."""
    comm.create_comm = create_comm
    ipywidgets.Widget.on_widget_constructed(note_widget)
    comm.get_comm_manager().register_target(TARGET, Hosting().connect)
