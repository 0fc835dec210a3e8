"""One kernel as the server sees it: its process, and what it can be asked to do.

Started by jupyter_client as any kernel. A message has to be done within `MESSAGE_SECONDS`, else the
kernel hangs and is ended.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import socket
import tempfile
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import zmq.asyncio
from jupyter_client.ioloop.manager import AsyncIOLoopKernelManager
from traitlets.config import Config

from otkit.errors import ServerError
from otkit.server.kernels.channel import CONTROL, Channel, KernelEndedError
from otkit.server.kernels.confined import LIMITS

TARGET = "otkit.pages"
NAME = "otkit"  # of the kernel specification
START_SECONDS = 60.0
MESSAGE_SECONDS = 3.0
#: ZeroMQ reads and writes by 8 kB, and what it read last lies there until something longer comes.
WIPING = " " * 10_000


class Kernel:
    """A kernel that holds pages. `pages` are their ids, `visits` how many there have been."""

    def __init__(
        self,
        folder: str,
        context: zmq.asyncio.Context,
        on_message: Callable[[Kernel, str, bytes], None],
    ) -> None:
        """Prepare one with a folder of its own in `folder`, and sockets of `context`.

        `on_message` is given each message to a page: this kernel, the id of the comm, the content
        as JSON.
        """
        self.folder = tempfile.mkdtemp(prefix="kernel-", dir=folder)
        self.pages: set[str] = set()
        self.visits = 0
        self.is_retired = False
        self.has_ended = False
        self.is_to_be_swept = False
        self.memory_at_first = 0  # bytes
        self._on_message = on_message
        self._channel: Channel | None = None
        self._watching: asyncio.Future[None] | None = None
        self._manager = AsyncIOLoopKernelManager(
            context=context,
            config=Config({"Session": {"packer": "json"}}),  # as the kernel, see `confined.py`
            kernel_name=NAME,
            autorestart=False,
            connection_file=os.path.join(self.folder, "kernel.json"),
            transport="ipc" if hasattr(socket, "AF_UNIX") else "tcp",
        )
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def start(self, env: Mapping[str, str], limits: Mapping[str, int]) -> None:
        """Start the process and wait until it answers; raises `ServerError`, and leaves nothing."""
        os.mkdir(own := os.path.join(self.folder, "own"))
        env = {**env, "TMPDIR": own, LIMITS: json.dumps(limits)}
        try:
            await self._manager.start_kernel(env=env, cwd=own)
            self._channel = Channel(self._manager, partial(self._on_message, self), self._hung)
            self._watching = asyncio.ensure_future(self._watch())
            async with asyncio.timeout(START_SECONDS):
                await self._answering()
            content = {"comm_id": CONTROL, "target_name": TARGET, "data": {}}
            await self._send("comm_open", content, START_SECONDS)
        except (KernelEndedError, TimeoutError, OSError, RuntimeError) as error:
            await self.end()
            raise ServerError(
                "A kernel could not be started; see the lines above.", "server.no-kernel"
            ) from error

    async def _answering(self) -> None:
        """Ask until the kernel has been heard on both channels."""
        while True:
            try:
                async with asyncio.timeout(0.5):
                    await self._send("kernel_info_request", {}, START_SECONDS)
                    return
            except TimeoutError:
                continue

    async def open(
        self,
        page: str,
        notebook: str,
        seconds: float = MESSAGE_SECONDS,
        fields: Mapping[str, list[str]] | None = None,
    ) -> Any:
        """Run a notebook for a new page, and fill in `fields`; returns outputs as in `cells.py`.

        Raises `KernelEndedError`, and `ServerError` when the notebook fails.
        """
        order = {"do": "open", "page": page, "notebook": notebook, "fields": dict(fields or {})}
        said = await self.ask(page, order, seconds)
        if not isinstance(said, dict) or said.get("page") != page or "outputs" not in said:
            raise ServerError("A page could not be made from its notebook.", "server.no-page")
        return said["outputs"]

    async def ask(self, page: str | None, data: Any, seconds: float = MESSAGE_SECONDS) -> Any:
        """Have something done by `hosting.py`; returns what it answers."""
        return await self._send("comm_msg", {"comm_id": CONTROL, "data": data}, seconds, page)

    async def close(self, page: str) -> None:
        """Have the kernel forget a page; the last objects of it are gone when it was swept."""
        await self.ask(None, {"do": "close", "page": page, "wipes": WIPING})
        self.is_to_be_swept = True

    async def sweep(self) -> None:
        """Free what closed pages left: a widget's traits know the widget.

        Twice, since ipykernel holds the message before the last one.
        """
        self.is_to_be_swept = False
        for _ in range(2):
            await self.ask(None, {"do": "sweep", "wipes": WIPING})

    async def tell(self, page: str, comm_id: str, message: Mapping[str, Any]) -> None:
        """Give a page's message to its widget; returns when that is done with it."""
        data = {"method": "custom", "content": message}
        await self._send("comm_msg", {"comm_id": comm_id, "data": data}, MESSAGE_SECONDS, page)

    async def _watch(self) -> None:
        """When the process ends, by itself or by us, leave nothing of it."""
        await self._provisioner.wait()
        self.has_ended = True
        if self._channel is not None:
            self._channel.close()
        self.ended.set_result(None)
        await self._manager.shutdown_kernel(now=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    async def _send(
        self, kind: str, content: Mapping[str, Any], seconds: float, page: str | None = None
    ) -> Any:
        if self._channel is None:
            raise KernelEndedError
        return await self._channel.send(kind, content, seconds, page)

    def _hung(self) -> None:
        self._ending = asyncio.ensure_future(self.end())

    @property
    def working_for(self) -> str | None:
        """The page whose message it works on, or worked on when it ended."""
        return self._channel.working_for if self._channel else None

    @property
    def _provisioner(self) -> Any:
        return self._manager.provisioner

    @property
    def pid(self) -> int:
        """The process id."""
        return int(self._provisioner.pid)

    async def end(self) -> None:
        """End it at once, and wait until nothing of it is left."""
        if self._watching is None:  # it was never started
            shutil.rmtree(self.folder, ignore_errors=True)
            return
        if not self.has_ended:
            await self._provisioner.kill()
        await asyncio.shield(self._watching)
