"""How many files and sockets a server may have open at once: as many as its visitors need.

A system often allows a process 1024, and far more if it asks.
"""

from __future__ import annotations

#: Of the server's process for each open page: its line, its kernel's channel and ten for its four
#: ZeroMQ sockets, 12 as measured with 60 pages on Linux; and two for what comes and goes.
A_VISITOR = 14
#: Of the server itself, its warm kernels, and visitors who are just coming or going.
BESIDES = 300


def needed(visitors: int) -> int:
    """How many descriptors a server for so many visitors needs.

    >>> needed(200)
    3100
    """
    return BESIDES + A_VISITOR * visitors


def allow(number: int) -> None:
    """Raise this process's own limit to `number`, or as far as the system lets it.

    Not further: where a child cannot close all descriptors by one call, it tries each that it might
    have.
    """
    try:
        import resource
    except ImportError:  # on Windows, which has no such limit
        return
    soft, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = number if most == resource.RLIM_INFINITY else min(number, most)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def visitors_carried() -> float:
    """For how many visitors this process may open enough; infinite where there is no limit."""
    try:
        import resource
    except ImportError:
        return float("inf")
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    unlimited = soft == resource.RLIM_INFINITY
    return float("inf") if unlimited else max(0, (soft - BESIDES) // A_VISITOR)
