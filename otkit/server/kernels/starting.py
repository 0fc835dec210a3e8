"""A kernel made ready: started in its sandbox, and each page drawn in it once."""

from __future__ import annotations

import os

import psutil

from otkit.server.kernels.cells import Output
from otkit.server.kernels.kernel import Kernel
from otkit.server.sandbox import confine
from otkit.server.settings import KEPT_VARIABLES

PAGE_BYTES = 500_000  # that a kernel may use for each page, beside what it needs itself
READY_SECONDS = 30.0  # for each page that is drawn
WARM_FORM = {"years": ["2"], "months": ["0"]}
#: Threads stand behind no sandbox that is built later, and a visitor's arithmetic needs none.
ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "NUMEXPR_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "1",  # a kernel's threads share one heap
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",  # the debugger would warn that it was imported early
}


async def make_ready(kernel: Kernel, notebooks: list[str], pages: int) -> dict[str, list[Output]]:
    """Start a kernel for so many pages; returns what each notebook's first page shows.

    No visitor waits for its imports. Raises `ServerError`, and then leaves nothing of it.
    """
    env = {name: value for name, value in os.environ.items() if name in KEPT_VARIABLES}
    most = confine.LIMITS["RLIMIT_DATA"] + PAGE_BYTES * pages
    await kernel.start(env | ENVIRONMENT, confine.LIMITS | {"RLIMIT_DATA": most})
    shown = {}
    try:
        for number, notebook in enumerate(notebooks):
            page = f"first{number}"
            shown[notebook] = await kernel.open(page, notebook, READY_SECONDS)
            for output in shown[notebook]:
                form = {"action": "change", "fields": WARM_FORM, "seen": "", "whole": True}
                await kernel.tell(page, output["model"], form)
            await kernel.close(page)
        await kernel.ask(None, {"do": "settle"}, READY_SECONDS)
    except BaseException:
        await kernel.end()
        raise
    kernel.memory_at_first = memory(kernel.pid)
    return shown


def memory(pid: int) -> int:
    """The bytes that a process has in memory; 0 when it is gone."""
    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.Error:
        return 0
