"""Counting pages and messages, and reading a message that anybody may have made."""

import json
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jupyter_server.services.kernels.connection.base import deserialize_msg_from_ws_v1

from otkit.server.limits import Bucket, Limits, household, read_header


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


def message(channel="shell", header=None, parts=({}, {}, {})) -> bytes:
    packed = [channel.encode(), *(json.dumps(part).encode() for part in (header or {}, *parts))]
    offsets = [8 * (len(packed) + 2)]
    for part in packed:
        offsets.append(offsets[-1] + len(part))
    return struct.pack(f"<{len(offsets) + 1}Q", len(offsets), *offsets) + b"".join(packed)


def test_an_address_may_open_so_many_pages_and_no_more(clock):
    limits = Limits(2, 0, clock)
    for kernel in "ab":
        assert limits.admit("one")
        limits.opened(kernel, "one")
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


def test_a_message_is_read_as_jupyter_reads_it():
    packed = message("shell", {"msg_type": "comm_msg"})
    channel, parts = deserialize_msg_from_ws_v1(packed)
    assert (
        read_header(packed)
        == (channel, json.loads(parts[0]))
        == ("shell", {"msg_type": "comm_msg"})
    )


@pytest.mark.parametrize(
    "packed",
    [
        b"",
        b"\xff" * 64,
        b'{"header": {"msg_type": "execute_request"}}',
        message()[:-1],
        message() + b"x",
        message(header=["msg_type"]),
        message(parts=({}, {}, [])),
        message(parts=({},)),
        struct.pack("<7Q", 6, 56, 40, 48, 50, 52, 56),
        struct.pack("<7Q", 2**63, 56, 56, 56, 56, 56, 56),
    ],
)
def test_a_malformed_message_is_none(packed):
    assert read_header(packed) is None


@given(st.binary(max_size=200))
def test_whatever_the_bytes_reading_does_not_raise(packed):
    read_header(packed)


@given(st.data())
def test_a_message_with_any_byte_changed_does_not_raise(data):
    packed = bytearray(message("shell", {"msg_type": "comm_msg"}))
    packed[data.draw(st.integers(0, len(packed) - 1))] = data.draw(st.integers(0, 255))
    read_header(bytes(packed))
