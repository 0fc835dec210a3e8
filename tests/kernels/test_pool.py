"""The pool: as many kernels with room as are wanted, and one more behind them."""

import asyncio
import sys
from pathlib import Path

import psutil
import pytest

from otkit.errors import ServerError
from otkit.server.kernels import pool as module
from otkit.server.kernels.confined import RESERVED_BY_IMPORTS
from otkit.server.kernels.pool import AtCapacityError
from otkit.server.kernels.start import PAGE_BYTES
from otkit.server.sandbox import confine
from otkit.server.settings import Size
from tests.kernels.own_kernel import OBEDIENT, notebook
from tests.kernels.test_pages import pages_in, readable, until, visit

__all__ = ["readable"]

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="sandbox of Linux")


def with_pool(folder, size, story, *cells):
    async def run() -> None:
        path = notebook(folder, *(cells or (OBEDIENT,)))
        async with pages_in(folder, path, size=size) as pages:
            await story(pages, path)

    asyncio.run(run())


def test_pages_are_spread_over_all_kernels_but_the_spare(tmp_path):
    async def story(pages, path):
        for number in range(6):
            await visit(pages, path, f"{number}.")
        assert [len(kernel.pages) for kernel in pages.pool.kernels] == [3, 3, 0]

    with_pool(tmp_path, Size(2, True, 100), story)


def test_without_a_spare_there_is_none(tmp_path):
    async def story(pages, path):
        assert len(pages.pool.kernels) == 1

    with_pool(tmp_path, Size(1, False, 100), story)


def test_a_full_kernel_takes_no_more_and_another_is_started(tmp_path):
    async def story(pages, path):
        for number in range(3):
            await visit(pages, path, f"{number}.")
        await until(lambda: len(pages.pool.kernels) == 3)
        assert max(len(kernel.pages) for kernel in pages.pool.kernels) == 2

    with_pool(tmp_path, Size(1, True, 2), story)


def test_without_a_kernel_with_room_a_page_is_refused_in_time(tmp_path, monkeypatch):
    async def story(pages, path):
        monkeypatch.setattr(module, "PLACE_SECONDS", 0.2)
        monkeypatch.setattr(pages.pool, "fill", lambda: None)
        await visit(pages, path, "a.")
        with pytest.raises(AtCapacityError):
            await visit(pages, path, "b.")
        assert len(pages) == 1

    with_pool(tmp_path, Size(1, False, 1), story)


def test_a_kernel_that_grew_is_replaced_when_another_is_there(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "MOST_GROWTH", -1)

    async def story(pages, path):
        browser = await visit(pages, path, "a.")
        old = browser.page.kernel
        pages.pool.retire_old()
        await until(lambda: old.has_ended)
        await browser.answer()

    with_pool(tmp_path, Size(1, True, 100), story)


def test_pages_that_cannot_be_made_stop_the_start(tmp_path):
    async def story(pages, path):
        raise AssertionError("it started")

    with pytest.raises(ServerError):
        with_pool(tmp_path, Size(2, True, 100), story, "1 / 0")
    assert list(tmp_path.glob("kernel-*")) == []


def test_a_kernels_memory_may_grow_with_the_pages_it_holds(tmp_path):
    async def story(pages, path):
        (kernel,) = pages.pool.kernels
        limit, _ = psutil.Process(kernel.pid).rlimit(psutil.RLIMIT_DATA)
        own = confine.LIMITS["RLIMIT_DATA"] + RESERVED_BY_IMPORTS
        assert limit >= own + 5000 * PAGE_BYTES

    with_pool(tmp_path, Size(1, False, 5000), story)


def test_other_kernels_take_over_every_page(tmp_path):
    """As when other tables are served: each page says its form again in a new kernel."""

    async def story(pages, path):
        browsers = [await visit(pages, path, f"{number}.") for number in range(5)]
        old = list(pages.pool.kernels)
        new = await pages.pool.begin()
        assert set(old) == set(pages.pool.kernels), "until all of them are ready"
        pages.pool.take_over(new)
        for browser in browsers:
            await browser.answer()
            assert browser.page.kernel in new
        await until(lambda: all(kernel.has_ended for kernel in old))
        assert pages.pool.kernels == new

    with_pool(tmp_path, Size(2, True, 100), story)


def test_a_kernel_with_older_tables_comes_too_late(tmp_path, monkeypatch):
    async def story(pages, path):
        others_serve, started = asyncio.Event(), pages.pool._started

        async def slowly():
            kernel = await started()
            await others_serve.wait()
            return kernel

        with monkeypatch.context() as slow:
            slow.setattr(pages.pool, "_started", slowly)
            late = asyncio.ensure_future(pages.pool._start_one())
            await asyncio.sleep(0)
        new = await pages.pool.begin()
        pages.pool.take_over(new)
        others_serve.set()
        await late
        await until(lambda: set(pages.pool.kernels) == set(new))

    with_pool(tmp_path, Size(1, False, 100), story)


def test_when_one_cannot_start_none_takes_over(tmp_path):
    async def story(pages, path):
        old = list(pages.pool.kernels)
        Path(path).write_text(Path(notebook(tmp_path, "1 / 0")).read_text())
        with pytest.raises(ServerError):
            await pages.pool.begin()
        assert pages.pool.kernels == old

    with_pool(tmp_path, Size(1, True, 100), story)
