"""How many pages this machine carries: by its memory, and by the files a process may open.

A system often allows a process 1024 files and sockets, and far more if it asks.
"""

from __future__ import annotations

import logging
from pathlib import Path

import psutil

log = logging.getLogger("otkit")

PAGE_BYTES = 400_000  # of server and kernel for an open page; bench/RESULTS.md measures it
SERVER_BYTES = 600_000_000  # of the server, its kernels, and room to breathe
PAGE_DESCRIPTORS = 2  # of the server for a page: its connection, and one that comes or goes
SERVER_DESCRIPTORS = 300  # of the server itself and of its kernels
LEAST_PAGES = 20
LEAST_CONNECTIONS, MOST_CONNECTIONS = 32, 1000  # besides those of pages
FEW_DESCRIPTORS = (
    "This process may open files and sockets for about %.0f visitors, not for %s: "
    "raise its limit (ulimit -Hn), or lower --max-visitors."
)
CONTROL_GROUP = Path("/sys/fs/cgroup/memory.max")  # a container's limit, where there is one


def pages_that_fit() -> int:
    """How many pages fit into the memory that is free now, and into the descriptors allowed."""
    by_memory = (free_memory() - SERVER_BYTES) // PAGE_BYTES
    return int(max(LEAST_PAGES, min(by_memory, pages_of(descriptor_limits()[1]))))


def free_memory() -> int:
    """The bytes that are free on this machine, or in this container."""
    free = int(psutil.virtual_memory().available)
    try:
        return min(free, int(CONTROL_GROUP.read_text()))
    except (OSError, ValueError):  # no container, or no limit
        return free


def allow_pages(pages: int) -> None:
    """Raise this process's limit to what so many pages need, or as far as the system lets it.

    Not further: where a child cannot close all descriptors by one call, it tries each that it might
    have.
    """
    soft, hard = descriptor_limits()
    wanted = min(SERVER_DESCRIPTORS + PAGE_DESCRIPTORS * pages, hard)
    if soft < wanted:
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (int(wanted), most))
    if (carried := pages_of(max(soft, wanted))) < pages:
        log.warning(FEW_DESCRIPTORS, carried, pages)


def connections_beside(pages: int) -> int:
    """How many connections may be open besides those of so many pages."""
    left = descriptor_limits()[0] - SERVER_DESCRIPTORS - pages
    return int(max(LEAST_CONNECTIONS, min(left, MOST_CONNECTIONS + pages)))


def descriptor_limits() -> tuple[float, float]:
    """How many files this process may open now, and if it asks; infinite without a limit."""
    try:
        import resource
    except ImportError:  # on Windows, which has no such limit
        return float("inf"), float("inf")
    soft, hard = (
        float("inf") if limit == resource.RLIM_INFINITY else limit
        for limit in resource.getrlimit(resource.RLIMIT_NOFILE)
    )
    return soft, hard


def pages_of(descriptors: float) -> float:
    """How many pages so many descriptors carry."""
    return max(0, (descriptors - SERVER_DESCRIPTORS) / PAGE_DESCRIPTORS)
