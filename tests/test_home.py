"""A home for whoever has none, and a server of such a user."""

import os
import subprocess
import sys
import urllib.request

import pytest

from tests.serving import free_port, serving

NOWHERE = "/proc/nobody" if sys.platform.startswith("linux") else "/nowhere"
"""A folder that is not there and that root cannot make either."""

PROGRAM = """
import os
from otkit.server.home import ensure_home
print(ensure_home(), os.path.isdir(os.path.expanduser("~")), os.path.expanduser("~"))
"""


def said(home: str) -> list[str]:
    env = {**os.environ, "HOME": home}
    ran = subprocess.run([sys.executable, "-c", PROGRAM], env=env, capture_output=True, text=True)
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


def test_a_server_without_a_home_draws_its_pages(tmp_path):
    port = free_port()
    with serving("--kernels", "1", port=port, log=tmp_path / "log", HOME=NOWHERE):
        page = urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=60).read().decode()
    assert '<form class="otkit"' in page
    assert "Traceback" not in (tmp_path / "log").read_text().partition("Serving at")[0]
