"""A kernel is started: its environment, its limits, and the first of each page."""

from __future__ import annotations

import os
from collections.abc import Iterable

import psutil

from otkit.errors import ServerError
from otkit.kit.tables.sentences import said
from otkit.server.kernels.channel import KernelEndedError
from otkit.server.kernels.kernel import Kernel
from otkit.server.sandbox import confine
from otkit.server.settings import KEPT_VARIABLES

PAGE_BYTES = 500_000  # that a kernel may use for each page, beside what it needs itself
FIRST_PAGE_SECONDS = 30.0
#: Threads are outside a sandbox that is built later, and a visitor's arithmetic needs none.
ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "NUMEXPR_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "1",  # a kernel's threads share one heap
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",  # the debugger would warn that it was imported early
}


async def start(kernel: Kernel, notebooks: Iterable[str], pages: int) -> dict[str, int]:
    """Start a kernel for so many pages, and have it draw each notebook (paths) once.

    So no visitor waits for its imports. Returns how many widgets each notebook shows. Raises
    `ServerError`, and leaves nothing of the kernel.
    """
    env = {name: value for name, value in os.environ.items() if name in KEPT_VARIABLES}
    most = confine.LIMITS["RLIMIT_DATA"] + PAGE_BYTES * pages
    await kernel.start(env | ENVIRONMENT, confine.LIMITS | {"RLIMIT_DATA": most})
    widgets = {}
    try:
        for notebook in notebooks:
            outputs = await kernel.open("first", notebook, seconds=FIRST_PAGE_SECONDS)
            widgets[notebook] = len(outputs)
        await kernel.close("first")
        await kernel.control({"do": "rehearse"}, FIRST_PAGE_SECONDS)
    except KernelEndedError as error:
        raise ServerError(said("server.first-page"), "server.first-page") from error
    except BaseException:
        await kernel.end()
        raise
    kernel.first_memory = memory(kernel.pid)
    return widgets


def memory(pid: int) -> int:
    """The bytes that a process has in memory; 0 when it is gone."""
    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.Error:
        return 0
