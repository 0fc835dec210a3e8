"""A filter on what a kernel's process may ask of Linux: no network, no programs, no other process.

The filter is a classic BPF program (https://docs.kernel.org/userspace-api/seccomp_filter.html), put
in force by `prctl`; it cannot be taken back, and threads started later inherit it. It lists what is
refused, with EPERM, so an innocent call of a library is an error it can handle, not its death. A
program for another processor or in the x32 dialect, whose calls have other numbers, is ended.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import socket
import struct
import sys
from collections.abc import Sequence

from otkit.server.sandbox import call

ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}  # AUDIT_ARCH_*

#: Refused with any arguments: name -> number on x86_64, number on aarch64 (0: not there).
REFUSED = {
    # starting a program or a process
    "execve": (59, 221),
    "execveat": (322, 281),
    "fork": (57, 0),
    "vfork": (58, 0),
    # looking into other processes, taking what they hold
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438),
    "pidfd_send_signal": (424, 424),
    "tkill": (200, 130),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    # a second way to all other calls, past this filter
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    # another view of the system, and the system itself
    "unshare": (272, 97),
    "setns": (308, 268),
    "chroot": (161, 51),
    "pivot_root": (155, 41),
    "mount": (165, 40),
    "umount2": (166, 39),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "mount_setattr": (442, 442),
    "open_by_handle_at": (304, 265),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "reboot": (169, 142),
    "clock_settime": (227, 112),
    "setrlimit": (160, 164),
}
CONNECT = (42, 203)
SOCKET, SOCKETPAIR = (41, 198), (53, 199)
CLONE, CLONE3 = (56, 220), (435, 435)
KILL, TGKILL = (62, 129), (234, 131)
PRLIMIT = (302, 261)

X32 = 0x40000000
CLONE_THREAD = 0x00010000
ALLOW, REFUSE, END = 0x7FFF0000, 0x00050000, 0x80000000  # SECCOMP_RET_*; REFUSE takes an errno
LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06  # BPF_*
NUMBER_AT, ARCH_AT, ARGUMENTS_AT = 0, 4, 16  # offsets in struct seccomp_data
PR_GET_SECCOMP, PR_SET_SECCOMP = 21, 22
MODE_FILTER = 2

Instruction = tuple[int, int, int, int]  # code, jump if true, jump if false, value


class Program(ctypes.Structure):
    """`struct sock_fprog`."""

    _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_char_p))


def is_possible() -> bool:
    """Whether this system can filter calls, and this module knows their numbers."""
    if not sys.platform.startswith("linux") or platform.machine() not in ARCHITECTURES:
        return False
    return int(ctypes.CDLL(None).prctl(PR_GET_SECCOMP, 0, 0, 0, 0)) >= 0


def refuse_from_now_on(network: bool) -> None:
    """Put the filter in force for this thread and all that it starts; raises `OSError`.

    The process must have given up new privileges before (`confine.refuse_new_privileges`).
    """
    code = b"".join(
        struct.pack("=HBBI", *step) for step in steps(platform.machine(), os.getpid(), network)
    )
    program = Program(len(code) // 8, code)
    call("prctl", PR_SET_SECCOMP, MODE_FILTER, ctypes.byref(program), 0, 0)


def steps(machine: str, pid: int, network: bool) -> list[Instruction]:
    """The filter for the process `pid` on `machine`; `network` allows sockets of the internet.

    Without it a process is connected to, and never connects: neither to another program's socket,
    nor by a socket that sends to an address instead.
    """
    column = list(ARCHITECTURES).index(machine)
    families = [socket.AF_UNIX, *([socket.AF_INET, socket.AF_INET6] if network else [])]
    itself = [pid, -pid & 0xFFFFFFFF, 0]  # a process id, its group, "my group"
    return [
        (LOAD, 0, 0, ARCH_AT),
        (EQUAL, 1, 0, ARCHITECTURES[machine]),
        (RETURN, 0, 0, END),
        (LOAD, 0, 0, NUMBER_AT),
        *([(AT_LEAST, 0, 1, X32), (RETURN, 0, 0, END)] if machine == "x86_64" else []),
        *(step for numbers in REFUSED.values() for step in refuse(numbers[column])),
        *refuse(CLONE3[column], errno.ENOSYS),  # its flags cannot be seen; libc then uses clone
        *allow_if(CLONE[column], ANY_BIT, [CLONE_THREAD]),
        *([] if network else reaching_nobody(column)),
        *allow_if(SOCKET[column], EQUAL, families),
        *allow_if(SOCKETPAIR[column], EQUAL, [socket.AF_UNIX]),
        *allow_if(KILL[column], EQUAL, itself),
        *allow_if(TGKILL[column], EQUAL, [pid]),
        *reading_limits_only(PRLIMIT[column]),
        (RETURN, 0, 0, ALLOW),
    ]


def refuse(number: int, error: int = errno.EPERM) -> list[Instruction]:
    """Answer a call with an error."""
    return [(EQUAL, 0, 1, number), (RETURN, 0, 0, REFUSE | error)] if number else []


def reaching_nobody(column: int) -> list[Instruction]:
    """Refuse to connect, and refuse sockets (the second argument is their type) of datagrams."""
    kind = ARGUMENTS_AT + 8
    datagrams = [
        step
        for numbers in (SOCKET, SOCKETPAIR)
        for step in (
            (EQUAL, 0, 4, numbers[column]),
            (LOAD, 0, 0, kind),
            (ANY_BIT, 0, 1, socket.SOCK_DGRAM),  # which is a bit of every type that can do so
            (RETURN, 0, 0, REFUSE | errno.EPERM),
            (LOAD, 0, 0, NUMBER_AT),
        )
    ]
    return [*refuse(CONNECT[column]), *datagrams]


def allow_if(number: int, how: int, values: Sequence[int]) -> list[Instruction]:
    """Allow a call only if its first argument compares to one of `values`."""
    most = len(values)
    return [
        (EQUAL, 0, most + 3, number),
        (LOAD, 0, 0, ARGUMENTS_AT),
        *((how, most - i, 0, value) for i, value in enumerate(values)),
        (RETURN, 0, 0, REFUSE | errno.EPERM),
        (RETURN, 0, 0, ALLOW),
    ]


def reading_limits_only(number: int) -> list[Instruction]:
    """Allow `prlimit64` only if its third argument, the new limit, is no address."""
    third = ARGUMENTS_AT + 2 * 8
    return [
        (EQUAL, 0, 6, number),
        (LOAD, 0, 0, third),
        (EQUAL, 0, 3, 0),
        (LOAD, 0, 0, third + 4),
        (EQUAL, 0, 1, 0),
        (RETURN, 0, 0, ALLOW),
        (RETURN, 0, 0, REFUSE | errno.EPERM),
    ]
