"""All open pages of a server, and the kernels that hold them.

A page is a function of its form, so it can be made anew in any kernel: it keeps its id, and with it
the ids of its widgets, and its browser sends the form again.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress

from otkit.errors import ServerError
from otkit.server.kernels.cells import Output
from otkit.server.kernels.channel import KernelEndedError
from otkit.server.kernels.kernel import Kernel
from otkit.server.kernels.messages import AGAIN, BUSY, Event, frame
from otkit.server.kernels.page import Page, page_of
from otkit.server.kernels.pool import NoRoomError, Pool
from otkit.server.kernels.tasks import Tasks
from otkit.server.settings import Size

MOST_TRIED = 5  # kernels that may end while a page is opened in them
MOST_ENDED = 2  # kernels that may end at a page's messages; then the page is given up
BUSY_AFTER = 1.0  # seconds that a message has waited when its page is told that it came
ALONE_SECONDS = 60.0  # from a page to its connection, and from a connection to the next
TRY_AGAIN_SECONDS = 1.0


class Pages:
    """All open pages: at most `most`, each for `idle_seconds` without a touch."""

    def __init__(
        self,
        size: Size,
        folder: str,
        notebooks: list[str],
        most: int,
        idle_seconds: float,
        on_close: Callable[[str], None],
    ) -> None:
        """Hold none; `pool.start` starts the kernels, whose files are in `folder`.

        `on_close` is given the id of each page that is closed.
        """
        self.most = most
        self.idle_seconds = idle_seconds
        self.pool = Pool(size, folder, notebooks, self.deliver, self.move_from)
        self._on_close = on_close
        self._pages: dict[str, Page] = {}  # by id
        self._by_key: dict[str, Page] = {}
        self.tasks = Tasks()

    def __len__(self) -> int:
        """How many there are."""
        return len(self._pages)

    def get(self, page_id: str) -> Page | None:
        """The page with this id."""
        return self._pages.get(page_id)

    @property
    def is_full(self) -> bool:
        """Whether as many are open as may be."""
        return len(self._pages) >= self.most

    async def open(
        self, notebook: str, fields: Mapping[str, list[str]] | None = None
    ) -> tuple[Page, list[Output]]:
        """A new page of a notebook (a path), its `fields` filled in, and what its cells show.

        Raises `ServerError` when the notebook fails, `NoRoomError` when no kernel takes it.
        """
        page = self._add(str(uuid.uuid4()), notebook)
        try:
            return page, await self._into_kernel(page, fields)
        except BaseException:
            self.close(page)
            raise

    def adopt(self, page_id: str, notebook: str) -> Page:
        """A page of another server, or one that was put away: its form will say the rest."""
        page = self._add(page_id, notebook)
        self._move(page)
        return page

    def receive(self, page: Page, event: Event) -> None:
        """Take what somebody did; it is worked on in its turn."""
        page.touch()
        if page.kernel is None:
            return  # the form is asked for when there is one
        page.add(event)
        if page.work is None:
            page.work = self.tasks.run(self._work(page))

    def deliver(self, kernel: Kernel, comm_id: str, content: bytes) -> None:
        """Give what a kernel says to the page that owns the comm, if that kernel holds it."""
        page = self._by_key.get(page_of(comm_id))
        if page is not None and page.kernel is kernel:
            page.send(frame("comm_msg", content))

    def close(self, page: Page) -> None:
        """Forget a page, here and in its kernel."""
        if self._pages.get(page.page_id) is not page:
            return
        del self._pages[page.page_id], self._by_key[page.key]
        self._on_close(page.page_id)
        page.waiting.clear()
        if page.move is not None:
            page.move.cancel()
        if page.kernel is not None:
            self.tasks.run(self._leave(page, page.kernel))
        page.kernel = None
        if page.connection is not None:
            page.connection.hang_up()
        page.connection = None

    def move_from(self, kernel: Kernel) -> None:
        """Find other kernels for the pages of one that has ended, or is to end."""
        for page in [self._by_key[key] for key in list(kernel.pages) if key in self._by_key]:
            if kernel.has_ended:
                kernel.pages.discard(page.key)
                page.ended += kernel.working_for == page.key and page.kernel is kernel
            if page.ended < MOST_ENDED:
                self._move(page)
            else:
                page.give_up()

    def put_away(self) -> None:
        """Close the pages that nobody has touched for long, or that have no connection."""
        for page in list(self._pages.values()):
            if page.alone() > ALONE_SECONDS or page.untouched() > self.idle_seconds:
                self.close(page)

    def _add(self, page_id: str, notebook: str) -> Page:
        page = Page(page_id, notebook)
        self._pages[page_id] = self._by_key[page.key] = page
        return page

    def _move(self, page: Page) -> None:
        """Bring a page into a kernel with room, and have its browser send the form again."""
        if page.move is None:
            page.move = self.tasks.run(self._moving(page))

    async def _moving(self, page: Page) -> None:
        old, page.kernel = page.kernel, None
        page.waiting.clear()
        try:
            while page.kernel is None:
                try:
                    await self._into_kernel(page)
                except (NoRoomError, ServerError):
                    await asyncio.sleep(TRY_AGAIN_SECONDS)
            page.send(AGAIN)
        finally:
            page.move = None
            if old is not None and not old.has_ended:
                self.tasks.run(self._leave(page, old))

    async def _into_kernel(
        self, page: Page, fields: Mapping[str, list[str]] | None = None
    ) -> list[Output]:
        """Open the page in a kernel; one that ends meanwhile did not end for what was entered."""
        for _ in range(MOST_TRIED):
            kernel = await self.pool.place(page.key)
            try:
                outputs: list[Output] = await kernel.open(page.key, page.notebook, fields=fields)
            except KernelEndedError:
                kernel.pages.discard(page.key)
            except BaseException:
                self.tasks.run(self._leave(page, kernel))
                raise
            else:
                page.kernel = kernel
                return outputs
        raise NoRoomError

    async def _leave(self, page: Page, kernel: Kernel) -> None:
        with suppress(KernelEndedError):
            await kernel.close(page.key)
        self.pool.left(kernel, page.key)

    async def _work(self, page: Page) -> None:
        """Give a page's events to its kernel, one after another."""
        try:
            while page.waiting and page.kernel is not None:
                event = page.waiting.popleft()
                busy = asyncio.get_running_loop().call_later(BUSY_AFTER, page.send, BUSY)
                try:
                    await page.kernel.tell(page.key, event.comm_id, event.message())
                    page.ended = 0
                finally:
                    busy.cancel()
        except KernelEndedError:
            page.waiting.clear()
        finally:
            page.work = None
