"""One `otkit serve` of several: started, watched, started again."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass, field

HEALTH = "/voila/templates/otkit/static/icon.svg"  # a static file: a page would be opened
COMMAND = (sys.executable, "-m", "otkit", "serve", "--host", "127.0.0.1", "--behind-proxy")
ENDS_WITHIN = 20.0  # seconds
DRAWS_WITHIN = 30.0  # seconds
PAUSE = 0.5  # seconds before a server that ended by itself is started again


@dataclass
class Server:
    """A dashboard on `port` of loopback; `options` are passed to `otkit serve`."""

    name: str
    port: int
    options: tuple[str, ...]
    up: asyncio.Event = field(default_factory=asyncio.Event)
    process: asyncio.subprocess.Process | None = None

    async def keep_running(self) -> None:
        """Start it, and restart it when it ends; give up only if it never answered."""
        started = False
        while True:
            process = self.process = await asyncio.create_subprocess_exec(
                *COMMAND, "--port", str(self.port), *self.options, stdout=asyncio.subprocess.DEVNULL
            )
            ended = asyncio.ensure_future(process.wait())
            while not ended.done() and not await self.answers():
                await asyncio.wait([ended], timeout=0.2)
            if not ended.done():
                started = True
                self.up.set()
            await ended
            self.up.clear()
            if not started:
                return
            if self.process is process:  # it was not stopped on purpose
                print(f"{self.name} ended; it is started again", flush=True)
                await asyncio.sleep(PAUSE)

    async def end(self) -> None:
        """End the current process, and wait until it is gone."""
        process, self.process = self.process, None
        self.up.clear()
        if process is None or process.returncode is not None:
            return
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), ENDS_WITHIN)
        except TimeoutError:
            process.kill()
            await process.wait()

    async def answers(self) -> bool:
        """Whether the server answers; this opens no page."""
        return b" 200 " in (await self._get(HEALTH)).partition(b"\r\n")[0]

    async def draws(self) -> bool:
        """Whether it draws a page; without a connection the server closes it again."""
        return b'id="otkit-host"' in await self._get("/")

    async def _get(self, path: str) -> bytes:
        try:
            async with asyncio.timeout(DRAWS_WITHIN):
                reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
                writer.write(f"GET {path} HTTP/1.0\r\n\r\n".encode())
                answer = await reader.read()
                writer.close()
        except OSError:  # a timeout too
            return b""
        return answer
