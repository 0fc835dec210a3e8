"""An IPython extension with which a kernel holds many pages.

The server opens the comm target `otkit.pages` and sends it requests::

    {"do": "open", "page": id, "notebook": path, "fields": {name: [values]}}  ->  {"outputs": [...]}
    {"do": "close", "page": id}
    {"do": "sweep"}     free what closed pages left in reference cycles
    {"do": "rehearse"}  draw all that pages share, before any visitor comes

What people do on a page comes as ordinary messages on the page's own comms. The `comm` package lets
a kernel make its own (`comm.create_comm`): a widget made for a page gets one whose id is the page's
id and a number, even if the notebook asks for another, so the server knows whose message it is.
"""

from __future__ import annotations

import gc
import logging
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import count
from threading import Thread, current_thread, main_thread
from typing import Any

import comm
import ipywidgets
from comm.base_comm import BaseComm
from ipykernel.kernelbase import Kernel

from otkit.server.kernels.cells import Output, code_of, run
from otkit.server.kernels.confined import end_if_fatal
from otkit.widgets.front import FrontEnd, OwnLayout
from otkit.widgets.page import Page
from otkit.widgets.rehearsal import rehearse

TARGET = "otkit.pages"
WAITING: deque[tuple[bytes, dict[str, Any]]] = deque()  # topics and contents of messages to pages

log = logging.getLogger("otkit")
create_other = comm.create_comm  # ipykernel's, for comms of no page


class HostedPage:
    """A page in this kernel: its namespace and its widgets."""

    current: ContextVar[HostedPage | None] = ContextVar("current page", default=None)

    def __init__(self, page_id: str) -> None:
        """Begin an empty page; `page_id` is the server's, in letters and digits."""
        self.page_id = page_id
        self.namespace: dict[str, Any] = {}
        self.widgets: list[Any] = []
        self.is_shown = False  # until then its HTML says all that its widgets would send
        self.numbers = count()  # of its comms: the same cells make the same ids in any kernel

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Give this page the comms and widgets made meanwhile, also in tasks begun here."""
        token = self.current.set(self)
        try:
            yield
        finally:
            self.current.reset(token)

    def show(self) -> None:
        """Have the widgets send from now on what changes."""
        self.is_shown = True
        for widget in self.widgets:
            if isinstance(widget, FrontEnd):
                widget.keys = widget.keys_of_hosted()

    def close(self) -> None:
        """Close every widget and forget the namespace."""
        for widget in reversed(self.widgets):
            widget.close()
        self.widgets.clear()
        self.namespace.clear()


class PageComm(BaseComm):
    """A comm of a page; only its messages leave, since the server knows when it opens and ends."""

    def __init__(self, page: HostedPage, **kwargs: Any) -> None:
        """Open it for `page`; the other arguments are a comm's own."""
        self.page = page
        super().__init__(**(kwargs | {"comm_id": f"{page.page_id}_{next(page.numbers)}"}))

    def publish_msg(
        self, msg_type: str, data: Any = None, metadata: Any = None, buffers: Any = None, **_: Any
    ) -> None:
        """Send a message to the page; buffers, which our pages do not use, are left out."""
        if msg_type == "comm_msg" and self.page.is_shown:
            WAITING.append((self.topic, {"comm_id": self.comm_id, "data": data or {}}))
            if current_thread() is main_thread():
                send_waiting()
            else:
                Kernel.instance().io_loop.add_callback(send_waiting)

    def handle_msg(self, msg: dict[str, Any]) -> None:
        """Take a message from the page; the comm manager logs what its widget raises."""
        try:
            with self.page.at_work():
                super().handle_msg(msg)
        except BaseException as error:
            end_if_fatal(error)
            raise


def send_waiting() -> None:
    """Send what pages say, in its order; the socket is the main thread's alone."""
    kernel: Any = Kernel.instance()
    while WAITING:
        topic, content = WAITING.popleft()
        kernel.session.send(kernel.iopub_socket, "comm_msg", content, ident=topic)


def create_comm(*args: Any, **kwargs: Any) -> BaseComm:
    """A comm of the page at work, else an ordinary one, which no page hears."""
    page = HostedPage.current.get()
    return create_other(*args, **kwargs) if page is None else PageComm(page, *args, **kwargs)


def add_widget(widget: Any) -> None:
    """Give a new widget to the page at work."""
    if page := HostedPage.current.get():
        page.widgets.append(widget)
        if isinstance(widget, FrontEnd | OwnLayout):
            widget.be_hosted()


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
        page.show()
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
