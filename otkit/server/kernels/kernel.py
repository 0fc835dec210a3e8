"""One kernel as the server sees it: its process, started by jupyter_client as any kernel.

A message has to be done within `MESSAGE_SECONDS`, else the kernel hangs and is ended.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

import psutil
import zmq.asyncio
from jupyter_client.ioloop.manager import AsyncIOLoopKernelManager
from traitlets.config import Config

from otkit.errors import ServerError
from otkit.kit.tables.sentences import said
from otkit.server.kernels.cells import Output
from otkit.server.kernels.channel import CONTROL, Channel, KernelEndedError
from otkit.server.kernels.confined import ENVIRONMENT, LIMITS
from otkit.server.kernels.messages import Event
from otkit.server.metrics import TICK_SECONDS
from otkit.server.sandbox import confine
from otkit.server.settings import KEPT_VARIABLES

if TYPE_CHECKING:
    from otkit.server.kernels.page import Page

TARGET = "otkit.pages"
START_SECONDS = 60.0
MESSAGE_SECONDS = 3.0
PAGE_BYTES = 500_000  # that a kernel may use for each page, beside what it needs itself
#: ZeroMQ reads and writes by 8 kB, and what it read last stays there until something longer comes.
PADDING = " " * 10_000

log = logging.getLogger("otkit")


class Kernel:
    """A kernel that holds `pages`; `visits` is how many there have been.

    `working_for` is the page whose message it works on, or worked on when it ended.
    """

    def __init__(
        self,
        folder: str,
        context: zmq.asyncio.Context,
        on_message: Callable[[Kernel, str, bytes], None],
    ) -> None:
        """Prepare one with a folder of its own in `folder`, and sockets of `context`.

        `on_message` gets each message to a page: this kernel, the comm's id, the content as JSON.
        """
        self.folder = tempfile.mkdtemp(prefix="kernel-", dir=folder)
        self.pages: set[Page] = set()
        self.visits = 0
        self.working_for: str | None = None
        self.is_retired = self.needs_sweep = False
        self.first_memory = 0  # bytes, after its first pages
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._on_message = partial(on_message, self)
        self._turn = asyncio.Lock()
        self._channel: Any = None
        self._watching: asyncio.Future[None] | None = None
        self._manager: Any = AsyncIOLoopKernelManager(
            context=context,
            config=Config({"Session": {"packer": "json"}}),  # as the kernel, see `confined.py`
            kernel_name="otkit",
            autorestart=False,
            connection_file=os.path.join(self.folder, "kernel.json"),
            transport="ipc" if os.name == "posix" else "tcp",
        )

    async def start(self, pages: int, **env: str) -> None:
        """Start the process, for so many pages, and wait until it answers.

        Raises `ServerError`, and leaves nothing.
        """
        os.mkdir(own := os.path.join(self.folder, "own"))
        kept = {name: value for name, value in os.environ.items() if name in KEPT_VARIABLES}
        most = confine.LIMITS["RLIMIT_DATA"] + PAGE_BYTES * pages
        limits = json.dumps(confine.LIMITS | {"RLIMIT_DATA": most})
        env = kept | ENVIRONMENT | {"TMPDIR": own, LIMITS: limits} | env
        try:
            await self._manager.start_kernel(env=env, cwd=own)
            channel = self._channel = Channel(self._manager, self._on_message)
            self._watching = asyncio.ensure_future(self._watch(channel))
            async with asyncio.timeout(START_SECONDS):
                await channel.connect()
            content = {"comm_id": CONTROL, "target_name": TARGET, "data": {}}
            await self._request("comm_open", content, START_SECONDS)
        except (KernelEndedError, TimeoutError, OSError, RuntimeError) as error:
            await self.end()
            raise ServerError(said("server.no-kernel"), "server.no-kernel") from error

    async def open(
        self,
        page: str,
        notebook: str,
        seconds: float = MESSAGE_SECONDS,
        fields: Mapping[str, list[str]] | None = None,
    ) -> list[Output]:
        """Run a notebook for a new page, and fill in `fields`; returns outputs as in `cells.py`.

        Raises `KernelEndedError`, and `ServerError` when the notebook fails.
        """
        data = {"do": "open", "page": page, "notebook": notebook, "fields": dict(fields or {})}
        answer = await self.control(data, seconds, page)
        if not isinstance(answer, dict) or "outputs" not in answer:
            raise ServerError(said("server.no-page"), "server.no-page")
        outputs: list[Output] = answer["outputs"]
        return outputs

    async def send(self, page: str, event: Event) -> None:
        """Give a page's event to its widget; returns when that has worked on it."""
        data = {"method": "custom", "content": event.message()}
        content = {"comm_id": event.comm_id, "data": data}
        with TICK_SECONDS.time():
            await self._request("comm_msg", content, MESSAGE_SECONDS, page)

    async def close(self, page: str) -> None:
        """Have the kernel forget a page; its last objects are gone when the kernel is swept."""
        await self.control({"do": "close", "page": page, "padding": PADDING})
        self.needs_sweep = True

    async def sweep(self) -> None:
        """Free what closed pages left; twice, since ipykernel keeps the message before the last."""
        self.needs_sweep = False
        for _ in range(2):
            await self.control({"do": "sweep", "padding": PADDING})

    async def end(self) -> None:
        """End it at once, and wait until nothing of it is left."""
        if self._watching is None:  # it was never started
            return shutil.rmtree(self.folder, ignore_errors=True)
        if not self.has_ended:
            await self._manager.provisioner.kill()
        await asyncio.shield(self._watching)

    @property
    def has_ended(self) -> bool:
        """Whether its process is gone."""
        return self.ended.done()

    @property
    def is_open(self) -> bool:
        """Whether it works on requests: it has started, has not ended, and does not hang."""
        return bool(self._channel and self._channel.is_open)

    @property
    def pid(self) -> int:
        """The process id."""
        return int(self._manager.provisioner.pid)

    @property
    def memory(self) -> int:
        """The bytes that it has in memory; 0 when it is gone."""
        with suppress(psutil.Error):
            return int(psutil.Process(self.pid).memory_info().rss)
        return 0

    async def _watch(self, channel: Channel) -> None:
        """When the process ends, by itself or by us, leave nothing of it."""
        await self._manager.provisioner.wait()
        self.ended.set_result(None)
        channel.close()
        await self._manager.shutdown_kernel(now=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    async def control(
        self, data: Any, seconds: float = MESSAGE_SECONDS, page: str | None = None
    ) -> Any:
        """Have `hosting.py` do something, for `page`; returns its answer."""
        return await self._request("comm_msg", {"comm_id": CONTROL, "data": data}, seconds, page)

    async def _request(
        self, kind: str, content: Mapping[str, Any], seconds: float, page: str | None = None
    ) -> Any:
        """Have the kernel work on a message in its turn; a kernel that hangs is ended."""
        try:
            async with self._turn:
                if not self.is_open:
                    raise KernelEndedError
                self.working_for = page
                answer = await self._channel.request(kind, content, seconds)
                self.working_for = None
                return answer
        except TimeoutError:
            log.warning("A kernel did not answer in time; it is ended.")
            await self._manager.provisioner.kill()
            raise KernelEndedError from None
