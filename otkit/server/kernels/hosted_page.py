"""A page inside a kernel: its namespace, its widgets, and comms whose ids are the server's.

The `comm` package lets a kernel make its own comms (`comm.create_comm`). A widget made for a page
gets one whose id is the page's id and a number, even if the notebook asks for another, so the
server knows whose message it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import count
from typing import Any

import comm
from comm.base_comm import BaseComm
from ipykernel.kernelbase import Kernel

from otkit.server.kernels.confined import end_if_fatal
from otkit.widgets.front import FrontEnd

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
        self._numbers = count()

    def next_comm_id(self) -> str:
        """The id of the next comm; the same cells make the same ids in any kernel."""
        return f"{self.page_id}_{next(self._numbers)}"

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Give this page the comms and widgets made meanwhile, also in tasks begun here."""
        token = self.current.set(self)
        try:
            yield
        finally:
            self.current.reset(token)

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
        super().__init__(**(kwargs | {"comm_id": page.next_comm_id()}))

    def publish_msg(
        self, msg_type: str, data: Any = None, metadata: Any = None, buffers: Any = None, **_: Any
    ) -> None:
        """Send a message to the page; buffers, which our pages do not use, are left out."""
        if msg_type == "comm_msg" and self.page.is_shown:
            kernel: Any = Kernel.instance()
            content = {"comm_id": self.comm_id, "data": data or {}}
            kernel.session.send(kernel.iopub_socket, msg_type, content, ident=self.topic)

    def handle_msg(self, msg: dict[str, Any]) -> None:
        """Take a message from the page; the comm manager logs what its widget raises."""
        try:
            with self.page.at_work():
                super().handle_msg(msg)
        except BaseException as error:
            end_if_fatal(error)
            raise


def create_comm(*args: Any, **kwargs: Any) -> BaseComm:
    """A comm of the page at work, else an ordinary one, which no page hears."""
    page = HostedPage.current.get()
    return create_other(*args, **kwargs) if page is None else PageComm(page, *args, **kwargs)


def add_widget(widget: Any) -> None:
    """Give a new widget to the page at work."""
    if page := HostedPage.current.get():
        page.widgets.append(widget)
        if isinstance(widget, FrontEnd):
            widget.be_hosted()
