"""The filter on system calls, in force in a process of its own."""

from __future__ import annotations

import errno
import json
import os
import signal
import socket
import subprocess
import sys

import pytest

from otkit.server.sandbox import seccomp

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a layer of Linux")

TRY = """
import ctypes, json, os, sys
from otkit.server.sandbox import confine, seccomp
libc, calls = ctypes.CDLL(None, use_errno=True), json.loads(sys.argv[1])
number = seccomp.library().seccomp_syscall_resolve_name
numbers = [name if isinstance(name, int) else number(name.encode()) for name, _ in calls]
confine.refuse_new_privileges()
seccomp.refuse_from_now_on(bool(sys.argv[2]))
for number, (_, arguments) in zip(numbers, calls):
    values = (os.getpid() if one == "me" else one for one in arguments)
    failed = libc.syscall(number, *map(ctypes.c_long, values)) < 0
    print(ctypes.get_errno() if failed else 0, flush=True)
"""
NOBODY = 2**22 + 1  # more than any process id


def run(*calls: tuple[str | int, list[object]], network: bool) -> subprocess.CompletedProcess[str]:
    """A process with the filter, which makes these calls and prints the error of each."""
    command = [sys.executable, "-c", TRY, json.dumps(calls), "network" if network else ""]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def said(*calls: tuple[str | int, list[object]], network: bool = False) -> list[int]:
    """The error of each call, 0 for none."""
    ran = run(*calls, network=network)
    assert ran.returncode == 0, ran.stderr
    return [int(line) for line in ran.stdout.split()]


def test_what_is_listed_is_refused() -> None:
    """Without arguments Linux would find another fault in most of them."""
    resolve = seccomp.library().seccomp_syscall_resolve_name
    here = [name for name in seccomp.REFUSED if resolve(name.encode()) >= 0]
    assert len(here) >= len(seccomp.REFUSED) - 2, "aarch64 has no fork and no vfork"
    assert said(*((name, [0] * 6) for name in here)) == [errno.EPERM] * len(here)


@pytest.mark.parametrize("network", [False, True])
def test_sockets_are_of_the_families_that_are_needed(network: bool) -> None:
    allowed = [socket.AF_UNIX, *([socket.AF_INET, socket.AF_INET6] if network else [])]
    families = [*range(46), socket.AF_INET | 1 << 32]
    answers = said(
        *(("socket", [family, socket.SOCK_STREAM, 0]) for family in families), network=network
    )
    for family, answer in zip(families, answers, strict=True):
        assert (answer == errno.EPERM) == (family not in allowed), family
    assert said(("socketpair", [socket.AF_INET, socket.SOCK_STREAM, 0, 0]), network=network) == [
        errno.EPERM
    ]


@pytest.mark.parametrize("call", ["socket", "socketpair"])
@pytest.mark.parametrize(
    ("kind", "network", "is_refused"),
    [
        (socket.SOCK_STREAM | 0o2004000, False, False),  # as Python asks for it
        (socket.SOCK_SEQPACKET, False, False),
        (socket.SOCK_DGRAM, False, True),
        (socket.SOCK_DGRAM | 0o2000000, False, True),
        (socket.SOCK_RAW, False, True),
        (socket.SOCK_DGRAM, True, False),
    ],
)
def test_without_the_network_no_socket_sends_to_an_address(
    call: str, kind: int, network: bool, is_refused: bool
) -> None:
    (answer,) = said((call, [socket.AF_UNIX, kind, 0, 1]), network=network)
    assert (answer == errno.EPERM) == is_refused


def test_only_a_process_with_the_network_connects() -> None:
    assert said(("connect", [NOBODY, 0, 0])) == [errno.EPERM]
    assert said(("connect", [NOBODY, 0, 0]), network=True) == [errno.EBADF]


def test_a_process_signals_itself_alone() -> None:
    calls = [("kill", [whom, 0]) for whom in ("me", 0, -1, 1, NOBODY)]
    assert said(*calls) == [0, *[errno.EPERM] * 4]
    assert said(("tgkill", ["me", "me", 0]), ("tgkill", [1, 1, 0])) == [0, errno.EPERM]


def test_threads_are_made_and_processes_are_not() -> None:
    (thread, process, other) = said(
        ("clone", [seccomp.CLONE_THREAD, 0]),  # which lacks two flags that go with it
        ("clone", [int(signal.SIGCHLD), 0]),
        ("clone3", [0, 0]),
    )
    assert (thread, process, other) == (errno.EINVAL, errno.EPERM, errno.ENOSYS)


def test_limits_are_read_and_not_set() -> None:
    read, set_ = said(("prlimit64", [0, 7, 0, 0]), ("prlimit64", [0, 7, 1, 0]))
    assert (read, set_) == (0, errno.EPERM)


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="a dialect of that processor")
def test_calls_in_another_dialect_end_the_process() -> None:
    x32 = 0x40000000
    assert run(("getpid", []), (x32 | 39, []), network=False).returncode == -signal.SIGSYS


def test_a_system_without_the_library_is_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seccomp, "library", lambda: None)
    assert not seccomp.is_possible()
