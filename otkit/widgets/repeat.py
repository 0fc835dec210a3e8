"""Polling: work that a kernel repeats on its loop for as long as it is wanted."""

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import Context


class Repeat:
    """`work`, again and again while `is_wanted`, in one task; `context` is that of the task.

    Without a `context` the task has that of the code that starts it.
    """

    def __init__(
        self,
        work: Callable[[], Awaitable[None]],
        is_wanted: Callable[[], object],
        context: Context | None = None,
    ) -> None:
        """Wait for `start`."""
        self._work, self._is_wanted, self._context = work, is_wanted, context
        self._task: asyncio.Task[None] | None = None

    def start(self, seconds: float) -> None:
        """Work every `seconds`, in a kernel; without a loop the caller has to do the work."""
        if self._is_wanted() and (self._task is None or self._task.done()):
            try:
                loop = asyncio.get_running_loop()
            except RuntimeError:
                return
            self._task = loop.create_task(self._repeat(seconds), context=self._context)

    def stop(self) -> None:
        """Work no more."""
        if self._task is not None:
            self._task.cancel()

    async def _repeat(self, seconds: float) -> None:
        while self._is_wanted():
            await asyncio.sleep(seconds)
            await self._work()
