"""`otkit serve` started for real, and where a system has no sandbox."""

import asyncio
import os
import subprocess
import sys

import psutil
import pytest

from tests.deploy.visitor import Visitor
from tests.serving import ROOT, free_port, serving, started

WINDOWS = """
import psutil, sys
sys.modules["resource"] = None
import otkit.server.sandbox.landlock, otkit.server.sandbox.seccomp
otkit.server.sandbox.landlock.version = lambda: 0
otkit.server.sandbox.seccomp.is_possible = lambda: False
"""
FORM = {"years": ["2"], "months": ["3"], "lost-skill": ["on"]}


def test_without_a_sandbox_it_serves_and_logs_that_it_lacks_one(tmp_path):
    """With every Python of this server without what Windows has not."""
    port, log = free_port(), tmp_path / "log"
    (tmp_path / "sitecustomize.py").write_text(WINDOWS)
    env = {"PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])}

    async def story() -> None:
        visitor = Visitor(f"http://127.0.0.1:{port}/")
        assert "result act-now" in (await visitor.say(FORM))["region_result"]
        await visitor.leave()

    command = ("otkit", "serve", "--port", str(port), "--kernels", "1")
    with started(*command, port=port, log=log, **env) as process:
        assert len(psutil.Process(process.pid).children()) == 2, "all are there when it serves"
        asyncio.run(story())
    said = log.read_text()
    assert said.count("is not kept from the network") == 1
    assert "Traceback" not in said


NO_SANDBOX = """
import otkit.server.sandbox.landlock

def refuse(*rights):
    raise PermissionError(1, "No limits on files")

otkit.server.sandbox.landlock.allow_only = refuse
"""
NO_FORM = """
import otkit.widgets

class CheckIn:
    def __init__(self):
        raise ValueError("private")

otkit.widgets.CheckIn = CheckIn
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="sandbox of Linux")
@pytest.mark.parametrize("broken", [NO_SANDBOX, NO_FORM], ids=["no sandbox", "no form"])
def test_a_start_that_cannot_serve_says_why_and_ends(tmp_path, broken):
    """Its kernels cannot be confined, or a notebook fails."""
    (tmp_path / "sitecustomize.py").write_text(broken)
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])}
    options = ["--port", str(free_port()), "--kernels", "1"]
    command = [sys.executable, "-m", "otkit", "serve", *options]
    ran = subprocess.run(command, env=env, capture_output=True, text=True, timeout=150)
    assert ran.returncode == 1
    assert "Serving at" not in ran.stdout
    assert ran.stderr.splitlines()[-1].startswith("This server cannot draw a page, so it stops: ")


def test_all_is_served_under_the_path_and_nothing_outside(tmp_path):
    """Which is all that it says."""
    port, log = free_port(), tmp_path / "log"
    url = f"http://127.0.0.1:{port}/"

    async def story() -> None:
        visitor = Visitor(f"{url}kit/")
        assert "result act-now" in (await visitor.say(FORM))["region_result"]
        style = "voila/templates/otkit/static/style.css"
        assert (await visitor.fetch(f"{url}kit/{style}")).code == 200
        for beside in ("", "learn", style):
            assert (await visitor.fetch(url + beside)).code == 404
        await visitor.leave()

    with serving("--kernels", "1", "--host", "::", "--base-url", "kit", port=port, log=log):
        lines = log.read_text().splitlines()
        asyncio.run(story())
    assert lines[0] == f"Serving at {url}kit/ (stop with Ctrl-C)"
    assert [line for line in lines[1:] if "WARNING" in line or "ERROR" in line] == []
