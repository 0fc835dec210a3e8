"""A server for many visitors may open as many files and sockets as they need."""

import math
import subprocess
import sys

import psutil
import pytest

from otkit.server import descriptors
from tests.serving import free_port, started

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")

LIMITED = """
import resource, runpy, sys
resource.setrlimit(resource.RLIMIT_NOFILE, (256, {most}))
sys.argv = ["otkit", "serve", "--port", "{port}", "--warm", "1"]
runpy.run_module("otkit", run_name="__main__")
"""


@pytest.fixture
def lowered():
    """A soft limit as a shell's `ulimit -Sn 256` gives it to what it starts."""
    resource = pytest.importorskip("resource")
    soft, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, most))
    yield most
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, most))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads another process's limits")
def test_a_server_under_a_low_limit_raises_it_to_what_its_visitors_need(lowered):
    needed = descriptors.needed(200)
    assert needed <= lowered, "this system lets a process have enough"
    port = free_port()
    with started("otkit", "serve", "--port", str(port), "--warm", "0", port=port) as process:
        server = psutil.Process(process.pid)
        for one in (server, *server.children()):
            assert one.rlimit(psutil.RLIMIT_NOFILE) == (needed, lowered)


def test_a_server_that_may_not_says_for_how_many_it_is_enough():
    code = LIMITED.format(most=1000, port=free_port())
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            said = next(line for line in server.stderr if "raise its limit" in line)
        finally:
            server.terminate()
    assert f"for about {(1000 - descriptors.BESIDES) // descriptors.A_VISITOR} visitors" in said


def test_a_limit_that_is_high_enough_stays():
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    descriptors.allow(1)
    assert resource.getrlimit(resource.RLIMIT_NOFILE) == before


def test_where_python_has_no_resource_there_is_no_limit(monkeypatch):
    monkeypatch.setitem(sys.modules, "resource", None)  # as on Windows
    descriptors.allow(10)
    assert descriptors.visitors_carried() == math.inf
