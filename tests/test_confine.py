"""What a confined process can and cannot do on this machine, tried for real."""

import json
import os
import socket
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

import pytest

from otkit.server.kernels.confined import ENVIRONMENT
from otkit.server.sandbox import confine, landlock, seccomp
from otkit.server.sandbox.confine import missing_layers

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="layers of Linux")

TRY = """
import ctypes, os, resource, socket, subprocess, sys, threading, json
from pathlib import Path
from otkit.server.sandbox import confine
connection_file, expressions = sys.argv[1], json.loads(sys.argv[2])
parent, own, beside = os.getppid(), Path(os.environ["TMPDIR"]), Path(connection_file).parent
libc = ctypes.CDLL(None, use_errno=True)
def call(*arguments):
    if libc.syscall(*map(ctypes.c_long, arguments)) < 0:
        raise OSError(ctypes.get_errno(), "")
def there(path):
    Path(path).write_text("x")
def threaded():
    thread = threading.Thread(target=int)
    thread.start()
    thread.join()
if os.environ["USER_ID"]:
    "".encode("idna")  # which Python reads from its folder, perhaps one of root's alone
    os.setgroups([])
    os.setgid(int(os.environ["USER_ID"]))
    os.setuid(int(os.environ["USER_ID"]))
confine.set_limits(confine.LIMITS)
confine.confine(connection_file)
said = {}
for expression in expressions:
    try:
        eval(expression)
    except (OSError, ValueError) as error:
        said[expression] = type(error).__name__
    else:
        said[expression] = "done"
print(json.dumps(said))
"""

REFUSED = [
    "socket.socket()",
    "socket.socket(socket.AF_INET6)",
    "socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)",
    "socket.create_connection(('127.0.0.1', 9), 1)",
    "socket.create_server(('127.0.0.1', 0))",
    "socket.socket(socket.AF_UNIX).connect(os.environ['LISTENER'])",
    "socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(b'x', os.environ['LETTERS'])",
    "socket.socketpair(type=socket.SOCK_DGRAM)[0].sendto(b'x', os.environ['LETTERS'])",
    "subprocess.run(['true'])",
    "os.setuid(os.getuid() + 1)",
    "os.chown(own, os.getuid() + 1, -1)",
    "os.execv('/bin/true', ['true'])",
    "os.fork()",
    "os.kill(parent, 0)",
    "os.kill(-1, 0)",
    "call(101 if os.uname().machine == 'x86_64' else 117, 16, parent, 0, 0)",  # ptrace
    "call(425, 8, 0)",  # io_uring
    "call(434, parent, 0)",  # pidfd_open
    "open(f'/proc/{parent}/mem', 'rb')",
    "open(f'/proc/{parent}/environ', 'rb').read()",
    "resource.setrlimit(resource.RLIMIT_CPU, (9999, 9999))",
    "resource.setrlimit(resource.RLIMIT_NOFILE, (9999, 9999))",
    "there('written-in-the-working-folder')",
    "there(beside / 'written')",
    "os.listdir('/tmp')",
    "os.listdir(beside)",
    "Path(os.environ['OTHER']).read_text()",
    "os.symlink('/etc', beside / 'link')",
    "os.unlink(os.environ['OTHER'])",
]
ALLOWED = [
    "socket.socketpair()",
    "socket.socket(socket.AF_UNIX).bind(str(beside / 'k-ipc-1'))",
    "threaded()",
    "there(own / 'note')",
    "(own / 'folder').mkdir()",
    "os.rename(own / 'note', own / 'folder' / 'note')",
    "os.unlink(own / 'folder' / 'note')",
    "there('/dev/null')",
    "open('/dev/urandom', 'rb').read(4)",
    "Path(connection_file).read_text()",
    "os.listdir('/usr')",
    "Path('/proc/self/status').read_text()",
    "Path(f'/proc/{parent}/cmdline').read_text()",  # so no secret stands in a command line
    "os.kill(os.getpid(), 0)",
    "resource.getrlimit(resource.RLIMIT_CPU)",
    "__import__('xml.dom.minidom')",
    "__import__('otkit.takeaway')",
]


ORDINARY = 65534 if os.geteuid() == 0 else None
"""The id of a user who is no administrator; None where these tests run as one already."""


def tried(folder, expressions, user=None, **env):
    """What each expression came to in a confined process, which `user` may own."""
    own, beside, notebooks = (folder / name for name in ("own", "beside", "notebooks"))
    for made in (own, beside, notebooks):
        made.mkdir()
    (beside / "k.json").write_text("{}")
    (folder / "other").write_text("another visitor's")
    if user:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, user, user)
    env |= {"TMPDIR": str(own), "OTHER": str(folder / "other"), "USER_ID": str(user or "")}
    ran = subprocess.run(
        [sys.executable, "-c", TRY, str(beside / "k.json"), json.dumps(expressions)],
        env={**os.environ, **ENVIRONMENT, **env},
        cwd=notebooks,
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def listening(stack, kind):
    """The path of another program's socket, which anybody may reach."""
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="ot-"))
    listener = stack.enter_context(socket.socket(socket.AF_UNIX, kind))
    listener.bind(f"{folder}/s")
    if kind == socket.SOCK_STREAM:
        listener.listen()
    with socket.socket(socket.AF_UNIX, kind) as asking:
        asking.connect(f"{folder}/s")  # so it is not the socket that refuses
    return f"{folder}/s"


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    with ExitStack() as stack:
        env = {
            "LISTENER": listening(stack, socket.SOCK_STREAM),
            "LETTERS": listening(stack, socket.SOCK_DGRAM),
        }
        folder = tmp_path_factory.mktemp("layers", numbered=True)
        return tried(folder, REFUSED + ALLOWED, **env)


def test_this_system_has_every_layer():
    """Where it has not, `otkit serve` says so when it starts."""
    assert missing_layers() == []


def test_a_process_of_an_ordinary_user_is_confined_all_the_same():
    """Root may do what others may only after giving up new privileges; and servers run as both."""
    may = [one for one in ALLOWED if "import" not in one and "listdir" not in one]
    with tempfile.TemporaryDirectory(prefix="ot-") as folder, ExitStack() as stack:
        env = {
            "LISTENER": listening(stack, socket.SOCK_STREAM),
            "LETTERS": listening(stack, socket.SOCK_DGRAM),
        }
        said = tried(Path(folder), REFUSED + may, ORDINARY, **env)
    assert {one for one in REFUSED if said[one] == "done"} == set()
    assert {one for one in may if said[one] != "done"} == set()


@pytest.mark.parametrize("expression", REFUSED)
def test_it_may_not(expression, said):
    assert said[expression] in ("PermissionError", "ValueError")


@pytest.mark.parametrize("expression", ALLOWED)
def test_it_may(expression, said):
    assert said[expression] == "done"


def test_a_room_in_a_database_opens_the_network_alone(tmp_path):
    room = "postgresql://somewhere/rooms"
    sockets = ["socket.socket()", "socket.socket(socket.AF_INET6)"]
    refused = ["socket.socket(socket.AF_NETLINK)", "os.fork()", "os.listdir('/tmp')"]
    said = tried(tmp_path, sockets + refused, OTKIT_ROOM=room)
    assert [said[one] for one in sockets] == ["done"] * 2
    assert [said[one] for one in refused] == ["PermissionError"] * 3


def test_of_root_only_the_rights_to_files_are_left(tmp_path):
    expression = "Path(own / 'rights').write_text(Path('/proc/self/status').read_text())"
    assert tried(tmp_path, [expression]) == {expression: "done"}
    lines = (tmp_path / "own" / "rights").read_text().splitlines()
    (effective,) = (line.split()[1] for line in lines if line.startswith("CapEff"))
    files_only = confine.KEPT_CAPABILITIES if os.geteuid() == 0 else 0
    assert int(effective, 16) & ~files_only == 0


def test_without_resource_a_kernel_starts_without_limits(monkeypatch):
    monkeypatch.setitem(sys.modules, "resource", None)  # as on Windows
    confine.set_limits(confine.LIMITS)


def test_a_room_in_a_file_opens_its_folder_and_nothing_else(tmp_path):
    rooms = tmp_path / "rooms"
    rooms.mkdir()
    here, elsewhere = f"there({str(rooms / 'rooms.sqlite3')!r})", "there(beside / 'written')"
    said = tried(tmp_path, [here, elsewhere], OTKIT_ROOM=str(rooms / "rooms.sqlite3"))
    assert said == {here: "done", elsewhere: "PermissionError"}


def test_an_older_system_is_asked_only_for_what_it_knows():
    assert landlock.known_rights(1) & (landlock.REFER | landlock.TRUNCATE | landlock.IOCTL_DEV) == 0
    assert landlock.known_rights(3) & landlock.TRUNCATE
    assert landlock.known_rights(7) == landlock.EVERYTHING


def test_a_system_without_layers_says_which_are_missing(monkeypatch):
    monkeypatch.setattr(landlock, "version", lambda: 0)
    monkeypatch.setattr(seccomp, "is_possible", lambda: False)
    assert len(missing_layers()) == 2


def test_every_limit_is_one_that_python_knows():
    resource = pytest.importorskip("resource")
    assert all(hasattr(resource, name) for name in confine.LIMITS)
