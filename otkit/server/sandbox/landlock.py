"""Which files a kernel's process may read and write, by Linux' Landlock, without any privilege.

See https://docs.kernel.org/userspace-api/landlock.html. What is in force cannot be taken back. A
process so confined also cannot look into one that is not (its memory, its environment), cannot send
it signals, and reaches no abstract Unix socket from outside; older kernels know less of this, and
each gets all that it knows.
"""

from __future__ import annotations

import os
import struct
import sys
from collections.abc import Iterable
from contextlib import suppress

from otkit.server.sandbox import call

CREATE, ADD, RESTRICT = 444, 445, 446  # system calls, with the same numbers everywhere
ASK_VERSION, PATH_BENEATH = 1, 1

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR, REMOVE_DIR, REMOVE_FILE = (1 << bit for bit in range(6))
MAKE_DIR, MAKE_REG, MAKE_SOCK, MAKE_FIFO, MAKE_SYM = (1 << bit for bit in (7, 8, 9, 10, 12))
REFER, TRUNCATE, IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15
EVERYTHING = (1 << 16) - 1

READ = READ_FILE | READ_DIR
OWN = READ | WRITE_FILE | TRUNCATE | REMOVE_DIR | REMOVE_FILE | REFER
OWN |= MAKE_DIR | MAKE_REG | MAKE_SOCK | MAKE_FIFO | MAKE_SYM
FILE_ONLY = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV  # what a rule on a file may say

TCP = 0b11  # binding and connecting
OUTSIDE = 0b11  # abstract Unix sockets and signals


def version() -> int:
    """Landlock's version here, 0 where there is none."""
    if not sys.platform.startswith("linux"):
        return 0
    try:
        return call("syscall", CREATE, None, 0, ASK_VERSION)
    except OSError:
        return 0


def known_rights(abi: int) -> int:
    """The rights to files that this version of Landlock knows."""
    newer = ((2, REFER), (3, TRUNCATE), (5, IOCTL_DEV))
    return EVERYTHING & ~sum(right for since, right in newer if abi < since)


def allow_only(rights: Iterable[tuple[str, int]], network: bool) -> None:
    """From now on, allow this thread and all that it starts nothing but `rights`.

    `rights` are paths and what may be done at and below each; a path that does not exist is left
    out. The process must have given up new privileges before (`confine.refuse_new_privileges`).
    Raises `OSError`.
    """
    abi = version()
    handled = known_rights(abi)
    attribute = struct.pack("=Q", handled)
    if abi >= 4:
        attribute += struct.pack("=Q", 0 if network else TCP)
    if abi >= 6:
        attribute += struct.pack("=Q", OUTSIDE)
    rules = call("syscall", CREATE, attribute, len(attribute), 0)
    try:
        for path, allowed in rights:
            with suppress(FileNotFoundError, NotADirectoryError, PermissionError):
                add(rules, path, allowed & handled)
        call("syscall", RESTRICT, rules, 0)
    finally:
        os.close(rules)


def add(rules: int, path: str, allowed: int) -> None:
    """Allow something at and below a path."""
    descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        if not os.path.isdir(path):
            allowed &= FILE_ONLY
        if allowed:
            call("syscall", ADD, rules, PATH_BENEATH, struct.pack("=Qi", allowed, descriptor), 0)
    finally:
        os.close(descriptor)
