"""What is made ready before the server is imported."""

import socket

import pytest

from otkit.errors import ServerError
from otkit.server.settings import Settings, notebooks_folder, refuse_taken_port


def test_the_notebooks_are_found():
    assert (notebooks_folder() / "check_in.ipynb").is_file()


def test_a_taken_port_is_told_with_what_to_do():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ServerError, match="--port"):
            refuse_taken_port(Settings(port=port))
