"""Whether a server can listen, and how soon a command says that it cannot."""

import os
import socket
import subprocess
import sys

import pytest

from otkit.errors import ServerError
from otkit.front.port import refuse_taken
from tests.serving import ROOT, free_port

TAKEN_MEANWHILE = """
import errno

try:
    from tornado.tcpserver import TCPServer
except ImportError:
    pass
else:
    def listen(self, port, address=None, **options):
        raise OSError(errno.EADDRINUSE, "Address already in use")

    TCPServer.listen = listen
"""
FAMILIES = {"127.0.0.1": socket.AF_INET, "::1": socket.AF_INET6}


@pytest.fixture(params=FAMILIES)
def taken(request):
    """A host and a port of it that somebody listens on."""
    with socket.create_server((request.param, 0), family=FAMILIES[request.param]) as listener:
        yield request.param, listener.getsockname()[1]


def test_a_taken_port_is_reported_with_what_to_do(taken):
    with pytest.raises(ServerError, match=r"something else listens there.*--port"):
        refuse_taken(*taken)


def test_all_addresses_are_those_of_both_families(taken):
    with pytest.raises(ServerError, match=r"\[::\]"):
        refuse_taken("::", taken[1])


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0", "::1", "[::1]", "::", "localhost"])
def test_a_free_port_is_not_refused(host):
    refuse_taken(host, free_port())


@pytest.mark.parametrize("host", ["192.0.2.77", "2001:db8::77", "no-such-host.invalid", "x" * 300])
def test_an_address_of_another_computer_is_refused(host):
    with pytest.raises(ServerError, match=r"no such address.*--host"):
        refuse_taken(host, free_port())


@pytest.mark.parametrize("command", ["otkit serve", "otkit.front.port"])
def test_a_taken_port_is_reported_before_large_imports(taken, command):
    module, *arguments = command.split()
    host, port = taken
    arguments += ["--host", host, "--port", str(port)]
    ran = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", module, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 1
    assert ran.stdout == ""
    assert ran.stderr.splitlines()[-1].startswith("Cannot listen on ")
    for large in ("pandas", "typer", "tornado"):
        assert f" {large}\n" not in ran.stderr


def test_help_is_shown_whatever_listens(taken):
    host, port = taken
    command = ["otkit", "serve", "--host", host, "--port", str(port), "--help"]
    ran = subprocess.run([sys.executable, "-m", *command], capture_output=True, text=True)
    assert (ran.returncode, "Examples:" in ran.stdout) == (0, True)


def test_a_host_that_is_none_is_told_whatever_listens(taken):
    command = ["otkit", "serve", "--host=", "--port", str(taken[1])]
    ran = subprocess.run([sys.executable, "-m", *command], capture_output=True, text=True)
    assert ran.returncode == 1
    assert ran.stderr.startswith("--host and --health-host take an address")


def test_a_port_taken_while_a_page_is_drawn_is_reported(tmp_path):
    """Something else begins to listen after the look at the port."""
    port = free_port()
    (tmp_path / "sitecustomize.py").write_text(TAKEN_MEANWHILE)
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])}
    command = [sys.executable, "-m", "otkit", "serve", "--port", str(port), "--kernels", "1"]
    ran = subprocess.run(command, env=env, capture_output=True, text=True, timeout=150)
    assert ran.returncode == 1
    assert ran.stdout == ""
    assert f"Cannot listen on 127.0.0.1:{port}: something else" in ran.stderr.splitlines()[-1]
