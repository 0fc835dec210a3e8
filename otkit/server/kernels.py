"""The Jupyter server's part in a kernel, without what it would do anew for each one.

With jupyter_server 2.21 and jupyter_client 8.10, half of the server's work to start a forked kernel
was to read and check the schema of its own events, once per kernel. And a client of a kernel took a
thread to listen for its heartbeat, and waited for 0.2 s of silence before it was ready.

To use both classes, name the first where kernels are managed::

    c.MappingKernelManager.kernel_manager_class = "otkit.server.kernels.LightKernelManager"
"""

from __future__ import annotations

import time
from queue import Empty
from typing import Any
from weakref import WeakKeyDictionary

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_events import EventLogger
from jupyter_server.services.kernels.kernelmanager import ServerKernelManager
from traitlets import default

TRY_SECONDS = 1.0  # how long to wait for an answer before asking again

_event_loggers: WeakKeyDictionary[Any, EventLogger] = WeakKeyDictionary()


class LightKernelManager(ServerKernelManager):
    """A kernel's manager that shares one event logger with its siblings."""

    @default("client_class")
    def _light_client_class(self) -> str:
        return "otkit.server.kernels.LightKernelClient"

    @default("client_factory")
    def _light_client_factory(self) -> type[AsyncKernelClient]:
        return LightKernelClient

    @default("event_logger")
    def _default_event_logger(self) -> EventLogger:
        if self.parent is None:
            own: EventLogger = super()._default_event_logger()
            return own
        if self.parent not in _event_loggers:
            _event_loggers[self.parent] = super()._default_event_logger()
        return _event_loggers[self.parent]


class LightKernelClient(AsyncKernelClient):
    """A client that is ready when the kernel has answered, on both channels, what it was asked."""

    def start_channels(
        self,
        shell: bool = True,
        iopub: bool = True,
        stdin: bool = True,
        hb: bool = False,
        control: bool = True,
    ) -> None:
        """Open the channels; the heartbeat only if asked: the manager sees a kernel's process."""
        super().start_channels(shell, iopub, stdin, hb, control)

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait until the kernel answers and its output is heard.

        `timeout` is in seconds, None waits for ever. Raises `RuntimeError` when the kernel has died
        or the time is over.
        """
        until = time.monotonic() + (float("inf") if timeout is None else timeout)
        while True:
            request = self.kernel_info()
            if await self._answered(request):
                return
            if not await self.is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
            if time.monotonic() > until:
                raise RuntimeError(f"Kernel didn't respond in {timeout} seconds")

    async def _answered(self, request: str) -> bool:
        """Whether both the reply to `request` and the end of its output came in time.

        What was published before is read with it, so nothing older is left on the channel.
        """
        until = time.monotonic() + TRY_SECONDS
        try:
            reply = await self._message(self.get_shell_msg, request, until)
            while True:
                message = await self._message(self.get_iopub_msg, request, until)
                if message["content"].get("execution_state") == "idle":
                    self._handle_kernel_info_reply(reply)
                    return True
        except Empty:
            return False

    async def _message(self, channel: Any, request: str, until: float) -> dict[str, Any]:
        """The next message that answers `request`; raises `Empty` when time is over."""
        while True:
            message: dict[str, Any] = await channel(timeout=max(0.0, until - time.monotonic()))
            if message["parent_header"].get("msg_id") == request:
                return message
