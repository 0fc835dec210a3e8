"""One kernel as the server sees it: its process, its channels, and one message at a time.

Started by jupyter_client as any kernel. Messages to it are built here; each has to be done within
`MESSAGE_SECONDS`, else the kernel hangs and is ended.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import shutil
import socket
import tempfile
from collections.abc import Callable, Mapping
from typing import Any

import zmq.asyncio
from jupyter_client.ioloop.manager import AsyncIOLoopKernelManager

from otkit.errors import ServerError
from otkit.server.kernels.confined import LIMITS

CONTROL = "otkit-pages"  # the comm by which the server opens and closes pages
TARGET = "otkit.pages"
NAME = "otkit"  # of the kernel specification
START_SECONDS = 60.0
MESSAGE_SECONDS = 3.0
#: ZeroMQ reads and writes by 8 kB, and what it read last lies there until something longer comes.
WIPING = " " * 10_000
BEATS = 6  # in that time; a beat that comes late, since the server itself was slow, counts as one

log = logging.getLogger("otkit")


class KernelEndedError(Exception):
    """The kernel ended before it had done what it was asked."""


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
        self.working_for: str | None = None  # the page whose message it works on
        self.memory_at_first = 0  # bytes
        self._on_message = on_message
        self._turn = asyncio.Lock()
        self._answer: asyncio.Future[Any] | None = None
        self._asked = ""
        self._said: Any = None
        self._beats = 0
        self._watching: asyncio.Future[None] | None = None
        self._manager = AsyncIOLoopKernelManager(
            context=context,
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
            self._iopub: Any = self._manager.connect_iopub()
            self._shell: Any = self._manager.connect_shell()
            self._iopub.on_recv(self._receive)
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

    async def open(self, page: str, notebook: str, seconds: float = MESSAGE_SECONDS) -> Any:
        """Run a notebook for a new page; returns its outputs (see `cells.py`).

        Raises `KernelEndedError`, and `ServerError` when the notebook fails.
        """
        said = await self.ask(page, {"do": "open", "page": page, "notebook": notebook}, seconds)
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

    async def _send(
        self, kind: str, content: Mapping[str, Any], seconds: float, page: str | None = None
    ) -> Any:
        async with self._turn:
            if self.has_ended:
                raise KernelEndedError
            session: Any = self._manager.session
            message = session.msg(kind, dict(content))
            self._asked, self._said, self.working_for = message["header"]["msg_id"], None, page
            loop = asyncio.get_running_loop()
            self._answer = loop.create_future()
            self._beats = BEATS
            beat = loop.call_later(seconds / BEATS, self._beat, seconds / BEATS, self._asked)
            try:
                session.send(self._shell, message)
                answer = await self._answer
                self.working_for = None
                return answer
            finally:
                beat.cancel()
                self._answer = None

    def _beat(self, seconds: float, asked: str) -> None:
        if self._answer is None or self._asked != asked or self._answer.done():
            return
        self._beats -= 1
        if self._beats > 0:
            asyncio.get_running_loop().call_later(seconds, self._beat, seconds, asked)
        else:
            log.warning("A kernel did not answer in time; it is ended.")
            self._ending = asyncio.ensure_future(self.end())

    def _receive(self, frames: list[bytes]) -> None:
        """Take what the kernel says: to a page, to us, or that it is done."""
        session: Any = self._manager.session
        topics, parts = session.feed_identities(frames)
        signature, header, parent, metadata, content = parts[:5]
        if session.sign([header, parent, metadata, content]) != signature or not topics:
            return
        kind = json.loads(header)["msg_type"]
        if kind == "status":
            is_ours = json.loads(parent).get("msg_id") == self._asked
            is_idle = json.loads(content)["execution_state"] == "idle"
            if is_ours and is_idle and self._answer and not self._answer.done():
                self._answer.set_result(self._said)
        elif kind == "comm_msg" and topics[0] == f"comm-{CONTROL}".encode():
            self._said = json.loads(content)["data"]
        elif kind == "comm_msg" and topics[0].startswith(b"comm-"):
            self._on_message(self, topics[0][5:].decode("ascii", "replace"), content)

    async def _watch(self) -> None:
        """When the process ends, by itself or by us, leave nothing of it."""
        await self._provisioner.wait()
        self.has_ended = True
        for stream in (self._iopub, self._shell):
            stream.close()
        if self._answer and not self._answer.done():
            self._answer.set_exception(KernelEndedError())
        self.ended.set_result(None)
        await self._manager.shutdown_kernel(now=True)
        shutil.rmtree(self.folder, ignore_errors=True)

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
