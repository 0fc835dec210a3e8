"""The visitors' kernels: counted, each in a folder of its own, and ended when nobody is there."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, cast

from jupyter_core.utils import ensure_async
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from traitlets import Integer

from otkit.server.limits import Limits
from otkit.server.rendering import renderer_for
from otkit.server.sockets import Socket

KEPT_VARIABLES = (
    "HOME",
    "JUPYTER_WIDGETS_ECHO",
    "LANG",
    "LC_ALL",
    "OTKIT_DATA",
    "OTKIT_FORK",
    "OTKIT_ROOM",
    "PATH",
    "TZ",
    "VIRTUAL_ENV",
)
OPENS_WITHIN = 60.0  # seconds from a page to its line; a phone on a slow line needs five


class Visitors(AsyncMappingKernelManager):
    """Voilà's kernel manager, for strangers."""

    max_visitors = Integer(200, config=True, help="Live kernels beyond the warm ones.")

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Give the class that Voilà makes of this one, with its warm pool, our way of rendering."""
        made: Any = cls
        made._notebook_renderer_factory = renderer_for
        if give := vars(cls).get("get_rendered_notebook"):
            made.get_rendered_notebook = _noting_what_is_given(give)
        super().__init_subclass__(**kwargs)

    @property
    def is_full(self) -> bool:
        """Whether every place is taken."""
        warm = sum(len(pool) for pool in getattr(self, "_pools", {}).values())
        return len(self) - warm >= self.max_visitors

    async def start_kernel(self, **kwargs: Any) -> str:  # type: ignore[override]
        """Start a kernel that sees nothing of the server's environment or of the request."""
        folder = tempfile.mkdtemp(prefix="visitor-", dir=self.connection_dir)
        env = {name: value for name, value in os.environ.items() if name in KEPT_VARIABLES}
        kwargs["env"] = env | {"TMPDIR": folder}
        kernel_id = await super().start_kernel(**kwargs)
        self._folders[kernel_id] = folder
        return kernel_id

    @property
    def _folders(self) -> dict[str, str]:
        """The folder of each kernel, gone with it."""
        folders: dict[str, str] = self.__dict__.setdefault("_folders_by_kernel", {})
        return folders

    def remove_kernel(self, kernel_id: str) -> Any:
        """Forget a kernel that ended, and tell its page."""
        Socket.hang_up(kernel_id)
        self._limits.closed(kernel_id)
        shutil.rmtree(self._folders.pop(kernel_id, ""), ignore_errors=True)
        return super().remove_kernel(kernel_id)

    def start_watching_activity(self, kernel_id: str) -> None:
        """Take a kernel as idle now; its page's messages say later that it is used.

        The stock manager reads every message that every kernel prints, to know the same.
        """
        kernel: Any = self.get_kernel(kernel_id)
        kernel.execution_state, kernel.reason = "idle", ""
        self.touched(kernel_id)

    def touched(self, kernel_id: str) -> None:
        """Note that somebody is there."""
        if kernel_id in self:
            kernel: Any = self.get_kernel(kernel_id)
            self.last_kernel_activity = kernel.last_activity = datetime.now(UTC)

    def given(self, kernel_id: str) -> None:
        """Note that a page was given this kernel; end it if the page never opens its line."""
        asyncio.get_running_loop().call_later(OPENS_WITHIN, self._end_unless_open, kernel_id)

    def _end_unless_open(self, kernel_id: str) -> None:
        if kernel_id in self and kernel_id not in self._limits:
            end: Any = self.shutdown_kernel
            task = asyncio.ensure_future(ensure_async(end(kernel_id, now=True)))
            self._ending.add(task)
            task.add_done_callback(self._ending.discard)

    @property
    def _limits(self) -> Limits:
        limits: Limits = cast(Any, self.parent).limits
        return limits

    @property
    def _ending(self) -> set[asyncio.Future[Any]]:
        """Kernels that are being ended; held so that nobody collects the task."""
        ending: set[asyncio.Future[Any]] = self.__dict__.setdefault("_being_ended", set())
        return ending


def _noting_what_is_given(give: Callable[..., Any]) -> Callable[..., Any]:
    async def get_rendered_notebook(self: Visitors, *args: Any, **kwargs: Any) -> Any:
        task, rendered, kernel_id = await give(self, *args, **kwargs)
        self.given(kernel_id)
        return task, rendered, kernel_id

    return get_rendered_notebook
