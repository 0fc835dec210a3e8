"""What is made ready before the server is imported."""

import socket
import subprocess
import sys
import textwrap

import pytest

from otkit.server.settings import notebooks_folder


def test_the_notebooks_are_found():
    assert (notebooks_folder() / "check_in.ipynb").is_file()


PREPARED = """
    import os, sys
    from otkit.server import fork_client
    from otkit.server.settings import Settings, prepare
    {before}
    assert prepare(Settings(port={port}))["behaviours"] is not None
    print(fork_client._running)
"""


@pytest.mark.parametrize(
    "before",
    [
        "os.environ['OTKIT_FORK'] = '0'",
        "sys.platform = 'darwin'; del os.pipe2",
        "sys.platform = 'win32'; del os.fork, os.pipe2; sys.modules['resource'] = None",
    ],
)
def test_where_kernels_cannot_be_forked_all_is_made_ready_without_a_fork_server(before):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    code = textwrap.dedent(PREPARED.format(before=before, port=port))
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "None\n"
