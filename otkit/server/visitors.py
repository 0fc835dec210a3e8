"""The visitors' kernels: counted, each in a folder of its own, and ended when nobody is there."""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import tempfile
from datetime import UTC, datetime
from typing import Any, cast

import zmq.asyncio
from jupyter_core.utils import ensure_async
from traitlets import Integer, default

from otkit.server.limits import Limits
from otkit.server.pool import WarmPool
from otkit.server.settings import KEPT_VARIABLES
from otkit.server.sockets import Socket

log = logging.getLogger("otkit")

OPENS_WITHIN = 60.0  # seconds from a page to its line; a phone on a slow line needs five


class Visitors(WarmPool):
    """Voilà's kernel manager, for strangers."""

    max_visitors = Integer(200, config=True, help="Live kernels beyond the warm ones.")

    def __init__(self, **kwargs: Any) -> None:
        """Begin with no visitor."""
        self._waiting = 0  # visitors who were let in and have no page yet
        self._given: set[str] = set()  # the kernels of pages
        self._folders: dict[str, str] = {}  # the folder of each kernel, gone with it
        self._ending: set[asyncio.Future[Any]] = set()  # held so that nobody collects the task
        super().__init__(**kwargs)  # type: ignore[no-untyped-call]

    @default("context")
    def _context_default(self) -> zmq.asyncio.Context:
        """Hold as many sockets as ZeroMQ can: each page takes four of what is else 1023."""
        context = super()._context_default()
        context.max_sockets = context.get(zmq.SOCKET_LIMIT)
        return context

    @property
    def is_full(self) -> bool:
        """Whether every place is taken, or promised to somebody who waits for a page."""
        return len(self._given) + self._waiting >= self.max_visitors

    async def page(self, notebook: str) -> tuple[str, str]:
        """The page of a notebook and its kernel's id; the kernel ends if nobody opens the page."""
        self._waiting += 1
        try:
            html, kernel_id = await super().page(notebook)
        finally:
            self._waiting -= 1
        self._given.add(kernel_id)
        asyncio.get_running_loop().call_later(OPENS_WITHIN, self._end_unless_open, kernel_id)
        return html, kernel_id

    async def start_kernel(self, **kwargs: Any) -> str:  # type: ignore[override]
        """Start a kernel that sees nothing of the server's environment or of the request."""
        folder = tempfile.mkdtemp(prefix="visitor-", dir=self.connection_dir)
        env = {name: value for name, value in os.environ.items() if name in KEPT_VARIABLES}
        kwargs["env"] = env | {"TMPDIR": folder}
        try:
            kernel_id = await super().start_kernel(**kwargs)
        except Exception:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        self._folders[kernel_id] = folder
        return kernel_id

    def remove_kernel(self, kernel_id: str) -> Any:
        """Forget a kernel that ended, and tell its page."""
        Socket.hang_up(kernel_id)
        self._limits.closed(kernel_id)
        self._given.discard(kernel_id)
        self.leave_pool(kernel_id)
        shutil.rmtree(self._folders.pop(kernel_id, ""), ignore_errors=True)
        return super().remove_kernel(kernel_id)

    def _handle_kernel_died(self, kernel_id: str) -> None:
        """Give back all that is held for a kernel that died: its sockets, its files, its line.

        The stock manager only forgets such a kernel; each left its channels open.
        """
        log.warning("A visitor's kernel ended by itself; an open page gets another one.")
        Socket.hang_up(kernel_id)
        self.leave_pool(kernel_id)
        self._end(kernel_id)

    def start_watching_activity(self, kernel_id: str) -> None:
        """Take a kernel as idle now; its page's messages say later that it is used.

        The stock manager reads every message that every kernel prints, to know the same.
        """
        kernel: Any = self.get_kernel(kernel_id)
        kernel.execution_state, kernel.reason = "idle", ""
        self.touched(kernel_id)

    async def cull_kernel_if_idle(self, kernel_id: str) -> None:
        """End a kernel that rested too long; one that ended while others were looked at is gone."""
        if kernel_id in self:
            await super().cull_kernel_if_idle(kernel_id)  # type: ignore[no-untyped-call]

    def touched(self, kernel_id: str) -> None:
        """Note that somebody is there."""
        if kernel_id in self:
            kernel: Any = self.get_kernel(kernel_id)
            self.last_kernel_activity = kernel.last_activity = datetime.now(UTC)

    def _end_unless_open(self, kernel_id: str) -> None:
        if kernel_id not in self._limits:
            self._end(kernel_id)

    def _end(self, kernel_id: str) -> None:
        if kernel_id in self:
            end: Any = self.shutdown_kernel
            task = asyncio.ensure_future(ensure_async(end(kernel_id, now=True)))
            self._ending.add(task)
            task.add_done_callback(self._ending.discard)

    @property
    def _limits(self) -> Limits:
        limits: Limits = cast(Any, self.parent).limits
        return limits
