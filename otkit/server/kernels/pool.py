"""All kernels: as many as serve, and a spare; the dead, the old and the large are replaced.

Of `kernels + spare` kernels with room, the first `kernels` get new pages. When one of them ends or
is full, the spare is the next in the row, and another one is started behind it.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import suppress

import zmq.asyncio

from otkit.errors import OtkitError
from otkit.server.kernels.cells import Output
from otkit.server.kernels.channel import KernelEndedError
from otkit.server.kernels.kernel import Kernel
from otkit.server.kernels.starting import make_ready, memory
from otkit.server.limits import Bucket
from otkit.server.settings import Size

MOST_VISITS = 20_000  # that one kernel sees before another takes its place
MOST_GROWTH = 200_000_000  # bytes more than after its first pages, likewise
PLACE_SECONDS = 30.0  # that a visitor waits for a kernel when none has room
TRY_AGAIN_SECONDS = 1.0
FAILURES_PER_SECOND, FAILURES_AT_ONCE = 0.1, 5.0  # that are logged

log = logging.getLogger("otkit")


class NoRoomError(Exception):
    """No kernel has room, and none came in time."""


class Pool:
    """The kernels of a server, for the pages of `notebooks` (paths)."""

    def __init__(
        self,
        size: Size,
        folder: str,
        notebooks: list[str],
        on_message: Callable[[Kernel, str, bytes], None],
        on_end: Callable[[Kernel], None],
    ) -> None:
        """Start none yet; `on_end` is told of each kernel that ends or is to be left."""
        self.size = size
        self.kernels: list[Kernel] = []
        self.outputs: dict[str, list[Output]] = {}  # of each notebook's first page
        self._starting: set[asyncio.Task[None]] = set()
        self._changed = asyncio.Event()
        self._closed = False
        self._failures = Bucket(FAILURES_PER_SECOND, FAILURES_AT_ONCE, time.monotonic)
        self._folder, self.notebooks = folder, notebooks
        self._on_message, self._on_end = on_message, on_end
        self._context = zmq.asyncio.Context()

    async def start(self) -> None:
        """Have all kernels ready, each of which has drawn each page; raises `ServerError`."""
        wanted = self.size.kernels + self.size.spare
        starting = (self._started() for _ in range(wanted))
        started = await asyncio.gather(*starting, return_exceptions=True)
        self.kernels += [one for one in started if isinstance(one, Kernel)]
        for one in started:
            if isinstance(one, BaseException):
                raise one

    async def close(self) -> None:
        """End all kernels."""
        self._closed = True
        for task in self._starting:
            task.cancel()
        await asyncio.gather(*self._starting, return_exceptions=True)
        await asyncio.gather(*(kernel.end() for kernel in self.kernels))
        self._context.destroy(linger=0)

    async def place(self, page: str) -> Kernel:
        """Give a page to the kernel with the fewest; raises `NoRoomError`."""
        try:
            async with asyncio.timeout(PLACE_SECONDS):
                while not (rooms := self.with_room[: self.size.kernels]):
                    self.fill()
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            raise NoRoomError from None
        kernel = min(rooms, key=lambda kernel: len(kernel.pages))
        kernel.pages.add(page)
        kernel.visits += 1
        self.fill()
        return kernel

    @property
    def with_room(self) -> list[Kernel]:
        """The kernels that take one more page, the spare last."""
        most = self.size.pages_per_kernel
        return [
            kernel
            for kernel in self.kernels
            if not (kernel.has_ended or kernel.is_retired) and len(kernel.pages) < most
        ]

    def fill(self) -> None:
        """Start as many kernels as are missing."""
        missing = self.size.kernels + self.size.spare - len(self.with_room) - len(self._starting)
        for _ in range(0 if self._closed else missing):
            task = asyncio.ensure_future(self._start_another())
            self._starting.add(task)
            task.add_done_callback(self._starting.discard)

    def left(self, kernel: Kernel, page: str) -> None:
        """Note that a page left a kernel; one that is for a single visitor ends with them."""
        kernel.pages.discard(page)
        if kernel.is_retired or self.size.pages_per_kernel == 1:
            self.retire(kernel)

    def retire(self, kernel: Kernel) -> None:
        """Give this kernel no more pages; it ends when its last one is gone."""
        is_new = not kernel.is_retired
        kernel.is_retired = True
        if not kernel.pages:
            self._ending = asyncio.ensure_future(kernel.end())
        elif is_new:
            self._on_end(kernel)
        self.fill()

    async def sweep(self) -> None:
        """Free what closed pages left; not after each, since all objects are looked at."""
        for kernel in list(self.kernels):
            if kernel.is_to_be_swept:
                with suppress(KernelEndedError):
                    await kernel.sweep()

    def retire_the_old(self) -> None:
        """Retire one kernel that has seen many visits or has grown, if another can take over."""
        for kernel in self.kernels:
            if kernel.is_retired or kernel.has_ended or len(self.with_room) < 2:
                continue
            is_old = kernel.visits > MOST_VISITS
            if is_old or memory(kernel.pid) > kernel.memory_at_first + MOST_GROWTH:
                return self.retire(kernel)

    async def _start_another(self) -> None:
        try:
            self.kernels.append(await self._started())
        except (OtkitError, OSError):
            if self._failures.take():
                log.warning("A kernel could not be started; it is tried again.")
            await asyncio.sleep(TRY_AGAIN_SECONDS)
        self._changed.set()

    async def _started(self) -> Kernel:
        kernel = Kernel(self._folder, self._context, self._on_message)
        shown = await make_ready(kernel, self.notebooks, self.size.pages_per_kernel)
        self.outputs.update(shown)
        kernel.ended.add_done_callback(lambda _: self._forget(kernel))
        return kernel

    def _forget(self, kernel: Kernel) -> None:
        if kernel in self.kernels:
            self.kernels.remove(kernel)
        if not self._closed:
            if not kernel.is_retired:
                log.warning("A kernel ended by itself; its pages go on in another one.")
            self._on_end(kernel)
            self.fill()
