"""How many pages this machine carries: by its memory, and by the files a process may open.

A system often allows a process 1024 files and sockets, and far more if it asks.
"""

from __future__ import annotations

import logging
from pathlib import Path

import psutil

log = logging.getLogger("otkit")

PAGE_BYTES = 400_000  # of server and kernel for an open page; bench/RESULTS.md measures it
OWN_BYTES = 600_000_000  # of the server, its kernels, and room to breathe
A_PAGE = 2  # descriptors of the server for an open page: its connection, and one that comes or goes
OWN = 300  # descriptors of the server itself and of its kernels
FEWEST = 20
FEW_DESCRIPTORS = (
    "This process may open files and sockets for about %.0f visitors, not for %s: "
    "raise its limit (ulimit -Hn), or lower --max-visitors."
)
CONTROL_GROUP = Path("/sys/fs/cgroup/memory.max")  # a container's limit, where there is one


def pages_that_fit() -> int:
    """How many pages fit into the memory that is free now, and into the descriptors allowed."""
    by_memory = (free_memory() - OWN_BYTES) // PAGE_BYTES
    return int(max(FEWEST, min(by_memory, pages_by_descriptors(hard=True))))


def free_memory() -> int:
    """The bytes that are free on this machine, or in this container."""
    free = int(psutil.virtual_memory().available)
    try:
        limit = int(CONTROL_GROUP.read_text())
    except (OSError, ValueError):  # there is none
        return free
    return min(free, limit)


def allow_pages(pages: int) -> None:
    """Raise this process's limit to what so many pages need, or as far as the system lets it.

    Not further: where a child cannot close all descriptors by one call, it tries each that it might
    have.
    """
    try:
        import resource
    except ImportError:  # on Windows, which has no such limit
        return
    soft, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = OWN + A_PAGE * pages
    wanted = needed if most == resource.RLIM_INFINITY else min(needed, most)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
    if (carried := pages_by_descriptors()) < pages:
        log.warning(FEW_DESCRIPTORS, carried, pages)


def pages_by_descriptors(hard: bool = False) -> float:
    """For how many pages this process may open enough; infinite where there is no limit.

    `hard`: if it asks for all that it may have.
    """
    try:
        import resource
    except ImportError:
        return float("inf")
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[hard]
    unlimited = limit == resource.RLIM_INFINITY
    return float("inf") if unlimited else max(0, (limit - OWN) // A_PAGE)
