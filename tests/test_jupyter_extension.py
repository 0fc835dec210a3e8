"""The pages for parents under a plain Jupyter server with Voilà: refused before a kernel starts."""

import json
import shutil
import tomllib
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import MagicMock

import nbformat
import pytest
from tornado.web import Finish

from otkit.server.jupyter_extension import refusing
from tests.serving import ROOT, free_port, running

FRONT = ROOT / "otkit" / "front"
CONFIG = "jupyter_server_config.d/otkit.json"
PAGES = sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Jupyter server that lets everybody in, with Voilà, our pages and somebody else's."""
    folder = tmp_path_factory.mktemp("notebooks")
    for name in PAGES:
        shutil.copy(ROOT / "notebooks" / name, folder)
    other = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("print('somebody' + 's')")])
    nbformat.write(other, folder / "other.ipynb")
    port = free_port()
    options = (f"--port={port}", "--no-browser", "--allow-root", "--IdentityProvider.token=")
    env = {"JUPYTER_CONFIG_PATH": str(FRONT), "JUPYTER_PATH": str(FRONT)}
    command = ("jupyter_server", *options, f"--ServerApp.root_dir={folder}")
    with running(*command, port=port, **env) as address:
        yield address


def ask(url: str, method: str = "GET") -> tuple[int, str]:
    try:
        request = urllib.request.Request(url, method=method, headers={"Authorization": "token x"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


@pytest.mark.parametrize("query", ["", "?template=lab", "?voila-template=lab"])
@pytest.mark.parametrize("name", PAGES)
def test_our_pages_are_refused_and_no_kernel_is_started(name: str, query: str, served: str) -> None:
    status, body = ask(f"{served}voila/render/{name}{query}")
    assert status == 403
    assert "otkit serve" in body
    assert 'name="years"' not in body
    assert json.loads(ask(f"{served}api/kernels")[1]) == []


def test_other_notebooks_are_not_ours_to_refuse(served: str) -> None:
    status, body = ask(f"{served}voila/render/other.ipynb")
    assert status == 200
    assert "somebodys" in body
    for kernel in json.loads(ask(f"{served}api/kernels")[1]):
        ask(f"{served}api/kernels/{kernel['id']}", method="DELETE")


def test_every_page_says_that_it_is_ours() -> None:
    assert "check_in.ipynb" in PAGES
    for name in PAGES:
        notebook = nbformat.read(ROOT / "notebooks" / name, 4)
        with pytest.raises(Finish, match="otkit serve"):
            refusing(None)(MagicMock(), notebook=notebook, cwd="")


def test_a_hook_that_was_there_is_asked_about_other_notebooks() -> None:
    notebook = SimpleNamespace(metadata={})
    hook = refusing(lambda request, notebook, cwd: (request, notebook, cwd))
    assert hook("who", notebook=notebook, cwd="where") == ("who", notebook, "where")


def test_the_wheel_brings_the_extension_switched_on() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    shared = project["tool"]["hatch"]["build"]["targets"]["wheel"]["shared-data"]
    assert shared[f"otkit/front/{CONFIG}"] == f"etc/jupyter/{CONFIG}"
    assert json.loads(Path(FRONT / CONFIG).read_text())["ServerApp"]["jpserver_extensions"] == {
        "otkit.server.jupyter_extension": True
    }
