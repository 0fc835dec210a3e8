"""What a server and everything it started use: memory and processor time of a process tree."""

from __future__ import annotations

import os
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Usage:
    """Of a process tree: `pss` in bytes (shared pages counted in parts), `cpu` in seconds."""

    pss: int
    cpu: float
    processes: int
    cpu_by_part: dict[str, float] = field(default_factory=dict)


def tree(pid: int) -> list[psutil.Process]:
    """The process and all that descend from it."""
    try:
        root = psutil.Process(pid)
        return [root, *root.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def cpu_seconds(process: psutil.Process) -> tuple[float, float]:
    """User and system time of a process itself, and of its children that have ended."""
    times = process.cpu_times()
    return times.user + times.system, times.children_user + times.children_system


def usage(pid: int) -> Usage:
    """Memory and processor time of a tree, the time also by part: server and kernels."""
    pss, count = 0, 0
    by_part: dict[str, float] = defaultdict(float)
    for process in tree(pid):
        try:
            memory = process.memory_full_info()
            used, ended = cpu_seconds(process)
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
        by_part[part_of(process, pid)] += used
        by_part["kernels"] += ended
        pss += getattr(memory, "pss", memory.uss)
        count += 1
    return Usage(pss, sum(by_part.values()), count, dict(by_part))


def tree_cpu(pid: int) -> float:
    """Processor seconds of a tree, without the costly look at its memory."""
    total = 0.0
    for process in tree(pid):
        try:
            total += sum(cpu_seconds(process))
        except psutil.NoSuchProcess:
            continue
    return total


def part_of(process: psutil.Process, root: int) -> str:
    """Which part of a server a process of its tree is: server or kernels."""
    return "server" if process.pid == root else "kernels"


@dataclass(frozen=True)
class Rest:
    """What a server and all its kernels hold at rest; `pss` in bytes."""

    pss: int = 0
    processes: int = 0
    threads: int = 0
    descriptors: int = 0
    sockets: int = 0


def at_rest(pid: int) -> Rest:
    """Count what the tree of `pid` holds."""
    family = tree(pid)
    pss = threads = 0
    links = []
    for process in family:
        pss += process.memory_full_info().pss
        threads += process.num_threads()
        for entry in Path(f"/proc/{process.pid}/fd").iterdir():
            with suppress(FileNotFoundError):
                links.append(os.readlink(entry))
    sockets = sum(link.startswith("socket:") for link in links)
    return Rest(pss, len(family), threads, len(links), sockets)
