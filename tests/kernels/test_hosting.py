"""What a kernel holds of pages that were closed: counted in the kernel itself."""

import asyncio
import json
import sys

import pytest

from tests.kernels.own_kernel import CHECK_IN, event, kernel_in, notebook

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="sandbox of Linux")

COUNTED = """
import gc, json
from collections import Counter
import ipywidgets
from otkit.widgets.page import Page, State

def kinds():
    gc.collect()
    for one in gc.get_objects():
        if isinstance(one, ipywidgets.Widget | State):
            yield type(one).__name__
        elif str(type(one).__module__).startswith("otkit.server.kernels"):
            yield type(one).__name__

counts = json.dumps(Counter(kinds()))

class Counts(ipywidgets.Label):
    def _repr_mimebundle_(self, **_):
        return super()._repr_mimebundle_() | {"text/html": counts}

Counts()
"""


async def counts(kernel, path: str) -> dict[str, int]:
    (output,) = await kernel.open("counts", path, seconds=60)
    await kernel.close("counts")
    return json.loads(output["html"])


def test_closed_pages_leave_no_object(tmp_path):
    """Neither a widget nor a state, a comm, or the page itself."""
    path = notebook(tmp_path, COUNTED)

    async def story() -> None:
        async with kernel_in(tmp_path) as (kernel, _):
            await kernel.open("first", CHECK_IN, seconds=60)
            await kernel.close("first")
            before = await counts(kernel, path)
            for number in range(20):
                (output,) = await kernel.open(f"p{number}", CHECK_IN, seconds=60)
                await kernel.send("p", event(output["model"], years=["2"]))
            assert (await counts(kernel, path))["CheckIn"] == 20, "this test would find them"
            for number in range(20):
                await kernel.close(f"p{number}")
            await kernel.sweep()
            assert await counts(kernel, path) == before

    asyncio.run(story())


def test_a_page_opened_again_takes_the_place_of_the_older(tmp_path):
    path = notebook(tmp_path, COUNTED)

    async def story() -> None:
        async with kernel_in(tmp_path) as (kernel, _):
            for _ in range(3):
                await kernel.open("p", CHECK_IN, seconds=60)
            assert (await counts(kernel, path))["CheckIn"] == 1

    asyncio.run(story())


def test_what_an_address_fills_in_is_drawn_at_once(tmp_path):
    """Also on a page that takes its messages in a thread."""
    room = CHECK_IN.replace("check_in", "room")

    async def story() -> None:
        async with kernel_in(tmp_path) as (kernel, _):
            (output,) = await kernel.open("p", room, seconds=60, fields={"language": ["es"]})
            assert output["language"] == "es"
            assert 'lang="es"' in output["html"]

    asyncio.run(story())


TALKATIVE = """
import threading
import ipywidgets

class Talkative(ipywidgets.Label):
    def __init__(self):
        super().__init__()
        self.on_msg(lambda *_: self.talk())

    def talk(self):
        for number in range(20):
            thread = threading.Thread(target=self.send, args=({"said": number, "by": "thread"},))
            thread.start()
            thread.join()
            if number % 5 == 4:
                self.send({"said": number, "by": "page"})
        threading.Thread(target=self.send, args=({"said": "last"},)).start()

    def _repr_mimebundle_(self, **_):
        return super()._repr_mimebundle_() | {"text/html": "<form></form>"}

Talkative()
"""


def test_what_threads_and_pages_say_keeps_its_order(tmp_path):
    path = notebook(tmp_path, TALKATIVE)

    async def story() -> None:
        async with kernel_in(tmp_path) as (kernel, heard):
            (output,) = await kernel.open("p", path, seconds=60)
            await kernel.send("p", event(output["model"]))
            while not heard or heard[-1][1]["data"]["content"]["said"] != "last":
                await asyncio.sleep(0.01)
            said = [content["data"]["content"]["said"] for _, content in heard[:-1]]
            assert said == sorted(said)
            assert len(said) == 24

    asyncio.run(asyncio.wait_for(story(), 60))
