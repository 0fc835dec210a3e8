import asyncio
import errno
import os
import socket
import sys
import time
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from otkit.server import fork_client, forkserver
from otkit.server.fork_client import ForkServer
from otkit.server.forkserver import REPORT
from otkit.server.order import Order

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="forks on Linux only")

ORDER = Order(argv=[], env={}, cwd="/", limits={}, parent=os.getpid())
BAD = replace(ORDER, cwd="/no/such/folder")


@pytest.fixture(scope="module")
def fork_server():
    server = ForkServer((), {})
    yield server
    server.close()
    assert server.process.wait(10) == 0


def test_it_waits_with_one_thread_and_without_any_socket_but_its_owners(fork_server):
    asyncio.run(fork_server.fork(BAD, {}))  # its answer says that everything is imported
    process = psutil.Process(fork_server.process.pid)
    asyncio.run(until(lambda: not process.children()))
    assert process.num_threads() == 1
    names = [os.readlink(fd) for fd in Path(f"/proc/{process.pid}/fd").iterdir()]
    assert sum(name.startswith("socket:") for name in names) == 1
    assert len(names) == 6  # stdin, stdout, stderr, the owner, both ends of the wake-up pipe


def test_an_order_that_cannot_be_obeyed_ends_that_child_alone(fork_server):
    async def story():
        process = await fork_server.fork(BAD, {})
        await until(lambda: process.poll() is not None)
        assert process.returncode == 1

    asyncio.run(story())
    assert fork_server.process.poll() is None


def test_many_requests_at_once_wait_for_a_fork_server_that_still_imports():
    server = ForkServer((), {})

    async def story():
        processes = await asyncio.gather(*(server.fork(BAD, {}) for _ in range(300)))
        await until(lambda: all(process.poll() == 1 for process in processes))

    asyncio.run(story())
    server.close()
    server.process.wait(10)


def test_it_ends_when_its_owner_is_gone():
    server = ForkServer((), {})
    server.close()
    assert server.process.wait(30) == 0


def test_what_cannot_be_imported_is_said_and_costs_nothing_else(capfd):
    forkserver.warm_up(["no_such_module", "json:no_such_function", "json:dumps", "json"])
    said = capfd.readouterr().err
    assert "could not prepare no_such_module" in said
    assert "could not prepare json:no_such_function" in said


def test_what_a_warm_up_returns_is_closed_again(tmp_path, monkeypatch):
    (tmp_path / "warm_page.py").write_text(
        "class Page:\n    closed = 0\n    def close(self): Page.closed += 1\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    forkserver.warm_up(["warm_page:Page"])
    import warm_page

    assert warm_page.Page.closed == 1


@pytest.mark.parametrize(
    ("said", "error"),
    [
        (REPORT.pack(b"E", errno.EAGAIN), BlockingIOError),
        (REPORT.pack(b"E", errno.ENOMEM), OSError),
        (b"", ConnectionError),
    ],
)
def test_a_fork_that_fails_is_an_error_with_its_reason(monkeypatch, said, error):
    server = ForkServer.__new__(ForkServer)
    server.socket, theirs = socket.socketpair()
    server.socket.setblocking(False)

    async def story():
        asking = asyncio.ensure_future(server.fork(ORDER, {}))
        await asyncio.sleep(0)
        _, (channel,), _, _ = socket.recv_fds(theirs, 1, 4)
        os.write(channel, said)
        os.close(channel)
        await asking

    with pytest.raises(error):
        asyncio.run(story())
    server.socket.close()
    theirs.close()


def test_a_fork_server_is_started_once(monkeypatch):
    assert fork_client.start_fork_server() is fork_client.start_fork_server()


async def until(condition):
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end
        await asyncio.sleep(0.02)
