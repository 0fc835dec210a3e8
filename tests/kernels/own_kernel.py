"""A real kernel for a test, holding pages of notebooks that the test writes."""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import nbformat
import zmq.asyncio

from otkit.server.kernels.kernel import Kernel
from otkit.server.kernels.messages import Event
from otkit.server.settings import FRONT

CHECK_IN = str(Path(__file__).parents[2] / "notebooks/check_in.ipynb")
#: What is given back is overwritten, so that what is found in memory is held by something.
WIPED = {
    "PYTHONMALLOC": "malloc",
    "GLIBC_TUNABLES": "glibc.malloc.perturb=165:glibc.malloc.tcache_count=0",
}

#: A page that does what it is sent: it answers, at once or late, fails, hangs, or ends its kernel.
OBEDIENT = """
import os, time
import ipywidgets

class Obedient(ipywidgets.Label):
    def __init__(self):
        super().__init__()
        self.on_msg(self.obey)
        self.said = []

    def obey(self, _widget, content, _buffers):
        action, self.said = content["action"], self.said + [content["fields"]]
        if action == "fail":
            raise ValueError(content)
        if action == "hang":
            time.sleep(600)
        if action == "slow":
            time.sleep(1)
        if action == "end":
            os._exit(1)
        self.send({"seen": content["seen"], "fields": content["fields"]})

    def _repr_mimebundle_(self, **_):
        bundle = super()._repr_mimebundle_()
        return bundle | {"text/html": "<form></form>"}

Obedient()
"""


def notebook(folder: Path, *cells: str) -> str:
    """The path of a new notebook with these cells, which kernels of `kernel_in` may read."""
    new = nbformat.v4
    node = new.new_notebook(cells=[new.new_code_cell(cell) for cell in cells])
    path = folder / f"n{len(list(folder.glob('*.ipynb')))}.ipynb"
    nbformat.write(node, path)
    return str(path)


@asynccontextmanager
async def kernel_in(folder: Path, **env: str) -> AsyncIterator[tuple[Kernel, list]]:
    """A kernel, and what it says to pages: comm ids and contents."""
    os.environ["JUPYTER_PATH"] = str(FRONT)
    heard: list[tuple[str, dict]] = []
    context = zmq.asyncio.Context()
    kernel = Kernel(
        str(folder), context, lambda _, comm_id, said: heard.append((comm_id, json.loads(said)))
    )
    path = os.pathsep.join([str(folder), *filter(None, [os.environ.get("PYTHONPATH")])])
    await kernel.start(0, PYTHONPATH=path, **env)
    try:
        yield kernel, heard
    finally:
        await kernel.end()
        context.destroy(linger=0)


def event(comm_id: str, action: str = "change", seen: str = "1", **fields: list[str]) -> Event:
    """What a person does on the page that owns this comm."""
    return Event(comm_id, action, fields, seen, whole=False)
