"""Many pages in a few real kernels: each has its own, and goes on when a kernel does not."""

import asyncio
import json
import os
import random
import signal
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest
from jupyter_client.ioloop.manager import AsyncIOLoopKernelManager
from jupyter_server.services.kernels.connection.base import deserialize_msg_from_ws_v1

from otkit.server.kernels import pages as module
from otkit.server.kernels.confined import RESERVED_BY_IMPORTS
from otkit.server.kernels.kernel import PAGE_BYTES
from otkit.server.kernels.messages import Event
from otkit.server.kernels.page import CODES_AT_ONCE, CODES_PER_SECOND, Page
from otkit.server.kernels.pages import Pages
from otkit.server.kernels.pool import Pool
from otkit.server.limits import Bucket
from otkit.server.sandbox import confine
from otkit.server.settings import FRONT, Size
from tests.kernels.own_kernel import CHECK_IN, OBEDIENT, WIPED, notebook
from tests.memory import holds

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="sandbox of Linux")


SIZE = Size(2, True, 1000)
Story = Callable[[Pages, str], Awaitable[None]]


class Browser:
    """What stands behind a page's connection: it keeps what it is sent, and says its form again."""

    def __init__(self, pages: Pages, page: Page, mark: str) -> None:
        self.pages, self.page, self.mark = pages, page, mark
        self.model = f"{page.key}_1"
        self.frames: list[tuple[str, str]] = []  # type and content
        self.action = "change"
        self.again = 0
        self.is_there = True
        self.turn = 0
        page.connect(self)

    def send(self, message: bytes) -> None:
        parts = deserialize_msg_from_ws_v1(message)[1]
        kind, content = json.loads(parts[0])["msg_type"], bytes(parts[3]).decode()
        self.frames.append((kind, content))
        if kind == "status" and "starting" in content:
            self.again += 1
            self.say(self.action)

    def hang_up(self) -> None:
        self.is_there = False

    def say(self, action: str = "change") -> None:
        self.turn, self.action = self.turn + 1, action
        fields = {"mark": [self.mark], "years": ["2"]}
        self.pages.receive(
            self.page, Event(self.model, action, fields, f"{self.mark}.{self.turn}", False)
        )

    @property
    def answers(self) -> list[tuple[str, str]]:
        """What kernels said of this page, but for changed traits."""
        return [one for one in self.frames if one[0] == "comm_msg" and '"seen"' in one[1]]

    @property
    def has_answer(self) -> bool:
        """Whether the newest message was answered."""
        return any(f'"{self.mark}.{self.turn}"' in content for _, content in self.frames)

    async def answer(self) -> None:
        await until(lambda: self.has_answer)


async def until(holds_true, seconds: float = 60) -> None:
    async with asyncio.timeout(seconds):
        while not holds_true():
            await asyncio.sleep(0.02)


@asynccontextmanager
async def pages_in(folder: Path, *notebooks: str, size=SIZE, idle=600.0, most=1000):
    """Open pages of these notebooks; kernels may read `folder`."""
    os.environ["JUPYTER_PATH"] = str(FRONT)
    pages = Pages(Pool(size, str(folder), list(notebooks)), most, 0, idle)
    try:
        pages.pool.take_over(await pages.pool.begin())
        yield pages
    finally:
        await pages.pool.close()


def is_whole(pool: Pool) -> bool:
    """Whether all kernels are there, and none is about to end."""
    return len(pool.kernels) == len(pool.available) == pool.size.kernels + pool.size.spare


@pytest.fixture(scope="module")
def tell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Story], None]]:
    """Tell a story of pages of `OBEDIENT`: two kernels and a spare serve all that are told."""
    folder = tmp_path_factory.mktemp("k")
    path = notebook(folder, OBEDIENT)
    readable = os.pathsep.join([str(folder), *filter(None, [os.environ.get("PYTHONPATH")])])

    with pytest.MonkeyPatch.context() as patch, asyncio.Runner() as runner:
        patch.setenv("PYTHONPATH", readable)
        opened = pages_in(folder, path)
        pages = runner.run(opened.__aenter__())

        async def run(story: Story) -> None:
            try:
                await story(pages, path)
            finally:
                for page in list(pages._pages.values()):
                    pages.close(page)
                await until(lambda: not pages.tasks and is_whole(pages.pool))

        yield lambda story: runner.run(run(story))
        runner.run(opened.__aexit__(None, None, None))


async def visit(pages: Pages, path: str, mark: str) -> Browser:
    page = pages.add(path, "")
    outputs = await pages.open(page)
    browser = Browser(pages, page, mark)
    browser.model = outputs[0]["model"]
    return browser


def test_of_many_pages_each_is_sent_its_own_alone(tell):
    """A fuzz: pages come, say, fail, and go in any order, each with a mark of its own."""
    chance = random.Random(15)

    async def story(pages: Pages, path: str) -> None:
        there: list[Browser] = []
        gone: list[Browser] = []
        for step in range(400):
            dice = chance.random()
            if dice < 0.2 or not there:
                there.append(await visit(pages, path, f"mark{step}."))
            elif dice < 0.3:
                gone.append(there.pop(chance.randrange(len(there))))
                pages.close(gone[-1].page)
            else:
                chance.choice(there).say("fail" if dice < 0.4 else "change")
            await asyncio.sleep(0)
        for browser in there:
            browser.say()
            await browser.answer()
        for browser in (*there, *gone):
            marks = [content for kind, content in browser.frames if kind == "comm_msg"]
            assert all(f'"{browser.mark}' in content for content in marks)
            others = {one.mark for one in (*there, *gone)} - {browser.mark}
            assert not any(f'"{mark}' in text for text in marks for mark in others)
        assert sum(len(browser.frames) for browser in there) > 100
        assert not any(browser.is_there for browser in gone)
        assert len(pages) == len(there)

    tell(story)


def test_what_another_kernel_sends_to_a_page_goes_nowhere(tell):
    """Also what says so late, after the page moved, or when its id is used again."""

    async def story(pages: Pages, path: str) -> None:
        browser = await visit(pages, path, "a")
        holder = browser.page.kernel
        for kernel in pages.pool.kernels:
            pages.deliver(kernel, browser.model, b'{"said": 1}')
            pages.deliver(kernel, f"{browser.page.key}x_0", b'{"said": 2}')
            pages.deliver(kernel, "", b'{"said": 3}')
        assert [content for _, content in browser.frames] == ['{"said": 1}']
        pages.close(browser.page)
        pages.deliver(holder, browser.model, b'{"said": 4}')
        assert len(browser.frames) == 1

    tell(story)


def test_an_answer_that_comes_late_goes_nowhere(tell):
    """The page went on in another kernel while the old one still worked on its message."""

    async def story(pages: Pages, path: str) -> None:
        browser = await visit(pages, path, "a.")
        old = browser.page.kernel
        browser.say("slow")
        await until(lambda: old.working_for == browser.page.key)
        browser.action = "change"  # what it sends when it is asked again
        old.is_retired = True
        pages.move_from(old)
        await browser.answer()
        await until(lambda: not pages.tasks)
        assert browser.page.kernel is not old
        seen = [json.loads(content)["data"]["content"]["seen"] for _, content in browser.answers]
        assert seen == ["a..2"]

    tell(story)


def test_an_id_used_again_hears_nothing_of_the_first_page(tell):
    async def story(pages: Pages, path: str) -> None:
        first = await visit(pages, path, "first.")
        old, page_id = first.page.kernel, first.page.page_id
        first.say("slow")
        await until(lambda: old.working_for == first.page.key)
        pages.close(first.page)
        second = Browser(pages, pages.adopt(page_id, path, ""), "second.")
        second.model = first.model
        pages.deliver(old, first.model, b'{"data": {"fields": "first."}}')
        await until(lambda: second.again == 1)
        await second.answer()
        await until(lambda: not pages.tasks)
        assert not any("first." in content for _, content in second.frames)
        assert first.answers == []

    tell(story)


def test_a_page_that_came_back_at_once_is_handed_over_too(tell):
    """Into the same kernel, which had not closed it yet."""

    async def story(pages: Pages, path: str) -> None:
        await visit(pages, path, "other.")
        first = await visit(pages, path, "a.")
        await visit(pages, path, "third.")  # so its kernel has the fewest when it comes again
        kernel = first.page.kernel
        first.say("slow")
        pages.close(first.page)
        second = Browser(pages, pages.adopt(first.page.page_id, path, ""), "b.")
        second.model = first.model
        await until(lambda: second.again == 1 and not pages.tasks)
        assert second.page.kernel is kernel
        os.kill(kernel.pid, signal.SIGKILL)
        await until(lambda: second.again == 2)
        await second.answer()

    tell(story)


def test_every_widget_of_a_page_is_heard(tell):
    """Also the second of a notebook, whose comms are others."""

    async def story(pages: Pages, path: str) -> None:
        page = pages.add(notebook(Path(path).parent, OBEDIENT, "Obedient()"), "")
        outputs = await pages.open(page)
        browser = Browser(pages, page, "a.")
        assert len({output["model"] for output in outputs}) == 2
        for output in outputs:
            browser.model = output["model"]
            browser.say()
            await browser.answer()

    tell(story)


@pytest.mark.parametrize("stop", [signal.SIGKILL, signal.SIGSTOP])
def test_pages_of_a_kernel_that_ends_go_on_in_another(stop, tell, monkeypatch):
    monkeypatch.setattr("otkit.server.kernels.kernel.MESSAGE_SECONDS", 5.0)

    async def story(pages: Pages, path: str) -> None:
        browsers = [await visit(pages, path, f"{number}.") for number in range(6)]
        ids = [browser.page.page_id for browser in browsers]
        for kernel in pages.pool.kernels[:2]:
            os.kill(kernel.pid, stop)
        for browser in browsers:
            browser.say()
        for browser in browsers:
            await browser.answer()
            assert browser.is_there
        assert [browser.page.page_id for browser in browsers] == ids
        await until(lambda: len(pages.pool.kernels) == 3)

    tell(story)


def test_a_moved_page_is_heard_while_its_old_kernel_ends(tell, monkeypatch):
    """A kernel that hangs may take long to be put away; its pages waited for it until then."""
    monkeypatch.setattr("otkit.server.kernels.kernel.MESSAGE_SECONDS", 2.0)
    put_away = asyncio.Event()
    shutdown = AsyncIOLoopKernelManager.shutdown_kernel

    async def later(manager: AsyncIOLoopKernelManager, **how: bool) -> None:
        await put_away.wait()
        await shutdown(manager, **how)

    monkeypatch.setattr(AsyncIOLoopKernelManager, "shutdown_kernel", later)

    async def story(pages: Pages, path: str) -> None:
        browsers = [await visit(pages, path, f"{number}.") for number in range(6)]
        os.kill(browsers[0].page.kernel.pid, signal.SIGSTOP)
        for browser in browsers:
            browser.say()
        try:
            for browser in browsers:
                await browser.answer()
        finally:
            put_away.set()

    tell(story)


def test_what_was_said_to_the_next_kernel_outlives_the_old_one(tell, monkeypatch):
    """It waits behind what the old kernel, which hangs, was given before the page moved."""

    async def story(pages: Pages, path: str) -> None:
        browser = await visit(pages, path, "a.")
        old = browser.page.kernel
        os.kill(old.pid, signal.SIGSTOP)
        with monkeypatch.context() as patched:
            patched.setattr("otkit.server.kernels.kernel.MESSAGE_SECONDS", 5.0)
            browser.say()
            await until(lambda: old.working_for == browser.page.key)
        old.is_retired = True
        pages.move_from(old)
        await browser.answer()
        await until(lambda: not pages.tasks)
        assert browser.again == 1

    tell(story)


def test_when_the_spare_is_gone_too_pages_wait_for_a_new_kernel(tell):
    """Each is told so at once, and at each message; else it takes a silent line for a lost one."""
    busy = ("status", '{"execution_state": "busy"}')

    async def story(pages: Pages, path: str) -> None:
        browsers = [await visit(pages, path, f"{number}.") for number in range(4)]
        for kernel in pages.pool.kernels:
            os.kill(kernel.pid, signal.SIGKILL)
        await until(lambda: all(browser.frames for browser in browsers))
        assert browsers[0].frames == [busy]
        browsers[0].say()
        assert browsers[0].frames == [busy, busy]
        await until(lambda: all(browser.again for browser in browsers))
        for browser in browsers:
            await browser.answer()

    tell(story)


def test_a_page_whose_message_ends_two_kernels_is_given_up(tell):
    async def story(pages: Pages, path: str) -> None:
        bad, good = [await visit(pages, path, mark) for mark in ("bad.", "good.")]
        bad.say("end")
        await until(lambda: bad.page.is_given_up)
        assert bad.frames[-1][0] == "comm_close"
        assert bad.again == 1, "it had one more chance"
        bad.say("change")
        good.say()
        await good.answer()
        assert not good.page.is_given_up
        assert not bad.has_answer

    tell(story)


def test_a_page_that_was_well_again_has_two_chances(tell):
    async def story(pages: Pages, path: str) -> None:
        browser = await visit(pages, path, "a.")
        for turn in (1, 2):
            browser.say("end")
            browser.action = "change"  # what it says when it is asked again
            await until(lambda turn=turn: browser.again == turn)
            await browser.answer()
        assert not browser.page.is_given_up

    tell(story)


def test_a_kernel_that_is_old_hands_its_pages_over_and_ends(tell, monkeypatch):
    async def story(pages: Pages, path: str) -> None:
        browsers = [await visit(pages, path, f"{number}.") for number in range(3)]
        old = pages.pool.available[0]
        its_own = [browser for browser in browsers if browser.page.kernel is old]
        monkeypatch.setattr("otkit.server.kernels.pool.MOST_VISITS", old.visits - 1)
        pages.pool.retire_old()
        await until(lambda: old.has_ended)
        assert its_own
        for browser in its_own:
            await browser.answer()
            assert (browser.again, browser.page.kernel is old) == (1, False)

    tell(story)


def test_a_kernels_memory_may_grow_with_the_pages_it_holds(tell):
    async def story(pages: Pages, path: str) -> None:
        limit, _ = psutil.Process(pages.pool.kernels[0].pid).rlimit(psutil.RLIMIT_DATA)
        own = confine.LIMITS["RLIMIT_DATA"] + RESERVED_BY_IMPORTS
        assert limit >= own + SIZE.pages_per_kernel * PAGE_BYTES

    tell(story)


def test_an_adopted_page_keeps_its_id_and_sends_its_form(tell):
    page_id = "01234567-89ab-cdef-0123-456789abcdef"

    async def story(pages: Pages, path: str) -> None:
        browser = Browser(pages, pages.adopt(page_id, path, ""), "a.")
        browser.model = f"{page_id.replace('-', '')}_2"
        await until(lambda: browser.again == 1)
        await browser.answer()

    tell(story)


@pytest.mark.parametrize(
    ("idle", "is_connected", "alone", "stays"),
    [(600, True, 60, True), (0.1, True, 60, False), (600, False, 0.1, False)],
)
def test_a_page_that_rests_or_is_alone_is_put_away(
    idle, is_connected, alone, stays, tell, monkeypatch
):
    monkeypatch.setattr(module, "UNCONNECTED_SECONDS", alone)

    async def story(pages: Pages, path: str) -> None:
        monkeypatch.setattr(pages, "idle_seconds", idle)
        browser = await visit(pages, path, "a.")
        if not is_connected:
            browser.page.disconnect(browser)
        await asyncio.sleep(0.2)
        pages.close_idle()
        assert (len(pages) == 1) == stays
        assert browser.is_there or not stays

    tell(story)


def test_a_form_that_waits_is_replaced_by_a_newer_one(tell):
    async def story(pages: Pages, path: str) -> None:
        browser = await visit(pages, path, "a.")
        for _ in range(50):
            browser.say()
        await browser.answer()
        assert len(browser.frames) < 10

    tell(story)


def test_a_page_that_left_leaves_nothing_in_any_memory(tmp_path, monkeypatch):
    """Memory that is given back is overwritten here, so what is found is held by something."""
    for name, value in WIPED.items():
        monkeypatch.setenv(name, value)

    async def leave(pages: Pages, how: str) -> None:
        mark = f"secret{random.getrandbits(64):x}"
        page = pages.add(CHECK_IN, "")
        outputs = await pages.open(page)
        kernel = page.kernel
        fields = {"years": ["2"], "country": [mark], f"see:{mark}": ["on"]}
        pages.receive(page, Event(outputs[0]["model"], "change", fields, mark, True))
        await until(lambda: page.work is None)
        assert holds(kernel.pid, [mark]), "this test would find it"
        if how == "closed":
            pages.close(page)
        elif how == "idle":
            page.last_used -= 2 * pages.idle_seconds
            pages.close_idle()
        elif how == "handed over":
            kernel.is_retired = True
            pages.move_from(kernel)
        else:
            await kernel.end()
        if how in ("handed over", "killed"):
            await until(lambda: page.kernel not in (None, kernel))
            kernel = page.kernel
        await until(lambda: not pages.tasks)
        await pages.pool.sweep()
        assert not holds(kernel.pid, [mark]), how
        if how in ("closed", "idle"):
            assert (len(pages), kernel.pages) == (0, set())
        pages.close(page)

    async def story() -> None:
        async with pages_in(tmp_path, CHECK_IN, size=Size(1, True, 1000)) as pages:
            for how in ("closed", "idle", "handed over", "killed"):
                await leave(pages, how)

    asyncio.run(story())


def test_an_address_may_open_so_many_pages_and_no_more():
    """Waited for, open, or connected from there since; another one is not held to it."""
    pages = Pages(SimpleNamespace(), 10, 2, 600)
    first, second = (pages.add("", "one") for _ in range(2))
    assert pages.has_its_share("one")
    assert not pages.has_its_share("another")
    first.address = "another"
    assert not pages.has_its_share("one")
    pages.add("", "one")
    assert pages.has_its_share("one")
    pages.close(second)
    assert not pages.has_its_share("one")


def test_without_limits_an_address_has_as_many_as_it_asks_for():
    pages = Pages(SimpleNamespace(), 10, 0, 600)
    for _ in range(9):
        pages.add("", "one")
    assert not pages.has_its_share("one")
    assert not pages.is_full
    pages.add("", "one")
    assert pages.is_full


def test_a_page_tries_codes_of_rooms_no_faster_than_fingers() -> None:
    clock = SimpleNamespace(now=0.0)
    page = Page(
        "id", "room.ipynb", codes=Bucket(CODES_PER_SECOND, CODES_AT_ONCE, lambda: clock.now)
    )
    at_once = [f"code{number}" for number in range(int(CODES_AT_ONCE))]
    assert all(page.may_name(code) for code in at_once)
    for _ in range(2):  # also when it is said again
        assert not page.may_name("another")
    for code in (at_once[-1], "", at_once[-1]):  # who is inside says the same code all the time
        assert page.may_name(code)
    clock.now += 1 / CODES_PER_SECOND
    assert page.may_name("another")
    assert not page.may_name("a-third")
    assert Page("other", "room.ipynb").may_name("a-third")
