"""What a signal does to a program, and to a real server with its kernels and folders."""

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil
import pytest

from tests.deploy.visitor import Visitor
from tests.serving import as_in_a_terminal, free_port, serving

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="it has no such signals")

ENDING = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"]
PROGRAM = """
import signal, sys
from otkit.server.signals import on_ending
on_ending(lambda: sys.exit(7))
signal.raise_signal(signal.SIGHUP)
"""


def test_a_server_that_is_told_to_end_leaves_nothing(tmp_path):
    """Here by Ctrl-C, with a page open; each signal calls the same (see below)."""
    port, log = free_port(), tmp_path / "log"
    with tempfile.TemporaryDirectory(prefix="ot-") as folder:  # short enough for sockets
        with serving("--kernels", "1", port=port, log=log, TMPDIR=folder) as process:
            asyncio.run(Visitor(f"http://127.0.0.1:{port}/").say({"years": ["2"]}))
            assert list(Path(folder).glob("voila_*/kernel-*"))
            started = psutil.Process(process.pid).children(recursive=True)
            process.send_signal(signal.SIGINT)
            assert process.wait(60) == 0
            gone, alive = psutil.wait_procs(started, timeout=60)
        assert (alive, len(gone) > 0) == ([], True)
        assert os.listdir(folder) == []


@pytest.mark.parametrize("name", ENDING)
def test_a_signal_calls_what_ends_the_program(name):
    program = PROGRAM.replace("SIGHUP", name)
    ran = subprocess.run([sys.executable, "-c", program], preexec_fn=as_in_a_terminal)
    assert ran.returncode == 7


def test_a_signal_that_was_ignored_from_the_start_stays_ignored():
    """As `nohup otkit serve &` asks for."""
    command = f"trap '' HUP; exec '{sys.executable}' -c '{PROGRAM}'"
    assert subprocess.run(["sh", "-c", command]).returncode == 0


def test_a_second_signal_ends_a_program_that_hangs_at_its_end():
    program = PROGRAM.replace("sys.exit(7)", "None") + "signal.raise_signal(signal.SIGTERM)"
    assert subprocess.run([sys.executable, "-c", program]).returncode == 1
