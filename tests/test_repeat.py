"""Work that is repeated on a loop for as long as it is wanted."""

import asyncio

from otkit.widgets.repeat import Repeat


class Counted:
    """Work that is wanted so many times, and may wait in the middle."""

    def __init__(self, times: int) -> None:
        self.left, self.done = times, 0
        self.repeat = Repeat(self.work, lambda: self.left)

    async def work(self) -> None:
        self.left, self.done = self.left - 1, self.done + 1


async def ended(work: Counted) -> None:
    async with asyncio.timeout(30):
        while work.repeat._task and not work.repeat._task.done():
            await asyncio.sleep(0.01)


def test_it_ends_when_it_is_no_longer_wanted() -> None:
    async def story() -> None:
        work = Counted(3)
        work.repeat.start(0.001)
        await ended(work)
        assert (work.left, work.done) == (0, 3)

    asyncio.run(story())


def test_started_twice_it_runs_once() -> None:
    async def story() -> None:
        work = Counted(4)
        work.repeat.start(0.001)
        task = work.repeat._task
        work.repeat.start(0.001)
        assert work.repeat._task is task
        await ended(work)

    asyncio.run(story())


def test_it_goes_on_when_it_is_wanted_again() -> None:
    async def story() -> None:
        work = Counted(1)
        work.repeat.start(0.001)
        await ended(work)
        work.left = 2
        work.repeat.start(0.001)
        await ended(work)
        assert work.done == 3

    asyncio.run(story())


def test_stopped_it_works_no_more() -> None:
    async def story() -> None:
        work = Counted(5)
        work.repeat.start(60)
        work.repeat.stop()
        await ended(work)
        assert work.done == 0

    asyncio.run(story())


def test_without_a_loop_nothing_is_started() -> None:
    work = Counted(1)
    work.repeat.start(0.001)
    assert work.repeat._task is None
