"""A filter on what a kernel's process may ask of Linux: no network, no programs, no other process.

libseccomp, the library of systemd and of Debian's apt, makes it for this processor. It cannot be
taken back, and threads started later inherit it. It lists what is refused, with EPERM, so an
innocent call of a library is an error it can handle, not its death. A program for another processor
or in the x32 dialect, whose calls have other numbers, is ended.
"""

from __future__ import annotations

import ctypes
import errno
import os
import socket
import sys
from functools import cache
from typing import Any

#: Refused with any arguments, where the processor has them.
REFUSED = (
    # starting a program or a process
    *("execve", "execveat", "fork", "vfork"),
    # looking into other processes, taking what they hold
    *("ptrace", "process_vm_readv", "process_vm_writev", "pidfd_open", "pidfd_getfd"),
    *("pidfd_send_signal", "tkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo"),
    # a second way to all other calls, past this filter
    *("io_uring_setup", "io_uring_enter", "io_uring_register"),
    # another view of the system, and the system itself
    *("unshare", "setns", "chroot", "pivot_root", "mount", "umount2", "open_tree", "move_mount"),
    *("fsopen", "mount_setattr", "open_by_handle_at", "bpf", "perf_event_open", "userfaultfd"),
    *("add_key", "request_key", "keyctl", "init_module", "finit_module", "delete_module"),
    *("kexec_load", "kexec_file_load", "reboot", "clock_settime", "setrlimit"),
)
CLONE_THREAD = 0x00010000
PR_GET_SECCOMP = 21
ALLOW, REFUSE, END = 0x7FFF0000, 0x00050000, 0x80000000  # SCMP_ACT_*; REFUSE takes an errno
OTHER_PROCESSOR = 2  # SCMP_FLTATR_ACT_BADARCH
IS_NOT, IS, IS_ABOVE, HAS_BITS = 1, 4, 6, 7  # SCMP_CMP_*; the last has a mask and a value

Condition = tuple[int, int, int, int]
"""Which argument, how it compares, to what; and for bits, which of them are set."""


class Comparison(ctypes.Structure):
    """`struct scmp_arg_cmp`."""

    _fields_ = (
        ("argument", ctypes.c_uint),
        ("how", ctypes.c_int),
        ("first", ctypes.c_uint64),
        ("second", ctypes.c_uint64),
    )


@cache
def library() -> Any:
    """libseccomp, or None where there is none."""
    try:
        loaded = ctypes.CDLL("libseccomp.so.2")
    except OSError:
        return None
    context, number = ctypes.c_void_p, ctypes.c_uint32
    loaded.seccomp_init.restype = context
    loaded.seccomp_release.argtypes = loaded.seccomp_load.argtypes = [context]
    loaded.seccomp_attr_set.argtypes = [context, ctypes.c_int, number]
    loaded.seccomp_rule_add_array.argtypes = [
        *(context, number, ctypes.c_int, ctypes.c_uint, ctypes.POINTER(Comparison))
    ]
    return loaded


def is_possible() -> bool:
    """Whether this system can filter calls, and has the library for it."""
    if not sys.platform.startswith("linux") or library() is None:
        return False
    return int(ctypes.CDLL(None).prctl(PR_GET_SECCOMP, 0, 0, 0, 0)) >= 0


def refuse_from_now_on(network: bool) -> None:
    """Put the filter in force for this thread and all that it starts; raises `OSError`.

    The process must have given up new privileges before (`confine.refuse_new_privileges`).
    """
    seccomp = library()
    made = seccomp.seccomp_init(ALLOW)
    try:
        succeeded(seccomp.seccomp_attr_set(made, OTHER_PROCESSOR, END))
        for name, error, conditions in rules(os.getpid(), network):
            number = seccomp.seccomp_syscall_resolve_name(name.encode())
            count = len(conditions)
            compared = (Comparison * count)(*(Comparison(*condition) for condition in conditions))
            if number >= 0:  # else this processor has no such call
                action = REFUSE | error
                succeeded(seccomp.seccomp_rule_add_array(made, action, number, count, compared))
        succeeded(seccomp.seccomp_load(made))
    finally:
        seccomp.seccomp_release(made)


def succeeded(returned: int) -> None:
    """Raise `OSError` for an error of libseccomp's."""
    if returned < 0:
        raise OSError(-returned, f"seccomp: {os.strerror(-returned)}")


def rules(pid: int, network: bool) -> list[tuple[str, int, list[Condition]]]:
    """The calls that the process `pid` is refused: name, error, conditions on their arguments.

    `network` allows sockets of the internet. Without it a process is connected to, and never
    connects: neither to another program's socket, nor by a socket that sends to an address instead.
    """
    refused: list[tuple[str, Condition]] = [
        ("clone", (0, HAS_BITS, CLONE_THREAD, 0)),
        ("kill", (0, IS_NOT, pid, 0)),
        ("tgkill", (0, IS_NOT, pid, 0)),
        ("prlimit64", (2, IS_NOT, 0, 0)),  # a new limit; to read them is allowed
        ("socketpair", (0, IS_NOT, socket.AF_UNIX, 0)),
    ]
    if network:
        refused += (("socket", condition) for condition in other_families())
    else:
        refused.append(("socket", (0, IS_NOT, socket.AF_UNIX, 0)))
        datagrams = (1, HAS_BITS, socket.SOCK_DGRAM, socket.SOCK_DGRAM)  # in all such types
        refused += [("socket", datagrams), ("socketpair", datagrams)]
    always = REFUSED if network else (*REFUSED, "connect")
    return [
        *((name, errno.EPERM, []) for name in always),
        ("clone3", errno.ENOSYS, []),  # its flags cannot be seen; libc then uses clone
        *((name, errno.EPERM, [condition]) for name, condition in refused),
    ]


def other_families() -> list[Condition]:
    """All families of sockets but this machine's own and the internet's."""
    allowed = (socket.AF_UNIX, socket.AF_INET, socket.AF_INET6)
    others = (number for number in range(max(allowed)) if number not in allowed)
    return [(0, IS_ABOVE, max(allowed), 0), *((0, IS, number, 0) for number in others)]
