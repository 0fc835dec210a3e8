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
from tests.serving import kernel_process

DISK = 8  # MB, of the file system that is filled
LOST, BACK = "The connection was lost", "The connection is back"
IS_HEARD = "words => heard.some((one) => one.includes(words))"
KERNEL = "() => JSON.parse(document.getElementById('otkit-host').textContent).kernelId"
IDLE = 0.2  # minutes until a kernel that rests is ended


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

    def fork_server(self) -> psutil.Process:
        children = psutil.Process(self.process.pid).children()
        (found,) = (one for one in children if "forkserver" in str(one.cmdline()))
        return found

    def kernels(self) -> list[psutil.Process]:
        return self.fork_server().children()


@dataclass(frozen=True)
class Break:
    """What breaks, in words; how, until a page could be back; and what that asks of the server.

    `by` is given the server, the pages, and the seconds for which things stay broken.
    """

    what: str
    by: Callable[[Server, Sequence[Page], float], Awaitable[None]]
    options: Sequence[str] = ()
    small_disk: bool = False


async def kill_kernels(server: Server, pages: Sequence[Page], seconds: float) -> None:
    for kernel in server.kernels():
        kernel.kill()


async def kill_fork_server(server: Server, pages: Sequence[Page], seconds: float) -> None:
    for process in (server.fork_server(), *server.kernels()):
        process.kill()


async def kill_server(server: Server, pages: Sequence[Page], seconds: float) -> None:
    family = psutil.Process(server.process.pid).children(recursive=True)
    server.process.kill()
    server.process.wait()
    await asyncio.to_thread(psutil.wait_procs, family, 20)
    await server.start()


async def use_up_memory(server: Server, pages: Sequence[Page], seconds: float) -> None:
    """Leave each page's kernel no more memory than it has, and ask it for a PDF."""
    kernels = [kernel_process(await page.evaluate(KERNEL)) for page in pages]
    for kernel, page in zip(kernels, pages, strict=True):
        kernel.rlimit(psutil.RLIMIT_DATA, (1, 1))
        await page.locator('[data-action="notes"]').click()
    _, alive = await asyncio.to_thread(psutil.wait_procs, kernels, 20)
    if alive:
        raise RuntimeError("a kernel without memory went on")


async def rest(server: Server, pages: Sequence[Page], seconds: float) -> None:
    """Wait until the kernels of pages are ended; without warm ones all are such."""
    _, alive = await asyncio.to_thread(psutil.wait_procs, server.kernels(), 90)
    if alive:
        raise RuntimeError("a kernel that rested was not ended")


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
        for page in pages:
            await page.wait_for_function(IS_HEARD, arg=LOST)
        await asyncio.sleep(seconds / 10)
        keeping.cancel()
    if any([await page.evaluate(IS_HEARD, BACK) for page in pages]):
        raise RuntimeError("a page was back while the disk was full")
    filled.unlink()


BREAKS = (
    Break("Every kernel is killed", kill_kernels),
    Break("The fork server and its kernels are killed", kill_fork_server),
    Break("The server is killed, and started again", kill_server),
    Break(
        "The kernels are ended, for the pages rested",
        rest,
        ("--idle-minutes", str(IDLE)),
    ),
    Break("The kernels have used up their memory", use_up_memory),
    Break("The line is cut for five minutes", cut_line),
    Break("The disk is full when every kernel is killed", fill_disk, small_disk=True),
)
