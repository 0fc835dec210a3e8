"""Work that goes on beside what began it: held until it is done, and heard of if it fails."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

log = logging.getLogger("otkit")


class Tasks(set[asyncio.Task[None]]):
    """The tasks that are not done yet."""

    def run(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Begin some work."""
        task = asyncio.ensure_future(work)
        self.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[None]) -> None:
        self.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("Work for a page failed (%s).", type(error).__name__)
