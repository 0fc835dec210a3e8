"""What a signal does to a program, and a home for one without; both with a real server."""

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

NOWHERE = "/proc/nobody" if sys.platform.startswith("linux") else "/nowhere"
"""A folder that is not there and that root cannot make either."""
ENDING = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"]
PROGRAM = """
import signal, sys
from otkit.server.process import on_ending
on_ending(lambda: sys.exit(7))
signal.raise_signal(signal.SIGHUP)
"""


def test_a_server_that_is_told_to_end_leaves_nothing(tmp_path):
    """Here by Ctrl-C, with a page open, and of a user without a home; other signals are below."""
    port, log = free_port(), tmp_path / "log"
    with tempfile.TemporaryDirectory(prefix="ot-") as folder:  # short enough for sockets
        env = {"TMPDIR": folder, "HOME": NOWHERE}
        with serving("--kernels", "1", port=port, log=log, **env) as process:
            asyncio.run(Visitor(f"http://127.0.0.1:{port}/").say({"years": ["2"]}))
            assert list(Path(folder).glob("voila_*/kernel-*"))
            assert list(Path(folder).glob("otkit-home-*"))
            started = psutil.Process(process.pid).children(recursive=True)
            process.send_signal(signal.SIGINT)
            assert process.wait(60) == 0
            gone, alive = psutil.wait_procs(started, timeout=60)
        assert (alive, len(gone) > 0) == ([], True)
        assert os.listdir(folder) == []
    assert "Traceback" not in log.read_text()


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


HOMELESS = """
import os
from otkit.server.process import ensure_home
print(ensure_home(), os.path.isdir(os.path.expanduser("~")), os.path.expanduser("~"))
"""


def said(home: str) -> list[str]:
    env = {**os.environ, "HOME": home}
    ran = subprocess.run([sys.executable, "-c", HOMELESS], env=env, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.split()


def test_a_home_that_is_there_is_kept(tmp_path):
    assert said(str(tmp_path)) == ["False", "True", str(tmp_path)]


@pytest.mark.parametrize("home", [NOWHERE, "relative", "/dev/null"])
def test_a_home_that_is_not_there_is_made_and_gone_at_the_end(home):
    made, there, where = said(home)
    assert (made, there) == ("True", "True")
    assert not os.path.exists(where)


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes where nobody may")
def test_a_home_that_cannot_be_written_to_is_not_used(tmp_path):
    tmp_path.chmod(0o500)
    assert said(str(tmp_path))[:2] == ["True", "True"]
