"""Requests are served address by address, however many one of them sends."""

import asyncio

from otkit.server.kernels.turns import Turns


def order_of(asked: str, most: int = 1, cancelled: str = "") -> str:
    """The order in which requests of these addresses, a letter each, are served."""
    served = []

    async def request(turns: Turns, address: str) -> None:
        async with turns.of(address):
            served.append(address)
            await asyncio.sleep(0)

    async def story() -> None:
        turns = Turns(most)
        tasks = [asyncio.ensure_future(request(turns, address)) for address in asked]
        await asyncio.sleep(0)
        for task, address in zip(tasks, asked, strict=True):
            if address in cancelled:
                task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        async with asyncio.timeout(1), turns.of("last"):  # nothing is held
            pass

    asyncio.run(story())
    return "".join(served)


def test_one_address_does_not_hold_up_another():
    assert order_of("aaaaab") == "aabaaa"


def test_three_addresses_take_turns():
    assert order_of("aaabbbccc") == "aabcabcbc"


def test_who_leaves_while_waiting_is_passed_over():
    assert order_of("aaabbbccc", cancelled="b") == "aacacc"


def test_as_many_are_served_at_once_as_may_be():
    assert order_of("aaaab", most=2) == "aaaba"


def test_a_turn_that_nobody_took_is_given_on():
    """Its request is cancelled in the moment in which it is served."""

    async def story() -> None:
        turns = Turns(1)
        first, second = turns.of("a"), turns.of("b")
        await first.__aenter__()
        waiting = asyncio.ensure_future(second.__aenter__())
        await asyncio.sleep(0)
        await first.__aexit__(None, None, None)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        async with asyncio.timeout(1), turns.of("c"):
            pass

    asyncio.run(story())
