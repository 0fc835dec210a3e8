"""`otkit serve` started for real where no kernel can be forked."""

import asyncio
import os

import pytest

from tests.deploy.visitor import Visitor
from tests.serving import ROOT, free_port, started

WINDOWS = """
import os, sys
for name in ("fork", "pipe2"):
    del vars(os)[name]
sys.modules["resource"] = None
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there the other tests are this one")
@pytest.mark.parametrize("lacks", ["", WINDOWS], ids=["switched-off", "not-there"])
def test_where_no_kernel_is_forked_a_visitor_is_served_and_it_is_said_once(tmp_path, lacks):
    """Switched off, and with every Python of this server without what Windows has not."""
    port, log = free_port(), tmp_path / "log"
    (tmp_path / "sitecustomize.py").write_text(lacks)
    env = {"OTKIT_FORK": "0", "PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])}
    command = ("otkit", "serve", "--port", str(port), "--warm", "1")

    async def story() -> None:
        visitor = Visitor(f"http://127.0.0.1:{port}/")
        shown = await visitor.say({"years": ["2"], "months": ["3"], "lost-skill": ["on"]})
        assert "result act-now" in shown["region_result"]
        await visitor.leave()

    with started(*command, port=port, log=log, **env):
        asyncio.run(story())
    said = log.read_text()
    assert said.count("Kernels are started in the ordinary, slower way: OTKIT_FORK=0") == 1
    assert "Traceback" not in said
