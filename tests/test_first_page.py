"""A server says that it serves when it has drawn a page, and why when it cannot."""

import asyncio
import logging
import os
import subprocess
import sys

import pytest
from tornado.web import Application, RequestHandler

from otkit.errors import ServerError
from otkit.server.first_page import draw_first_page
from tests.serving import ROOT, free_port, serving

NO_WALL = """
import otkit.server.landlock

def refuse(*rights):
    raise PermissionError(1, "No limits on files")

otkit.server.landlock.allow_only = refuse
"""


def asked(answer) -> None:
    """Draw the first page of a server that answers so."""

    class Page(RequestHandler):
        def get(self) -> None:
            answer(self)

    asyncio.run(draw_first_page(Application([("/", Page)], log_function=lambda _: None), "/"))


def failing(handler: RequestHandler) -> None:
    try:
        raise PermissionError("The folder cannot be made")
    except PermissionError:
        logging.getLogger("otkit").exception("A request failed.")
    handler.set_status(500)


def test_the_reason_is_the_one_that_was_logged():
    with pytest.raises(ServerError, match="it stops: The folder cannot be made"):
        asked(failing)


def test_an_answer_that_is_no_page_has_its_status_for_a_reason():
    with pytest.raises(ServerError, match="503"):
        asked(lambda handler: handler.set_status(503))


def test_a_page_without_a_form_is_none():
    with pytest.raises(ServerError, match="drew no form"):
        asked(lambda handler: handler.finish("<p>This page shows no widget.</p>"))


@pytest.mark.parametrize("forks", ["0", "1"])
def test_a_start_that_cannot_serve_says_why_and_ends(tmp_path, forks):
    """Its kernels cannot be confined, as it was for every user but root."""
    (tmp_path / "sitecustomize.py").write_text(NO_WALL)
    env = {"PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)]), "OTKIT_FORK": forks}
    ran = subprocess.run(
        [sys.executable, "-m", "otkit", "serve", "--port", str(free_port()), "--warm", "1"],
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        timeout=150,
    )
    assert ran.returncode == 1
    assert "Serving at" not in ran.stdout
    assert ran.stderr.splitlines()[-1].startswith("This server cannot draw a page, so it stops: ")


@pytest.mark.parametrize(("host", "name"), [("::1", "[::1]"), ("::", "127.0.0.1")])
def test_a_server_says_where_it_serves_and_nothing_else(tmp_path, host, name):
    port, log = free_port(), tmp_path / "log"
    with serving("--host", host, "--base-url", "/kit", port=port, log=log):
        lines = log.read_text().splitlines()
    assert lines[0] == f"Serving at http://{name}:{port}/kit/ (stop with Ctrl-C)"
    assert [line for line in lines[1:] if "WARNING" in line or "ERROR" in line] == []
