"""A notebook that is opened again shows its page, or what to press; never that it loads."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from traitlets.config import LoggingConfigurable

from otkit.cli.lab_contents import PRESS, VIEW, WorkshopContents

OUTPUT = {
    "output_type": "execute_result",
    "execution_count": 1,
    "metadata": {},
    "data": {VIEW: {"model_id": "1"}, "text/html": "<form>", "text/plain": "CheckIn()"},
}
PRINTED = {"output_type": "stream", "name": "stdout", "text": "hello"}


class Server(LoggingConfigurable):
    """Jupyter's server, of which the open notebooks are all that is asked."""

    def __init__(self) -> None:
        super().__init__()
        self.session_manager = SimpleNamespace()


def opened(folder: Path, *running: str) -> list[Any]:
    """The outputs of the notebook in `folder`, while kernels run for the paths `running`."""
    code = {"cell_type": "code", "id": "a", "execution_count": 1, "metadata": {}, "source": "x"}
    text = {"cell_type": "markdown", "id": "b", "metadata": {}, "source": "words"}
    cells = [{**code, "outputs": [OUTPUT, PRINTED]}, text]
    saved = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (folder / "one.ipynb").write_text(json.dumps(saved))

    async def list_sessions() -> list[dict[str, str]]:
        return [{"path": path} for path in running]

    server = Server()
    server.session_manager.list_sessions = list_sessions
    server.config.NotebookNotary.update(db_file=":memory:", secret=b"secret")
    contents = WorkshopContents(root_dir=str(folder), parent=server)
    return asyncio.run(contents.get("one.ipynb"))["content"]["cells"][0]["outputs"]


def test_without_its_kernel_a_page_gives_way_to_what_to_press(tmp_path: Path) -> None:
    page, printed = opened(tmp_path)
    assert page["data"]["text/markdown"] == PRESS
    assert VIEW not in page["data"]
    assert printed == PRINTED


def test_while_its_kernel_runs_a_page_is_what_it_was(tmp_path: Path) -> None:
    page, _ = opened(tmp_path, "one.ipynb")
    assert page["data"] == OUTPUT["data"]


def test_the_kernel_of_another_notebook_is_not_its_own(tmp_path: Path) -> None:
    page, _ = opened(tmp_path, "folder/one.ipynb", "two.ipynb")
    assert VIEW not in page["data"]


def test_a_file_that_is_no_notebook_is_given_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_text("words")
    contents = WorkshopContents(root_dir=str(tmp_path))
    assert asyncio.run(contents.get("words.txt"))["content"] == "words"
    assert asyncio.run(contents.get("", content=False))["content"] is None
