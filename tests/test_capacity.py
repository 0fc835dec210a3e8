"""How many pages a machine carries, and that a server may open the files they need."""

import math
import subprocess
import sys
from types import SimpleNamespace

import psutil
import pytest

from otkit.server import capacity
from tests.serving import free_port, started

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")

LIMITED = """
import resource, runpy, sys
resource.setrlimit(resource.RLIMIT_NOFILE, (256, {most}))
sys.argv = ["otkit", "serve", "--port", "{port}", "--max-visitors", "1000", "--kernels", "1"]
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
def test_a_low_limit_is_raised_to_what_visitors_need(lowered):
    needed = capacity.SERVER_DESCRIPTORS + 200 * capacity.PAGE_DESCRIPTORS
    assert needed <= lowered, "this system lets a process have enough"
    port = free_port()
    command = ("otkit", "serve", "--port", str(port), "--max-visitors", "200", "--kernels", "1")
    with started(*command, port=port) as process:
        server = psutil.Process(process.pid)
        assert server.rlimit(psutil.RLIMIT_NOFILE) == (needed, lowered)


def test_a_server_that_may_not_says_for_how_many_it_is_enough():
    code = LIMITED.format(most=1000, port=free_port())
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            said = next(line for line in server.stderr if "raise its limit" in line)
        finally:
            server.terminate()
    assert (
        f"for about {(1000 - capacity.SERVER_DESCRIPTORS) // capacity.PAGE_DESCRIPTORS} visitors"
        in said
    )


def test_a_limit_that_is_high_enough_stays():
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    capacity.allow_pages(1)
    assert resource.getrlimit(resource.RLIMIT_NOFILE) == before


def test_where_python_has_no_resource_there_is_no_limit(monkeypatch):
    monkeypatch.setitem(sys.modules, "resource", None)  # as on Windows
    capacity.allow_pages(10)
    assert capacity.descriptor_limits() == (math.inf, math.inf)


def test_as_many_pages_fit_as_the_free_memory_carries(monkeypatch):
    monkeypatch.setattr(capacity, "free_memory", lambda: capacity.SERVER_BYTES + 7_000_000_000)
    monkeypatch.setattr(capacity, "descriptor_limits", lambda: (256, math.inf))
    assert capacity.pages_that_fit() == 7_000_000_000 // capacity.PAGE_BYTES


def test_no_more_pages_fit_than_descriptors_are_allowed(monkeypatch):
    monkeypatch.setattr(capacity, "free_memory", lambda: 10**12)
    monkeypatch.setattr(capacity, "descriptor_limits", lambda: (256, 1024))
    assert capacity.pages_that_fit() == 362


def test_a_few_pages_fit_on_the_smallest_machine(monkeypatch):
    monkeypatch.setattr(capacity, "free_memory", lambda: 0)
    assert capacity.pages_that_fit() == capacity.LEAST_PAGES


@pytest.mark.parametrize(("written", "free"), [("1000", 1000), ("max", 5000), (None, 5000)])
def test_a_containers_limit_counts(written, free, monkeypatch, tmp_path):
    file = tmp_path / "memory.max"
    if written:
        file.write_text(written)
    monkeypatch.setattr(capacity, "CONTROL_GROUP", file)
    monkeypatch.setattr("psutil.virtual_memory", lambda: SimpleNamespace(available=5000))
    assert capacity.free_memory() == free


@pytest.mark.parametrize(
    ("descriptors", "pages", "connections"),
    [(1024, 100, 624), (328, 14, 32), (math.inf, 100, 1100), (4096, 1000, 2000)],
)
def test_connections_leave_room_for_the_pages(monkeypatch, descriptors, pages, connections):
    monkeypatch.setattr(capacity, "descriptor_limits", lambda: (descriptors, descriptors))
    assert capacity.connections_beside(pages) == connections
