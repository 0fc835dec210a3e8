"""All open pages of a server, and the kernels that hold them.

A page is a function of its form, so it can be made anew in any kernel: it keeps its id, and with it
the ids of its widgets, and its browser sends the form again.
"""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Mapping
from contextlib import suppress

from otkit.errors import ServerError
from otkit.server.kernels.cells import Output
from otkit.server.kernels.channel import KernelEndedError
from otkit.server.kernels.kernel import Kernel
from otkit.server.kernels.messages import BUSY, SEND_AGAIN, Event, frame
from otkit.server.kernels.page import Page, begin, key_of
from otkit.server.kernels.pool import RETRY_SECONDS, AtCapacityError, Pool
from otkit.server.metrics import HAND_OVERS

MOST_TRIED = 5  # kernels that may end while a page is opened in them
MOST_ENDED = 2  # kernels that may end at a page's messages; then the page is given up
BUSY_AFTER = 1.0  # seconds; then the page of a message that waits is told so
UNCONNECTED_SECONDS = 60.0  # from a page to its connection, and from a connection to the next

Fields = Mapping[str, list[str]]


class Pages:
    """All pages that are open or waited for: at most `most`, and `most_of_one` of an address
    (0 is no limit), each for `idle_seconds` without a touch."""

    def __init__(self, pool: Pool, most: int, most_of_one: int, idle_seconds: float) -> None:
        """Hold none."""
        self.pool, self.most, self.most_of_one = pool, most, most_of_one
        self.idle_seconds = idle_seconds
        pool.on_message, pool.on_end = self.deliver, self.move_from
        self.tasks: set[asyncio.Task[None]] = set()
        self._pages: dict[str, Page] = {}  # by key

    def __len__(self) -> int:
        """How many there are."""
        return len(self._pages)

    def get(self, page_id: str) -> Page | None:
        """The page with this id."""
        return self._pages.get(page_id.replace("-", ""))

    @property
    def is_full(self) -> bool:
        """Whether as many are open as may be."""
        return len(self._pages) >= self.most

    def has_its_share(self, address: str) -> bool:
        """Whether as many pages of an address are open as may be."""
        open_there = [page.address for page in self._pages.values()].count(address)
        return 0 < self.most_of_one <= open_there

    def add(self, notebook: str, address: str, page_id: str = "") -> Page:
        """A page of a notebook (a path) that somebody at an address waits for."""
        page = Page(page_id or str(uuid.uuid4()), notebook, address)
        self._pages[page.key] = page
        return page

    async def open(self, page: Page, fields: Fields | None = None) -> list[Output]:
        """Open a new page in a kernel, its `fields` filled in; returns what its cells show.

        Raises `ServerError` when the notebook fails, `AtCapacityError` when no kernel takes it.
        """
        try:
            outputs = await self._into_kernel(page, fields)
        except BaseException:
            self.close(page)
            raise
        page.unconnected_since = time.monotonic()
        return outputs

    def adopt(self, page_id: str, notebook: str, address: str) -> Page:
        """A page of another server, or one that was idle: its form says the rest."""
        page = self.add(notebook, address, page_id)
        page.unconnected_since = time.monotonic()
        self._move(page)
        return page

    def receive(self, page: Page, event: Event) -> None:
        """Take what somebody did; it is worked on in its turn."""
        page.add(event)
        if page.kernel is None:  # the form is asked for when there is one
            page.events.clear()
            page.send(BUSY)
        elif page.work is None:
            page.work = begin(self._work(page), self.tasks)

    def deliver(self, kernel: Kernel, comm_id: str, content: bytes) -> None:
        """Send what a kernel says to the page that owns the comm, if that kernel holds it."""
        page = self._pages.get(key_of(comm_id))
        if page is not None and page.kernel is kernel:
            page.send(frame("comm_msg", content))

    def close(self, page: Page) -> None:
        """Forget a page, here and in its kernel."""
        if self._pages.get(page.key) is not page:
            return
        del self._pages[page.key]
        page.events.clear()
        if page.move is not None:
            page.move.cancel()
        if page.kernel is not None:
            begin(self._leave(page, page.kernel), self.tasks)
        page.kernel = None
        if page.connection is not None:
            page.connection.hang_up()
        page.connection = None

    def move_from(self, kernel: Kernel) -> None:
        """Find other kernels for the pages of one that has ended, or is to end."""
        for page in [page for page in kernel.pages if self._pages.get(page.key) is page]:
            if kernel.has_ended:
                kernel.pages.discard(page)
                page.kernels_ended += kernel.working_for == page.key and page.kernel is kernel
            if page.kernels_ended < MOST_ENDED:
                self._move(page)
            else:
                page.give_up()

    def close_idle(self) -> None:
        """Close the pages that nobody has touched for long, or that have no connection."""
        for page in list(self._pages.values()):
            if page.is_idle(self.idle_seconds, UNCONNECTED_SECONDS):
                self.close(page)

    def _move(self, page: Page) -> None:
        """Bring a page into a kernel with room, and have its browser send the form again."""
        if page.move is None:
            page.move = begin(self._moving(page), self.tasks)

    async def _moving(self, page: Page) -> None:
        old, page.kernel = page.kernel, None
        page.events.clear()
        page.send(BUSY)  # a kernel takes seconds to start: the page waits for it, and is not lost
        try:
            while page.kernel is None:
                try:
                    await self._into_kernel(page)
                except (AtCapacityError, ServerError):
                    await asyncio.sleep(RETRY_SECONDS)
            page.send(SEND_AGAIN)
            HAND_OVERS.labels("kernel" if old else "elsewhere").inc()
        finally:
            page.move = None
            if old is not None and not old.has_ended:
                begin(self._leave(page, old), self.tasks)

    async def _into_kernel(self, page: Page, fields: Fields | None = None) -> list[Output]:
        """Open the page in a kernel; try another when that one ends meanwhile."""
        for _ in range(MOST_TRIED):
            kernel = await self.pool.place(page)
            try:
                outputs = await kernel.open(page.key, page.notebook, fields=fields)
            except KernelEndedError:
                kernel.pages.discard(page)
            except BaseException:
                begin(self._leave(page, kernel), self.tasks)
                raise
            else:
                page.kernel = kernel
                return outputs
        raise AtCapacityError

    async def _leave(self, page: Page, kernel: Kernel) -> None:
        with suppress(KernelEndedError):
            await kernel.close(page.key)
        self.pool.leave(kernel, page)

    async def _work(self, page: Page) -> None:
        """Give a page's events to its kernel, one after another."""
        while page.events and page.kernel is not None:
            kernel, event = page.kernel, page.events.popleft()
            busy = asyncio.get_running_loop().call_later(BUSY_AFTER, page.send, BUSY)
            try:
                await kernel.send(page.key, event)
                page.kernels_ended = 0
            except KernelEndedError:
                if page.kernel is kernel:  # else what waits was said to the next one
                    page.events.clear()
            finally:
                busy.cancel()
        page.work = None
