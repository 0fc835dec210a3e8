"""Counting pages and messages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otkit.server.limits import Bucket, Limits, household


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


def test_an_address_may_open_so_many_pages_and_no_more(clock):
    limits = Limits(2, 0, clock)
    for kernel in "ab":
        assert limits.admit("one")
        limits.given(kernel, "one")
    assert not limits.admit("one")
    assert limits.admit("another")
    limits.closed("a")
    assert limits.admit("one")


def test_an_address_may_ask_so_often_a_minute(clock):
    limits = Limits(0, 3, clock)
    assert [limits.admit("one") for _ in range(4)] == [True, True, True, False]
    clock.now = 61
    assert limits.admit("one")


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
        ("unknown", "unknown"),
        ("", ""),
    ],
)
def test_an_ipv6_household_counts_as_one_address(address, whose):
    assert household(address) == whose


@given(st.text(max_size=60))
def test_whatever_a_proxy_says_of_an_address_does_not_raise(address):
    household(address)


def test_addresses_are_forgotten_after_a_minute(clock):
    limits = Limits(0, 3, clock)
    limits.admit("one")
    clock.now = 61
    limits.admit("another")
    assert "one" not in repr(limits)


def test_without_limits_all_are_admitted(clock):
    limits = Limits(0, 0, clock)
    assert all(limits.admit("one") for _ in range(1000))


def test_a_bucket_takes_a_burst_and_then_its_rate(clock):
    bucket = Bucket(rate=2, burst=3, clock=clock)
    assert [bucket.take() for _ in range(4)] == [True, True, True, False]
    clock.now = 1
    assert [bucket.take() for _ in range(3)] == [True, True, False]


def test_a_page_that_comes_again_is_counted_once(clock):
    limits = Limits(2, 0, clock)
    for address in ("one", "one", "another"):
        limits.given("a", address)
    assert (limits.live("one"), limits.live("another")) == (0, 1)
    limits.closed("a")
    limits.closed("a")
    assert "another" not in repr(limits)
