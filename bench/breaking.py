"""What can break under an open page, and how each is broken for real."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType

import psutil
from playwright.async_api import Page

from bench.peers.registry import OTKIT
from bench.serving import free_port, launch, listening, stop
from tests.browser.line import Line

DISK = 8  # MB, of the file system that is filled
IDLE = 0.2  # minutes until a page that rests is put away
PUT_AWAY_WITHIN = 20.0  # seconds


class Server:
    """A server of its own, on a disk of its own if asked, behind a line that can be cut."""

    def __init__(self, options: Sequence[str], small_disk: bool) -> None:
        self.peer = replace(OTKIT, command=lambda port: [*OTKIT.command(port), *options])
        self.port, self.small_disk = free_port(), small_disk
        self.line = Line(self.port)

    async def __aenter__(self) -> Server:
        self._folder = TemporaryDirectory(prefix="ot-")
        self.folder = Path(self._folder.name)
        if self.small_disk:
            mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK}m", "otkit-bench"]
            subprocess.run([*mount, self._folder.name], check=True)
        self.line.__enter__()
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        await asyncio.to_thread(stop, self.process)
        self.line.__exit__()
        if self.small_disk:
            subprocess.run(["umount", self._folder.name], check=True)
        self._folder.cleanup()

    async def start(self) -> None:
        """Start it, or start it again at the same place."""
        log = self.folder / "server.log"
        self.process = launch(self.peer, self.port, log, TMPDIR=str(self.folder))
        await listening(self.process, self.port, log)

    def kernels(self) -> list[psutil.Process]:
        """All kernels, the spare last."""
        return psutil.Process(self.process.pid).children()


@dataclass(frozen=True)
class Break:
    """What breaks, in words; how, until a page could be back; the seconds it may then take.

    `by` is given the server, the pages, and the seconds for which things stay broken.
    """

    what: str
    by: Callable[[Server, Sequence[Page], float], Awaitable[None]]
    limit: float
    options: Sequence[str] = ()
    small_disk: bool = False


async def kill_kernels(server: Server, pages: Sequence[Page], seconds: float) -> None:
    for kernel in server.kernels():
        kernel.kill()


async def kill_all_but_the_spare(server: Server, pages: Sequence[Page], seconds: float) -> None:
    for kernel in server.kernels()[:-1]:
        kernel.kill()


async def hang(server: Server, pages: Sequence[Page], seconds: float) -> None:
    for kernel in server.kernels()[:-1]:
        kernel.suspend()


async def kill_server(server: Server, pages: Sequence[Page], seconds: float) -> None:
    family = psutil.Process(server.process.pid).children(recursive=True)
    server.process.kill()
    server.process.wait()
    await asyncio.to_thread(psutil.wait_procs, family, 20)
    await server.start()


async def use_up_memory(server: Server, pages: Sequence[Page], seconds: float) -> None:
    """Leave the kernels that serve no more memory than they have, and ask for PDFs."""
    kernels = server.kernels()[:-1]
    for kernel in kernels:
        kernel.rlimit(psutil.RLIMIT_DATA, (1, 1))
    for page in pages:
        await page.locator('[data-action="notes"]').click()
    await asyncio.to_thread(psutil.wait_procs, kernels, 2)


async def rest(server: Server, pages: Sequence[Page], seconds: float) -> None:
    """Wait until pages that nobody touches are put away."""
    await asyncio.sleep(60 * IDLE + PUT_AWAY_WITHIN)


async def cut_line(server: Server, pages: Sequence[Page], seconds: float) -> None:
    server.line.cut()
    await asyncio.sleep(seconds)
    server.line.mend()


async def fill_disk(server: Server, pages: Sequence[Page], seconds: float) -> None:
    filled = server.folder / "filled"
    with filled.open("wb", buffering=0) as file:

        async def keep_full() -> None:
            while True:  # a kernel that died leaves the room it had
                with suppress(OSError):
                    while file.write(bytes(4096)):
                        pass
                await asyncio.sleep(0.005)

        keeping = asyncio.create_task(keep_full())
        await asyncio.sleep(1)
        await kill_kernels(server, pages, seconds)
        await asyncio.sleep(seconds / 10)
        keeping.cancel()
    filled.unlink()


BREAKS = (
    Break("The kernels that serve are killed", kill_all_but_the_spare, 3),
    Break("Every kernel is killed, the spare too", kill_kernels, 10),
    Break("The kernels that serve hang", hang, 6),
    Break("The server is killed, and started again", kill_server, 3),
    Break("The pages were put away, for they rested", rest, 3, ("--idle-minutes", str(IDLE))),
    Break("The kernels have used up their memory", use_up_memory, 3),
    Break("The line is cut for five minutes", cut_line, 3),
    Break("The disk is full when every kernel is killed", fill_disk, 10, small_disk=True),
)
