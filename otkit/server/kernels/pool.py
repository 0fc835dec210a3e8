"""All kernels: as many as serve, and a spare; the dead, the old and the large are replaced.

Of `kernels + spare` kernels with room, the first `kernels` get new pages. When one of them ends or
is full, the spare takes its place, and another one is started.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress

import zmq.asyncio

from otkit.errors import OtkitError, ServerError
from otkit.kit.tables.sentences import said
from otkit.server.kernels.channel import KernelEndedError
from otkit.server.kernels.kernel import Kernel
from otkit.server.kernels.page import Page, begin
from otkit.server.metrics import KERNELS_LOST
from otkit.server.settings import Size

MOST_VISITS = 20_000  # that one kernel sees before another takes its place
MOST_GROWTH = 200_000_000  # bytes more than after its first pages, likewise
PLACE_SECONDS = 30.0  # that a visitor waits for a kernel when none has room
FIRST_PAGE_SECONDS = 30.0
RETRY_SECONDS = 1.0

log = logging.getLogger("otkit")


class AtCapacityError(Exception):
    """No kernel has room, and none came in time."""


class Pool:
    """The kernels of a server, for the pages of `notebooks` (paths)."""

    #: Get each message to a page (see `Kernel`), and each kernel that its pages are to leave.
    on_message: Callable[[Kernel, str, bytes], None]
    on_end: Callable[[Kernel], None]

    def __init__(self, size: Size, folder: str, notebooks: list[str]) -> None:
        """Start none yet; their files will be in `folder`."""
        self.size = size
        self.kernels: list[Kernel] = []
        self.widgets: dict[str, int] = {}  # how many each notebook shows
        self.notebooks = notebooks
        self._folder = folder
        self._starting: set[asyncio.Task[None]] = set()
        self._ending: set[asyncio.Task[None]] = set()
        self._changed = asyncio.Event()
        self._closed = False
        self._data = ""  # the folder of their tables
        self._context = zmq.asyncio.Context()

    async def begin(self, data: str = "") -> list[Kernel]:
        """As many kernels as are wanted, which hold no page yet; raises `ServerError`.

        `data` is the folder of their tables, empty for the kit's own.
        """
        wanted = self.size.kernels + self.size.spare
        starts = (self._started(data) for _ in range(wanted))
        results = await asyncio.gather(*starts, return_exceptions=True)
        kernels = [result for result in results if isinstance(result, Kernel)]
        for error in results:
            if isinstance(error, BaseException):
                await asyncio.gather(*(kernel.end() for kernel in kernels))
                raise error
        return kernels

    def take_over(self, kernels: list[Kernel], data: str = "") -> None:
        """Let these from `begin` take the place of all others, with their pages."""
        old, self._data = list(self.kernels), data
        for kernel in kernels:
            self._add(kernel)
        for kernel in old:
            self.retire(kernel)

    async def close(self) -> None:
        """End all kernels."""
        self._closed = True
        for task in self._starting:
            task.cancel()
        await asyncio.gather(*self._starting, return_exceptions=True)
        await asyncio.gather(*(kernel.end() for kernel in self.kernels))
        self._context.destroy(linger=0)

    async def place(self, page: Page) -> Kernel:
        """Give a page to the kernel with the fewest; raises `AtCapacityError`."""
        try:
            async with asyncio.timeout(PLACE_SECONDS):
                while not (available := self.available[: self.size.kernels]):
                    self.fill()
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            raise AtCapacityError from None
        kernel = min(available, key=lambda kernel: len(kernel.pages))
        kernel.pages.add(page)
        kernel.visits += 1
        self.fill()
        return kernel

    @property
    def available(self) -> list[Kernel]:
        """The kernels that take one more page, the spare last."""
        most = self.size.pages_per_kernel
        return [
            kernel
            for kernel in self.kernels
            if kernel.is_open and not kernel.is_retired and len(kernel.pages) < most
        ]

    def fill(self) -> None:
        """Start as many kernels as are missing."""
        missing = self.size.kernels + self.size.spare - len(self.available) - len(self._starting)
        for _ in range(0 if self._closed else missing):
            begin(self._start_one(), self._starting)

    def leave(self, kernel: Kernel, page: Page) -> None:
        """Note that a page left a kernel; one that is for a single visitor ends with them."""
        kernel.pages.discard(page)
        if kernel.is_retired or self.size.pages_per_kernel == 1:
            self.retire(kernel)

    def retire(self, kernel: Kernel) -> None:
        """Give this kernel no more pages; it ends when its last one is gone."""
        is_new, kernel.is_retired = not kernel.is_retired, True
        if not kernel.pages:
            begin(kernel.end(), self._ending)
        elif is_new:
            self.on_end(kernel)
        self.fill()

    async def sweep(self) -> None:
        """Free what closed pages left; not after each, since all objects are visited."""
        for kernel in [kernel for kernel in self.kernels if kernel.needs_sweep]:
            with suppress(KernelEndedError):
                await kernel.sweep()

    def retire_old(self) -> None:
        """Retire one kernel that has seen many visits or has grown, if another can take over."""
        for kernel in self.available if len(self.available) > 1 else []:
            has_grown = kernel.memory > kernel.first_memory + MOST_GROWTH
            if kernel.visits > MOST_VISITS or has_grown:
                return self.retire(kernel)

    async def _start_one(self) -> None:
        """Start a kernel, unless other tables are served when it is ready."""
        data = self._data
        try:
            kernel = await self._started(data)
            if data == self._data:
                self._add(kernel)
            else:
                await kernel.end()
        except (OtkitError, OSError):
            log.warning("A kernel could not be started; it is tried again.")
            await asyncio.sleep(RETRY_SECONDS)
        self._changed.set()

    async def _started(self, data: str) -> Kernel:
        """A kernel that has drawn each notebook once, so that no visitor waits for its imports."""
        kernel = Kernel(self._folder, self._context, self.on_message)
        await kernel.start(self.size.pages_per_kernel, **({"OTKIT_DATA": data} if data else {}))
        try:
            for notebook in self.notebooks:
                outputs = await kernel.open("first", notebook, seconds=FIRST_PAGE_SECONDS)
                self.widgets[notebook] = len(outputs)
            await kernel.close("first")
            await kernel.control({"do": "rehearse"}, FIRST_PAGE_SECONDS)
        except KernelEndedError as error:
            raise ServerError(said("server.first-page"), "server.first-page") from error
        except BaseException:
            await kernel.end()
            raise
        kernel.first_memory = kernel.memory
        return kernel

    def _add(self, kernel: Kernel) -> None:
        self.kernels.append(kernel)
        kernel.ended.add_done_callback(lambda _: self._forget(kernel))

    def _forget(self, kernel: Kernel) -> None:
        self.kernels.remove(kernel)
        if not self._closed:
            if not kernel.is_retired:
                KERNELS_LOST.inc()
                log.warning("A kernel ended by itself; its pages go on in another one.")
            self.on_end(kernel)
            self.fill()
