"""The pool: as many kernels with room as are wanted, and one more behind them.

Its kernels have no process here, but for a start that fails; `test_pages.py` has real ones.
"""

import asyncio
import os
import sys

import pytest

from otkit.errors import ServerError
from otkit.server.kernels import pool as module
from otkit.server.kernels.kernel import Kernel
from otkit.server.kernels.pool import AtCapacityError
from otkit.server.settings import Size
from tests.kernels.own_kernel import notebook
from tests.kernels.test_pages import Browser, is_whole, pages_in, until


class Idle(Kernel):
    """A kernel without a process: it opens pages that show nothing, and ends when it is to."""

    memory = 0
    hangs = False

    @property
    def is_open(self):
        return not (self.hangs or self.has_ended)

    async def start(self, pages, **env):
        await asyncio.sleep(0)

    async def control(self, data, seconds=0, page=None):
        pass

    async def open(self, page, notebook, seconds=0, fields=None):
        return []

    async def close(self, page):
        pass

    async def send(self, page, event):
        self._on_message(event.comm_id, b'{"seen": "%s"}' % event.seen.encode())

    async def end(self):
        if not self.has_ended:
            self.ended.set_result(None)


@pytest.fixture(autouse=True)
def without_processes(monkeypatch):
    monkeypatch.setattr(module, "Kernel", Idle)


def with_pool(folder, size, story):
    async def run() -> None:
        async with pages_in(folder, "", size=size) as pages:
            await story(pages)

    asyncio.run(run())


async def visit(pages, mark):
    page = pages.add("", "")
    await pages.open(page)
    return Browser(pages, page, mark)


def test_pages_are_spread_over_all_kernels_but_the_spare(tmp_path):
    async def story(pages):
        for number in range(6):
            await visit(pages, f"{number}.")
        assert [len(kernel.pages) for kernel in pages.pool.kernels] == [3, 3, 0]

    with_pool(tmp_path, Size(2, True, 100), story)


def test_a_kernel_that_hangs_gets_no_page_before_it_has_ended(tmp_path):
    async def story(pages):
        hanging = (await visit(pages, "a.")).page.kernel
        hanging.hangs = True
        assert (await visit(pages, "b.")).page.kernel is not hanging

    with_pool(tmp_path, Size(1, True, 100), story)


def test_without_a_spare_there_is_none(tmp_path):
    async def story(pages):
        assert len(pages.pool.kernels) == 1

    with_pool(tmp_path, Size(1, False, 100), story)


def test_a_full_kernel_takes_no_more_and_another_is_started(tmp_path):
    async def story(pages):
        for number in range(3):
            await visit(pages, f"{number}.")
        await until(lambda: len(pages.pool.kernels) == 3)
        assert max(len(kernel.pages) for kernel in pages.pool.kernels) == 2

    with_pool(tmp_path, Size(1, True, 2), story)


def test_with_one_page_a_kernel_it_ends_with_its_page(tmp_path):
    async def story(pages):
        browsers = [await visit(pages, f"{number}.") for number in range(4)]
        kernels = [browser.page.kernel for browser in browsers]
        assert len(set(kernels)) == 4
        pages.close(browsers[0].page)
        await until(lambda: kernels[0].has_ended)
        assert not any(kernel.has_ended for kernel in kernels[1:])

    with_pool(tmp_path, Size(1, True, 1), story)


def test_without_a_kernel_with_room_a_page_is_refused_in_time(tmp_path, monkeypatch):
    async def story(pages):
        monkeypatch.setattr(module, "PLACE_SECONDS", 0.2)
        monkeypatch.setattr(pages.pool, "fill", lambda: None)
        await visit(pages, "a.")
        with pytest.raises(AtCapacityError):
            await visit(pages, "b.")
        assert len(pages) == 1

    with_pool(tmp_path, Size(1, False, 1), story)


def test_a_kernel_that_grew_is_replaced_when_another_is_there(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "MOST_GROWTH", -1)

    async def story(pages):
        browser = await visit(pages, "a.")
        old = browser.page.kernel
        pages.pool.retire_old()
        await until(lambda: old.has_ended)
        await browser.answer()

    with_pool(tmp_path, Size(1, True, 100), story)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="sandbox of Linux")
def test_pages_that_cannot_be_made_stop_the_start(tmp_path, monkeypatch):
    monkeypatch.undo()
    paths = [str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(paths))

    async def start():
        async with pages_in(tmp_path, notebook(tmp_path, "1 / 0"), size=Size(1, True, 100)):
            raise AssertionError("it started")

    with pytest.raises(ServerError):
        asyncio.run(start())
    assert list(tmp_path.glob("kernel-*")) == []


def test_other_kernels_take_over_every_page(tmp_path):
    """As when other tables are served: each page says its form again in a new kernel."""

    async def story(pages):
        browsers = [await visit(pages, f"{number}.") for number in range(5)]
        old = list(pages.pool.kernels)
        new = await pages.pool.begin()
        assert set(old) == set(pages.pool.kernels), "until all of them are ready"
        pages.pool.take_over(new)
        for browser in browsers:
            await browser.answer()
            assert browser.page.kernel in new
        await until(lambda: all(kernel.has_ended for kernel in old))
        await until(lambda: is_whole(pages.pool))
        assert pages.pool.kernels == new

    with_pool(tmp_path, Size(2, True, 100), story)


def test_a_kernel_with_older_tables_comes_too_late(tmp_path, monkeypatch):
    async def story(pages):
        others_serve, started = asyncio.Event(), pages.pool._started

        async def slowly(data):
            kernel = await started(data)
            await others_serve.wait()
            return kernel

        with monkeypatch.context() as slow:
            slow.setattr(pages.pool, "_started", slowly)
            late = asyncio.ensure_future(pages.pool._start_one())
            await asyncio.sleep(0)
        new = await pages.pool.begin("others")
        pages.pool.take_over(new, "others")
        others_serve.set()
        await late
        await until(lambda: set(pages.pool.kernels) == set(new))

    with_pool(tmp_path, Size(1, False, 100), story)


def test_when_one_cannot_start_none_takes_over(tmp_path, monkeypatch):
    async def story(pages):
        old, starts = list(pages.pool.kernels), iter([True, False])

        async def start(kernel, pages):
            if not next(starts):
                raise ServerError("No kernel could be started.", "server.no-kernel")

        monkeypatch.setattr(Idle, "start", start)
        with pytest.raises(ServerError):
            await pages.pool.begin()
        assert pages.pool.kernels == old

    with_pool(tmp_path, Size(1, True, 100), story)
