"""`otkit serve` started for real, and where a system has no sandbox."""

import asyncio
import os

import psutil
import pytest

from tests.deploy.visitor import Visitor
from tests.serving import ROOT, free_port, started

WINDOWS = """
import psutil, sys
sys.modules["resource"] = None
import otkit.server.landlock, otkit.server.seccomp
otkit.server.landlock.version = lambda: 0
otkit.server.seccomp.is_possible = lambda: False
"""
FORM = {"years": ["2"], "months": ["3"], "lost-skill": ["on"]}


def test_where_there_is_no_sandbox_a_visitor_is_served_and_it_is_said(tmp_path):
    """With every Python of this server without what Windows has not."""
    port, log = free_port(), tmp_path / "log"
    (tmp_path / "sitecustomize.py").write_text(WINDOWS)
    env = {"PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])}

    async def story() -> None:
        visitor = Visitor(f"http://127.0.0.1:{port}/")
        assert "result act-now" in (await visitor.say(FORM))["region_result"]
        await visitor.leave()

    with started("otkit", "serve", "--port", str(port), port=port, log=log, **env):
        asyncio.run(story())
    said = log.read_text()
    assert said.count("is not kept from the network") == 1
    assert "Traceback" not in said


@pytest.mark.parametrize(("options", "kernels"), [((), 3), (("--kernels", "1"), 2)])
def test_all_kernels_are_there_when_it_serves(options, kernels):
    port = free_port()
    options += () if options else ("--kernels", "2")
    with started("otkit", "serve", "--port", str(port), *options, port=port) as process:
        assert len(psutil.Process(process.pid).children()) == kernels
