"""The filter on system calls, read as Linux reads it, for both processors."""

import errno
import socket

import pytest

from otkit.server.sandbox import seccomp
from otkit.server.sandbox.seccomp import ARCHITECTURES, steps

ME = 4321
ALLOWED, REFUSED, ENDED = "allowed", "refused", "ended"
MACHINES = list(ARCHITECTURES)


def judge(program, arch: int, number: int, *arguments: int) -> str | int:
    """What a BPF program says to a system call."""
    words = {seccomp.NUMBER_AT: number & 0xFFFFFFFF, seccomp.ARCH_AT: arch}
    for i, argument in enumerate(arguments):
        words[seccomp.ARGUMENTS_AT + 8 * i] = argument & 0xFFFFFFFF
        words[seccomp.ARGUMENTS_AT + 8 * i + 4] = argument >> 32 & 0xFFFFFFFF
    value = at = 0
    tests = {
        seccomp.EQUAL: lambda k: value == k,
        seccomp.AT_LEAST: lambda k: value >= k,
        seccomp.ANY_BIT: lambda k: bool(value & k),
    }
    while True:
        code, yes, no, k = program[at]
        at += 1
        if code == seccomp.RETURN:
            break
        if code == seccomp.LOAD:
            value = words.get(k, 0)
        else:
            at += yes if tests[code](k) else no
    if k in (seccomp.ALLOW, seccomp.END):
        return ALLOWED if k == seccomp.ALLOW else ENDED
    return {errno.EPERM: REFUSED}.get(k & 0xFFFF, k & 0xFFFF)


@pytest.fixture(params=MACHINES)
def machine(request):
    return request.param


def asked(machine: str, numbers: tuple[int, int], *arguments: int, network=False) -> str | int:
    program = steps(machine, ME, network)
    return judge(program, ARCHITECTURES[machine], numbers[MACHINES.index(machine)], *arguments)


@pytest.mark.parametrize("name", seccomp.REFUSED)
def test_what_is_listed_is_refused(machine, name):
    if seccomp.REFUSED[name][MACHINES.index(machine)]:
        assert asked(machine, seccomp.REFUSED[name]) == REFUSED


@pytest.mark.parametrize("numbers", [(0, 63), (1, 64), (9, 222), (202, 98), (281, 22)])
def test_reading_writing_memory_locks_and_polls_are_allowed(machine, numbers):
    assert asked(machine, numbers) == ALLOWED


@pytest.mark.parametrize(
    ("family", "network", "answer"),
    [
        (socket.AF_UNIX, False, ALLOWED),
        (socket.AF_INET, False, REFUSED),
        (socket.AF_INET6, False, REFUSED),
        (16, False, REFUSED),  # netlink
        (17, True, REFUSED),  # raw packets
        (socket.AF_INET, True, ALLOWED),
        (socket.AF_INET6, True, ALLOWED),
    ],
)
def test_sockets_are_of_the_families_that_are_needed(machine, family, network, answer):
    assert asked(machine, seccomp.SOCKET, family, socket.SOCK_STREAM, network=network) == answer


@pytest.mark.parametrize(("network", "answer"), [(False, REFUSED), (True, ALLOWED)])
def test_only_a_process_with_the_network_connects(machine, network, answer):
    assert asked(machine, seccomp.CONNECT, 3, network=network) == answer


@pytest.mark.parametrize("numbers", [seccomp.SOCKET, seccomp.SOCKETPAIR])
@pytest.mark.parametrize(
    ("kind", "network", "answer"),
    [
        (socket.SOCK_STREAM | 0o2004000, False, ALLOWED),  # as Python asks for it
        (socket.SOCK_SEQPACKET, False, ALLOWED),
        (socket.SOCK_DGRAM, False, REFUSED),
        (socket.SOCK_DGRAM | 0o2000000, False, REFUSED),
        (socket.SOCK_RAW, False, REFUSED),
        (socket.SOCK_DGRAM, True, ALLOWED),
    ],
)
def test_without_the_network_no_socket_sends_to_an_address(machine, numbers, kind, network, answer):
    assert asked(machine, numbers, socket.AF_UNIX, kind, network=network) == answer


def test_after_a_look_at_sockets_other_calls_are_judged_as_ever(machine):
    for network in (False, True):
        assert asked(machine, seccomp.SOCKETPAIR, 16, 1, network=network) == REFUSED
        assert asked(machine, (0, 63), network=network) == ALLOWED


@pytest.mark.parametrize(
    ("whom", "answer"),
    [(ME, ALLOWED), (-ME, ALLOWED), (0, ALLOWED), (-1, REFUSED), (1, REFUSED), (ME + 1, REFUSED)],
)
def test_a_process_signals_itself_alone(machine, whom, answer):
    assert asked(machine, seccomp.KILL, whom, 9) == answer


def test_a_process_signals_only_its_own_threads(machine):
    assert asked(machine, seccomp.TGKILL, ME, ME + 1, 9) == ALLOWED
    assert asked(machine, seccomp.TGKILL, ME + 1, ME + 1, 9) == REFUSED


def test_threads_are_made_and_processes_are_not(machine):
    assert asked(machine, seccomp.CLONE, 0x3D0F00) == ALLOWED  # as libc makes a thread
    assert asked(machine, seccomp.CLONE, 17) == REFUSED  # as libc forks
    assert asked(machine, seccomp.CLONE3) == errno.ENOSYS  # libc then tries the other way


def test_limits_are_read_and_not_set(machine):
    assert asked(machine, seccomp.PRLIMIT, 0, 7, 0) == ALLOWED
    assert asked(machine, seccomp.PRLIMIT, 0, 7, 0x7FFD_0000_1000) == REFUSED
    assert asked(machine, seccomp.PRLIMIT, 0, 7, 0x7FFD_0000_0000) == REFUSED


def test_calls_in_another_dialect_end_the_process(machine):
    program = steps(machine, ME, False)
    for arch in {*ARCHITECTURES.values(), 0x40000003} - {ARCHITECTURES[machine]}:
        assert judge(program, arch, 0) == ENDED
    if machine == "x86_64":
        assert judge(program, ARCHITECTURES[machine], seccomp.X32 | 59) == ENDED
