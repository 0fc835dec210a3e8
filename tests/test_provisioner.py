import asyncio
import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from contextlib import asynccontextmanager, suppress
from importlib.metadata import entry_points
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

import psutil
import pytest
import zmq.asyncio
from jupyter_client import AsyncKernelManager, BlockingKernelClient
from jupyter_client.provisioning import KernelProvisionerFactory

from otkit.server import fork_client, provisioner
from otkit.server.fork_client import start_fork_server
from otkit.server.kernels import LightKernelClient

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="forks on Linux only")

PATIENCE = 30.0  # seconds; a busy machine is slow, not wrong


@pytest.fixture(autouse=True)
def _by_fork(monkeypatch):
    factory = KernelProvisionerFactory.instance()
    monkeypatch.setattr(factory, "default_provisioner_name", "otkit-fork")
    monkeypatch.delenv("OTKIT_FORK", raising=False)


@asynccontextmanager
async def running_kernel(folder, *, transport="ipc", name="k", context=None, **start):
    """A started kernel's manager and client, ready to be asked."""
    more = {} if context is None else {"context": context}
    file = str(folder / f"{name}.json")
    manager = AsyncKernelManager(transport=transport, connection_file=file, **more)
    manager.client_factory = LightKernelClient
    await manager.start_kernel(**start)
    client = manager.client()
    client.start_channels()
    try:
        await client.wait_for_ready(timeout=PATIENCE)
        yield manager, client
    finally:
        client.stop_channels()
        await manager.shutdown_kernel(now=True)


async def ask(client, expression):
    """The value of a Python expression in the kernel; a statement may stand before a semicolon."""
    code, _, expression = expression.rpartition(";")
    reply = await client.execute(
        code, user_expressions={"it": expression}, reply=True, timeout=PATIENCE
    )
    it = reply["content"]["user_expressions"]["it"]
    assert it["status"] == "ok", it
    return eval(it["data"]["text/plain"])


async def until(condition):
    """Wait until `condition()` holds."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "waited too long"
        await asyncio.sleep(0.02)


def gone(pid):
    """Whether no process with this id is left, not even a zombie."""
    return not psutil.pid_exists(pid)


def sockets(pid):
    """The sockets a process holds."""
    links = set()
    for entry in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):
            links.add(os.readlink(entry))
    return {link for link in links if link.startswith("socket:")}


def test_the_provisioner_is_an_entry_point_of_jupyter_client():
    (entry,) = entry_points(group="jupyter_client.kernel_provisioners", name="otkit-fork")
    assert entry.load() is provisioner.ForkProvisioner


@pytest.mark.parametrize("transport", ["ipc", "tcp"])
def test_a_kernel_is_a_child_of_the_fork_server_and_answers(tmp_path, transport):
    async def story():
        async with running_kernel(tmp_path, transport=transport) as (manager, client):
            assert await ask(client, "6 * 7") == 42
            assert await ask(client, "import os; os.getpid()") == manager.provisioner.pid
            assert await ask(client, "import os; os.getppid()") == start_fork_server().process.pid

    asyncio.run(story())


def test_a_kernel_has_the_environment_folder_and_streams_it_was_given(tmp_path):
    async def story():
        env = {**os.environ, "SHOE": "left", "TZ": "Asia/Tokyo"}
        with open(tmp_path / "out", "w") as out:
            async with running_kernel(tmp_path, env=env, cwd=tmp_path, stdout=out) as (_, client):
                assert await ask(client, "import os; os.environ['SHOE']") == "left"
                assert await ask(client, "import os; os.getcwd()") == str(tmp_path)
                assert await ask(client, "import time; time.strftime('%z')") == "+0900"
                pid = await ask(client, "import os; os.getpid()")
                assert str(tmp_path / "out") in fds(pid)

    asyncio.run(story())


def fds(pid):
    return {os.readlink(entry) for entry in Path(f"/proc/{pid}/fd").iterdir()}


def test_a_kernel_that_is_restarted_is_a_new_process_that_answers(tmp_path):
    async def story():
        async with running_kernel(tmp_path) as (manager, client):
            first = await ask(client, "import os; os.getpid()")
            await manager.restart_kernel(now=True)
            await client.wait_for_ready(timeout=PATIENCE)
            assert await ask(client, "import os; os.getpid()") != first
            assert gone(first)

    asyncio.run(story())


@pytest.mark.parametrize(
    "busy", ["while True: pass", "!sleep 1000", "import time; time.sleep(1e3)"]
)
def test_an_interrupt_ends_what_runs_and_the_kernel_goes_on(tmp_path, busy):
    async def story():
        async with running_kernel(tmp_path) as (manager, client):
            code = f"print('started', flush=True)\n{busy}"
            message = client.execute(code, stop_on_error=False)  # else it may abort what comes next
            while (await client.get_iopub_msg(timeout=PATIENCE))["msg_type"] != "stream":
                pass
            await asyncio.sleep(0.2)
            await manager.interrupt_kernel()
            reply = await client._async_recv_reply(message, timeout=PATIENCE)
            assert reply["content"].get("ename", "KeyboardInterrupt") == "KeyboardInterrupt"
            assert await ask(client, "6 * 7") == 42

    asyncio.run(story())


@pytest.mark.parametrize(
    ("ending", "code"),
    [("os._exit(7)", 7), ("os.kill(os.getpid(), 9)", -9), ("exit()", 0), ("os.abort()", -6)],
)
def test_the_exit_code_of_a_kernel_is_seen(tmp_path, ending, code):
    async def story():
        async with running_kernel(tmp_path) as (manager, client):
            process = manager.provisioner.process
            assert await manager.is_alive()
            client.execute(f"import os; {ending}")
            await until(lambda: process.poll() is not None)
            assert process.returncode == code
            assert not await manager.is_alive()

    asyncio.run(story())


def test_a_polite_shutdown_leaves_no_process_and_no_file(tmp_path):
    async def story():
        async with running_kernel(tmp_path) as (manager, client):
            pid = manager.provisioner.pid
            await client.execute("import atexit; atexit.register(print)", reply=True)
            started = time.monotonic()
            client.stop_channels()
            await manager.shutdown_kernel()
            assert time.monotonic() - started < 2.5  # when it would be told again, less politely
            assert manager.provisioner.process is None
        assert gone(pid)
        assert list(tmp_path.iterdir()) == []

    asyncio.run(story())


def test_two_kernels_share_no_random_number_no_id_and_no_key(tmp_path):
    expressions = (
        "import random; random.random()",
        "import numpy; float(numpy.random.rand())",
        "import uuid; str(uuid.uuid4())",
        "import uuid; str(uuid.uuid1())",
        "import os; os.urandom(8)",
        "import secrets; secrets.token_hex()",
        "import tempfile; tempfile.mktemp()",
        "get_ipython().kernel.session.session",
        "get_ipython().kernel.session.key",
        "get_ipython().kernel.ident",
        "import ipywidgets; ipywidgets.IntSlider().model_id",
    )

    async def story():
        async with (
            running_kernel(tmp_path, name="a") as (_, one),
            running_kernel(tmp_path, name="b") as (_, other),
        ):
            for expression in expressions:
                assert await ask(one, expression) != await ask(other, expression), expression

    asyncio.run(story())


def test_a_kernel_inherits_no_socket_but_its_own_channel(tmp_path):
    async def story():
        async with (
            running_kernel(tmp_path, name="a") as (one, _),
            running_kernel(tmp_path, name="b") as (other, _),
        ):
            server = sockets(start_fork_server().process.pid)
            first, second = sockets(one.provisioner.pid), sockets(other.provisioner.pid)
            assert not first & second
            assert not second & sockets(os.getpid())
            assert len(first & server) == len(second & server) == 1

    asyncio.run(story())


def test_a_kernel_finds_all_imported_that_it_needs_to_start_and_to_show_the_check_in(tmp_path):
    show = "from otkit.widgets import CheckIn; page = CheckIn(); page.months = 27; display(page)"
    own = "import sys; sorted(set(sys.modules) - get_ipython()._sys_modules_keys)"

    async def story():
        async with running_kernel(tmp_path) as (_, client):
            reply = await client.execute(show, reply=True, timeout=PATIENCE)
            assert reply["content"]["status"] == "ok"
            assert await ask(client, own) == []

    asyncio.run(story())


def test_a_kernel_takes_part_in_widgets_as_if_it_had_imported_them_itself(tmp_path):
    async def story():
        async with running_kernel(tmp_path) as (_, client):
            targets = await ask(client, "list(get_ipython().kernel.comm_manager.targets)")
            assert {"jupyter.widget", "jupyter.widget.control"} <= set(targets)
            made = "from ipywidgets.widgets.widget import _instances; len(_instances)"
            assert await ask(client, made) == 0

    asyncio.run(story())


def test_a_kernel_completes_words_and_keeps_its_modules_at_a_reset(tmp_path):
    async def story():
        async with running_kernel(tmp_path) as (_, client):
            reply = await client.complete("import pand", reply=True, timeout=PATIENCE)
            assert "pandas" in reply["content"]["matches"]
            reset = "import sys, gzip; get_ipython().run_line_magic('reset', '-fs aggressive')"
            await client.execute(reset, reply=True, timeout=PATIENCE)
            assert await ask(client, "import sys; 'pandas' in sys.modules")

    asyncio.run(story())


def test_a_kernel_can_be_debugged(tmp_path):
    async def story():
        async with running_kernel(tmp_path) as (_, client):
            content = {"type": "request", "seq": 1, "command": "initialize", "arguments": {}}
            message = client.session.msg("debug_request", content)
            client.control_channel.send(message)
            reply = await client.get_control_msg(timeout=PATIENCE)
            assert reply["content"]["success"]

    asyncio.run(story())


def test_limits_are_set_in_the_kernel(tmp_path, monkeypatch):
    monkeypatch.setattr(provisioner.ForkProvisioner.limits, "default_args", ({"RLIMIT_CPU": 77},))

    async def story():
        async with running_kernel(tmp_path) as (_, client):
            limit = "import resource; resource.getrlimit(resource.RLIMIT_CPU)"
            assert await ask(client, limit) == (77, 77)

    asyncio.run(story())


def test_when_the_fork_server_dies_kernels_go_on_and_the_next_one_starts(tmp_path):
    async def story():
        async with running_kernel(tmp_path, name="a") as (one, client):
            dead = start_fork_server()
            dead.process.kill()
            async with running_kernel(tmp_path, name="b") as (_, other):
                assert await ask(client, "6 * 7") == 42
                assert await ask(other, "6 * 7") == 42
                assert start_fork_server() is not dead
                assert await one.is_alive()
            client.execute("import os; os._exit(0)")
            await until(lambda: one.provisioner.process.poll() is not None)

    asyncio.run(story())


def test_a_kernel_whose_fork_server_died_can_still_be_killed(tmp_path):
    async def story():
        async with running_kernel(tmp_path) as (manager, _):
            start_fork_server().process.kill()
            pid = manager.provisioner.pid
            await manager.shutdown_kernel(now=True)
            await until(lambda: gone(pid) or psutil.Process(pid).status() == "zombie")

    asyncio.run(story())


SERVER = """
    import asyncio, os, sys
    from pathlib import Path
    from tests.test_provisioner import running_kernel, start_fork_server

    async def main(folder):
        async with running_kernel(folder, name="a") as (a, _):
            async with running_kernel(folder, name="b") as (b, client):
                child = "import subprocess; child = subprocess.Popen(['sleep', '1000']); child.pid"
                from tests.test_provisioner import ask
                pids = [m.provisioner.pid for m in (a, b)] + [await ask(client, child)]
                print(*pids, start_fork_server().process.pid, flush=True)
                await asyncio.sleep(1000)

    from jupyter_client.provisioning import KernelProvisionerFactory
    KernelProvisionerFactory.instance().default_provisioner_name = "otkit-fork"
    asyncio.run(main(Path(sys.argv[1])))
"""


@pytest.mark.parametrize("fork_server_dies_first", [False, True])
def test_when_the_server_is_killed_nothing_is_left(tmp_path, fork_server_dies_first):
    server = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(SERVER), str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[1],
    )
    with server:
        try:
            pids = [int(pid) for pid in server.stdout.readline().split()]
            assert len(pids) == 4
            if fork_server_dies_first:
                os.kill(pids[-1], signal.SIGKILL)
        finally:
            server.kill()
    asyncio.run(until(lambda: all(gone(pid) for pid in pids)))
    assert list(tmp_path.iterdir()) == []


def test_two_hundred_starts_leave_no_process_no_descriptor_and_no_socket(tmp_path):
    context = zmq.asyncio.Context()

    async def visit(number, rooms):
        async with rooms, running_kernel(tmp_path, name=f"k{number}", context=context):
            pass

    def counts():
        server = psutil.Process(start_fork_server().process.pid)
        return len(server.children()), server.num_fds(), psutil.Process().num_fds()

    async def story():
        rooms = asyncio.Semaphore(8)
        await asyncio.gather(*(visit(number, rooms) for number in range(16)))
        await until(lambda: counts()[0] == 0)
        before = counts()
        await asyncio.gather(*(visit(number, rooms) for number in range(200)))
        await until(lambda: all(now <= then for now, then in zip(counts(), before, strict=True)))
        assert list(tmp_path.iterdir()) == []

    asyncio.run(story())
    context.destroy()


def test_jupyterlabs_own_server_starts_kernels_by_fork_and_leaves_none_behind(tmp_path):
    token = "only-for-this-test"
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "jupyter", "lab", "--allow-root", "--no-browser"),
            *("--ServerApp.ip=127.0.0.1", "--ServerApp.port=0", "--ServerApp.port_retries=0"),
            f"--IdentityProvider.token={token}",
            f"--ServerApp.root_dir={tmp_path}",
            "--KernelProvisionerFactory.default_provisioner_name=otkit-fork",
        ],
        env=os.environ | {"JUPYTER_RUNTIME_DIR": str(tmp_path / "run")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        asyncio.run(until(lambda: list(tmp_path.glob("run/jpserver-*.json"))))
        (file,) = tmp_path.glob("run/jpserver-*.json")
        address = json.loads(file.read_text())["url"] + "api/kernels"
        headers = {"Authorization": f"token {token}"}

        def ask_server(method, path="", body=None):
            request = Request(address + path, body, headers, method=method)
            with urlopen(request, timeout=PATIENCE) as reply:
                return json.load(reply)

        asyncio.run(until(lambda: answers(ask_server)))
        kernel = ask_server("POST", body=b"{}")
        client = BlockingKernelClient()
        client.load_connection_file(str(tmp_path / f"run/kernel-{kernel['id']}.json"))
        client.start_channels()
        client.wait_for_ready(timeout=PATIENCE)
        client.stop_channels()
        (forks,) = psutil.Process(server.pid).children()
        assert "otkit.server.forkserver" in forks.cmdline()
        (child,) = forks.children()
    finally:
        server.kill()
        server.wait()
    asyncio.run(until(lambda: gone(child.pid) and gone(forks.pid)))


def answers(ask_server):
    try:
        return ask_server("GET") == []
    except URLError:
        return False


def test_with_forking_switched_off_kernels_start_in_the_ordinary_way_and_it_is_said_once(
    tmp_path, monkeypatch, caplog
):
    monkeypatch.setenv("OTKIT_FORK", "0")
    monkeypatch.setattr(provisioner, "_said", set())

    async def story():
        for name in ("a", "b"):
            async with running_kernel(tmp_path, name=name) as (_, client):
                assert await ask(client, "import os; os.getppid()") == os.getpid()

    asyncio.run(story())
    said = [record.getMessage() for record in caplog.records]
    assert sum("ordinary, slower way: OTKIT_FORK=0" in line for line in said) == 1


OURS = [sys.executable, "-m", "ipykernel_launcher", "-f", "k.json"]


@pytest.mark.parametrize(
    ("cmd", "kwargs", "why_not"),
    [
        (OURS, {"env": {}}, None),
        (OURS, {"env": {"A": "1"}, "cwd": "/", "stdout": 2}, None),
        ([*OURS, "--HistoryManager.hist_file=:memory:"], {}, None),
        ([*OURS, "--matplotlib=inline"], {}, "they are started with --matplotlib=inline"),
        ([sys.executable, "-m", "xeus"], {}, "they are not kernels of this Python"),
        (["/other/python", *OURS[1:]], {}, "they are not kernels of this Python"),
        (OURS, {"env": {"OTKIT_DATA": "/else"}}, "they have their own OTKIT_DATA"),
        (OURS, {"env": {"OTKIT_FORK": "0"}}, "OTKIT_FORK=0 asks for it"),
        (OURS, {"preexec_fn": print}, "they are started with preexec_fn"),
        (
            OURS,
            {"stdout": subprocess.PIPE},
            "they are to be independent of the server, or piped to it",
        ),
        (
            OURS,
            {"independent": True},
            "they are to be independent of the server, or piped to it",
        ),
    ],
)
def test_only_kernels_that_a_fork_can_serve_are_forked(cmd, kwargs, why_not):
    assert provisioner.cannot_fork(cmd, kwargs) == why_not


def test_elsewhere_than_on_linux_kernels_are_started_in_the_ordinary_way(monkeypatch):
    monkeypatch.setattr(sys, "platform", "win32")
    assert provisioner.cannot_fork(OURS, {}) == "this system cannot fork them safely"


def test_where_python_cannot_fork_the_provisioner_can_still_be_imported():
    code = """
        import os, sys
        for name in ("fork", "register_at_fork", "pipe2", "waitid", "setsid"):
            delattr(os, name)
        sys.modules["resource"] = None
        from otkit.server.provisioner import ForkProvisioner, cannot_fork
        sys.platform = "win32"
        assert cannot_fork(["python"], {}) == "this system cannot fork them safely"
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(code)], check=True)


def test_a_fork_server_that_cannot_live_does_not_keep_kernels_from_starting(tmp_path, monkeypatch):
    async def dead(self, order, streams):
        raise ConnectionResetError

    monkeypatch.setattr(fork_client.ForkServer, "fork", dead)

    async def story():
        async with running_kernel(tmp_path) as (_, client):
            assert await ask(client, "import os; os.getppid()") == os.getpid()

    asyncio.run(story())
