"""A kernel as the server has it: what it is asked, it does within a time, or it ends."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import psutil
import pytest
import zmq.asyncio

from otkit.errors import ServerError
from otkit.server.kernels import kernel as module
from otkit.server.kernels.channel import KernelEndedError
from otkit.server.kernels.kernel import Kernel
from tests.kernels.own_kernel import CHECK_IN, OBEDIENT, event, kernel_in, notebook

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="sandbox of Linux")


def with_kernel(folder: Path, story) -> None:
    async def run() -> None:
        async with kernel_in(folder) as (kernel, heard):
            await story(kernel, heard)

    asyncio.run(run())


@pytest.fixture(scope="module")
def tell(tmp_path_factory):
    """Tell a story of one kernel, the same in all that are told; its notebooks are in a folder."""
    folder = tmp_path_factory.mktemp("k")
    with asyncio.Runner() as runner:
        opened = kernel_in(folder)
        kernel, heard = runner.run(opened.__aenter__())

        def run(story) -> None:
            heard.clear()
            runner.run(story(kernel, heard, folder))

        yield run
        runner.run(opened.__aexit__(None, None, None))


def test_a_page_is_opened_and_answers(tell):
    async def story(kernel, heard, _folder):
        (output,) = await kernel.open("p", CHECK_IN, seconds=60)
        assert 'name="years"' in output["html"]
        await kernel.send("p", event(output["model"], years=["2"]))
        comm_id, content = heard[-1]
        assert comm_id == content["comm_id"] == output["model"]
        assert content["data"]["state"]["seen"] == "1"

    tell(story)


def test_comm_ids_of_a_page_begin_with_its_own(tell):
    async def story(kernel, _heard, _folder):
        outputs = [(await kernel.open(page, CHECK_IN, seconds=60))[0] for page in ("p", "q", "p")]
        assert outputs[0]["model"].startswith("p_")
        assert outputs[0]["model"].removeprefix("p") == outputs[1]["model"].removeprefix("q")
        assert outputs[2]["model"] == outputs[0]["model"], "made anew it is the same"

    tell(story)


def test_a_notebook_that_asks_for_an_id_does_not_get_it(tell):
    cell = "import ipywidgets; ipywidgets.Label(model_id='q_1')"

    async def story(kernel, _heard, folder):
        assert (await kernel.open("p", notebook(folder, cell)))[0]["model"] == "p_2"

    tell(story)


def test_an_exception_between_two_pages_is_one_pages_alone(tell):
    async def story(kernel, heard, folder):
        path = notebook(folder, OBEDIENT)
        models = [(await kernel.open(page, path))[0]["model"] for page in ("p", "q")]
        for model, action in ((models[0], "change"), (models[1], "fail"), (models[0], "change")):
            await kernel.send("p", event(model, action, mark=[model]))
        assert {comm_id for comm_id, _ in heard} == {models[0]}
        await kernel.send("q", event(models[1], mark=["well"]))
        assert heard[-1][0] == models[1]

    tell(story)


def test_a_comm_that_no_page_has_takes_nothing(tell):
    async def story(kernel, heard, folder):
        path = notebook(folder, OBEDIENT)
        (output,) = await kernel.open("p", path)
        await kernel.close("p")
        for comm_id in (output["model"], "q_1", "", "jupyter.widget.control"):
            await kernel.send("p", event(comm_id))
        assert heard == []

    tell(story)


def test_a_notebook_that_fails_is_an_error_and_leaves_nothing(tell):
    async def story(kernel, _heard, folder):
        path = notebook(folder, "import ipywidgets; ipywidgets.Label()", "1 / 0")
        with pytest.raises(ServerError):
            await kernel.open("p", path)
        assert len(await kernel.open("q", notebook(folder, OBEDIENT))) == 1

    tell(story)


@pytest.mark.parametrize("stopped", [False, True])
def test_a_kernel_that_hangs_is_ended(stopped, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "MESSAGE_SECONDS", 1.0)

    async def story(kernel, _heard):
        (output,) = await kernel.open("p", notebook(tmp_path, OBEDIENT), seconds=60)
        if stopped:
            os.kill(kernel.pid, signal.SIGSTOP)
        async with asyncio.timeout(60):  # it hangs for longer
            with pytest.raises(KernelEndedError):
                await kernel.send("p", event(output["model"], "hang"))
        assert kernel.working_for == "p"

    with_kernel(tmp_path, story)


def test_a_kernel_that_died_has_nobody_waiting_and_nothing_left(tmp_path):
    async def story(kernel, _heard):
        (output,) = await kernel.open("p", notebook(tmp_path, OBEDIENT), seconds=60)
        process = psutil.Process(kernel.pid)
        waiting = [
            asyncio.ensure_future(kernel.send(page, event(output["model"], "end")))
            for page in ("p", "q", "r")
        ]
        answers = await asyncio.gather(*waiting, return_exceptions=True)
        assert [type(answer) for answer in answers] == [KernelEndedError] * 3
        assert kernel.working_for == "p", "which it was that ended it"
        await kernel.end()
        assert not process.is_running()
        assert list(tmp_path.glob("kernel-*")) == []

    with_kernel(tmp_path, story)


def test_a_kernel_has_one_process_and_no_port(tell):
    async def story(kernel, _heard, _folder):
        process = psutil.Process(kernel.pid)
        assert process.children() == []
        assert process.net_connections("inet") == []

    tell(story)


def test_a_kernel_that_cannot_start_leaves_nothing(tmp_path):
    async def start() -> None:
        kernel = Kernel(str(tmp_path), zmq.asyncio.Context(), lambda *_: None)
        await kernel.start(0, PYTHONHOME="/nowhere")

    with pytest.raises(ServerError):
        asyncio.run(start())
    assert list(tmp_path.glob("kernel-*")) == []
