"""Kernels in their sandbox: ipykernel works there, and what it must not do it cannot."""

import asyncio
import errno
import json
import os
import re
import signal
import socket
import sys
import time
from contextlib import asynccontextmanager
from pathlib import Path

import psutil
import pytest
from jupyter_client import AsyncKernelManager

from otkit.server.kernels import confined
from otkit.server.kernels.confined import ENVIRONMENT, LINES_AT_ONCE
from otkit.server.kernels.confined import LIMITS as LIMITS_NAME
from otkit.server.sandbox.confine import LIMITS
from otkit.server.settings import FRONT

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="sandbox of Linux")

PATIENCE = 60.0  # seconds; a busy machine is slow, not wrong


MESSAGE = {"comm_id": "p_0", "data": {}}
HANDLED = """
import errno
from otkit.server.kernels.hosting import HostedPage, PageComm
def throw(*_): raise {error}
comm = PageComm(HostedPage("p"), target_name="t")
comm.on_msg(throw)
"""
LATER = """
import asyncio, errno
def throw(): raise {error}
asyncio.get_running_loop().call_soon(throw)
"""


@pytest.fixture(autouse=True)
def specification(monkeypatch):
    """Where Jupyter finds the kernel specification `otkit`."""
    monkeypatch.setenv("JUPYTER_PATH", str(FRONT))


@asynccontextmanager
async def confined_kernel(folder, stderr=None, **limits):
    """A confined kernel's manager and client."""
    own = folder / "own"
    own.mkdir()
    manager = AsyncKernelManager(
        kernel_name="otkit", transport="ipc", connection_file=str(folder / "k.json")
    )
    env = {
        **os.environ,
        **ENVIRONMENT,
        "TMPDIR": str(own),
        LIMITS_NAME: json.dumps(LIMITS | limits),
    }
    await manager.start_kernel(env=env, **({"stderr": stderr} if stderr else {}))
    client = manager.client()
    client.start_channels()
    try:
        await client.kernel_info(reply=True, timeout=PATIENCE)
        yield manager, client
    finally:
        client.stop_channels()
        await manager.shutdown_kernel(now=True)


@pytest.fixture(scope="module")
def tell(tmp_path_factory):
    """Tell a story of one kernel, the same in all that are told, and of its folder."""
    folder = tmp_path_factory.mktemp("k")
    with pytest.MonkeyPatch.context() as patch, asyncio.Runner() as runner:
        patch.setenv("JUPYTER_PATH", str(FRONT))
        opened = confined_kernel(folder)
        manager, client = runner.run(opened.__aenter__())
        yield lambda story: runner.run(story(manager, client, folder))
        runner.run(opened.__aexit__(None, None, None))


async def run(client, code):
    """What the kernel answers to code: `ok`, or the error's name."""
    reply = await client.execute(code, stop_on_error=False, reply=True, timeout=PATIENCE)
    return reply["content"].get("ename", reply["content"]["status"])


async def ended(manager):
    """Wait until the kernel's process is gone; its exit code."""
    end = time.monotonic() + PATIENCE
    while (code := await manager.provisioner.poll()) is None:
        assert time.monotonic() < end, "the kernel lives on"
        await asyncio.sleep(0.02)
    return code


def test_the_page_works_in_the_sandbox(tell):
    async def story(_manager, client, _folder):
        code = "from otkit.widgets import CheckIn; page = CheckIn(months=9)"
        assert await run(client, code) == "ok"
        code = "page.answers = {'lost-skill': True}; assert page.result.level == 'act-now'"
        assert await run(client, code) == "ok"
        code = "import tempfile; tempfile.TemporaryFile().write(b'x'); assert open('/dev/null')"
        assert await run(client, code) == "ok"

    tell(story)


def test_a_kernel_reaches_no_port_of_this_machine(tell):
    async def story(_manager, client, _folder):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
            code = f"import socket; socket.create_connection(('127.0.0.1', {port}), 5)"
            assert await run(client, code) == "PermissionError"

    tell(story)


def test_a_kernel_reaches_no_socket_of_another_program(tell):
    async def story(_manager, client, folder):
        path = str(folder / "own" / "s")  # where it may read and write
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(path)
            listener.listen()
            with socket.socket(socket.AF_UNIX) as asking:
                asking.connect(path)
            code = f"import socket; socket.socket(socket.AF_UNIX).connect({path!r})"
            assert await run(client, code) == "PermissionError"

    tell(story)


def test_a_kernel_listens_on_no_port(tell):
    async def story(manager, _client, _folder):
        process = psutil.Process(manager.provisioner.pid)
        assert process.net_connections("inet") == []

    tell(story)


def test_every_thread_of_a_kernel_is_confined(tell):
    """A layer holds for the thread that asked for it and those that this one starts."""

    async def story(manager, client, _folder):
        assert await run(client, "from otkit.widgets import CheckIn; CheckIn()") == "ok"
        threads = list(Path(f"/proc/{manager.provisioner.pid}/task").iterdir())
        said = [(thread / "status").read_text() for thread in threads]
        assert len(said) > 1
        assert all("Seccomp:\t2" in one for one in said)
        assert len({re.search("CapEff:.*", one)[0] for one in said}) == 1

    tell(story)


def test_a_kernel_starts_no_program(tell):
    async def story(_manager, client, _folder):
        assert await run(client, "import subprocess; subprocess.run(['true'])") == (
            "PermissionError"
        )
        assert await run(client, "import os; os.fork()") == "PermissionError"

    tell(story)


def test_a_kernel_sees_nothing_of_the_server(tell):
    async def story(_manager, client, _folder):
        for secret in (f"/proc/{os.getpid()}/environ", f"/proc/{os.getpid()}/mem"):
            assert await run(client, f"open({secret!r}, 'rb').read(1)") == "PermissionError"
        assert await run(client, f"import os; os.kill({os.getpid()}, 0)") == "PermissionError"

    tell(story)


def test_a_kernel_that_runs_out_of_memory_ends(tmp_path):
    async def story():
        async with confined_kernel(tmp_path) as (manager, client):
            client.execute(HANDLED.format(error="bytearray(4_000_000_000)"))
            client.session.send(client.shell_channel.socket, "comm_msg", MESSAGE)
            assert await ended(manager) == -signal.SIGKILL

    asyncio.run(story())


def test_a_kernel_ends_though_a_library_hides_that_memory_is_out(tmp_path):
    async def story():
        async with confined_kernel(tmp_path) as (manager, client):
            client.execute(
                "import logging\n"
                "try: much = bytearray(4_000_000_000)\n"
                "except MemoryError: logging.getLogger('x').error('!', exc_info=True)"
            )
            assert await ended(manager) == -signal.SIGKILL

    asyncio.run(story())


NO_MEMORY = {
    "of Python": MemoryError(),
    "of the system": OSError(errno.ENOMEM, "no memory"),
    "of a library that panics": type("PanicException", (BaseException,), {})(),
}


@pytest.mark.parametrize("error", NO_MEMORY.values(), ids=NO_MEMORY)
def test_an_error_after_which_nothing_can_be_relied_on_is_fatal(error, monkeypatch):
    ended = []
    monkeypatch.setattr(confined.os, "kill", lambda pid, number: ended.append((pid, number)))
    for other in (None, OSError(errno.ENOENT, "no file"), ValueError()):
        confined.end_if_fatal(other)
    assert ended == []
    confined.end_if_fatal(error)
    assert ended == [(os.getpid(), signal.SIGKILL)]


@pytest.mark.parametrize(
    ("where", "error"),
    [(HANDLED, "type('PanicException', (BaseException,), {})()"), (LATER, "MemoryError()")],
    ids=["in a message", "later"],
)
def test_a_kernel_that_lacks_memory_ends(where, error, tmp_path):
    """Wherever it notices; one that lived on would never answer its pages."""

    async def story():
        async with confined_kernel(tmp_path) as (manager, client):
            client.execute(where.format(error=error))
            client.session.send(client.shell_channel.socket, "comm_msg", MESSAGE)
            assert await ended(manager) == -signal.SIGKILL

    asyncio.run(story())


def test_a_kernel_with_another_error_goes_on(tell):
    async def story(_manager, client, _folder):
        assert await run(client, "raise OSError(2, 'no such file')") == "FileNotFoundError"
        assert await run(client, "1") == "ok"

    tell(story)


def test_a_kernel_writes_no_huge_file(tmp_path):
    async def story():
        async with confined_kernel(tmp_path, RLIMIT_FSIZE=1000) as (_, client):
            code = "import tempfile; tempfile.TemporaryFile(buffering=0).write(b'x' * 2000)"
            await run(client, code)
            code = "import tempfile; f = tempfile.NamedTemporaryFile(delete=False, buffering=0)"
            await run(client, code)
            assert await run(client, "f.write(b'x' * 999); f.write(b'x' * 999)") == "ok"
            assert await run(client, "f.write(b'x' * 999)") == "OSError"

    asyncio.run(story())


def logged_by(folder, *codes):
    """What a kernel that runs `codes` writes into its log."""

    async def story():
        with open(folder / "log", "w") as log:
            async with confined_kernel(folder, stderr=log) as (_, client):
                for code in ("log = get_ipython().kernel.log", *codes):
                    assert await run(client, code) == "ok"

    asyncio.run(story())
    return (folder / "log").read_text()


def test_what_a_kernel_logs_holds_no_word_of_its_visitor(tmp_path):
    caught = "try: {}['private']\nexcept KeyError: log.exception('told: private')"
    said = logged_by(tmp_path, "log.error('told: %s', 'private')", caught)
    assert said.count("A kernel logs from") == 2
    assert "KeyError" in said
    assert "private" not in said


def test_a_kernel_that_logs_and_logs_does_not_fill_the_log(tmp_path):
    said = logged_by(tmp_path, "for _ in range(10_000): log.error('again')")
    assert 1 <= said.count("A kernel logs from") <= LINES_AT_ONCE + 2
    assert said.count("\n") <= LINES_AT_ONCE + 10  # what starting says, too


def test_only_its_own_folder_is_written(tell):
    async def story(_manager, client, folder):
        assert await run(client, f"open({str(folder / 'x')!r}, 'w')") == "PermissionError"
        assert await run(client, f"open({str(folder / 'own/x')!r}, 'w').close()") == "ok"
        assert (folder / "own/x").exists()

    tell(story)
