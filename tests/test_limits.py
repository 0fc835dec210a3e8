"""Counting pages and messages, and serving requests address by address."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otkit.server.limits import Bucket, Shares, Turns, client_address


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


def test_an_address_may_ask_so_often_a_minute(clock):
    requests = Shares(3 / 60, 3, clock)
    assert [requests.take("one") for _ in range(4)] == [True, True, True, False]
    clock.now = 61
    assert requests.take("one")


@pytest.mark.parametrize(
    ("address", "whose"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("192.0.2.1", "192.0.2.1"),
        ("192.0.2.2", "192.0.2.2"),
        ("fe80::1%eth0", "fe80::/64"),
        ("192.0.2.1:50123", "192.0.2.1"),
        (" 192.0.2.1 ", "192.0.2.1"),
        ("[2001:db8:1:2::1]:443", "2001:db8:1:2::/64"),
        ("[2001:db8:1:2::1]", "2001:db8:1:2::/64"),
        ("unknown", ""),
        ("_hidden:1", ""),
        ("[::1", ""),
        ("", ""),
    ],
)
def test_an_ipv6_network_counts_as_one_address(address, whose):
    assert client_address(address) == whose


@given(st.text(max_size=60))
def test_whatever_a_proxy_says_of_an_address_does_not_raise(address):
    client_address(address)


def test_addresses_are_forgotten_after_a_minute(clock):
    requests = Shares(3 / 60, 3, clock)
    requests.take("one")
    clock.now = 61
    requests.take("another")
    assert "one" not in repr(requests)


def test_a_bucket_takes_a_burst_and_then_its_rate(clock):
    bucket = Bucket(rate=2, burst=3, clock=clock)
    assert [bucket.take() for _ in range(4)] == [True, True, True, False]
    clock.now = 1
    assert [bucket.take() for _ in range(3)] == [True, True, False]


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
    assert order_of("aaaaab") == "abaaaa"


def test_three_addresses_take_turns():
    assert order_of("aaabbbccc") == "abcabcabc"


def test_who_leaves_while_waiting_is_passed_over():
    assert order_of("aaabbbccc", cancelled="b") == "acacac"


def test_as_many_are_served_at_once_as_may_be():
    assert order_of("aaaab", most=2) == "aabaa"


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


def test_an_address_may_have_as_many_files_as_pages_at_once(clock):
    files = Shares(3 / 30, 3, clock)
    assert [files.take("one") for _ in range(4)] == [True, True, True, False]
    assert files.take("another")
    clock.now = 11
    assert files.take("one")


def test_without_a_limit_there_are_files_for_all(clock):
    assert all(Shares(0, 0, clock).take("one") for _ in range(99))
