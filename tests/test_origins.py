"""Which names are this server's, and which requests are a person's."""

import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otkit.server.origins import ANY, is_own_name, is_own_origin, is_visit


@pytest.mark.parametrize("host", ["", "localhost", "10.0.0.7:8866", "[::1]:80", "laptop.local"])
def test_addresses_and_this_computers_names_are_its_own(host: str) -> None:
    assert is_own_name(host, ())
    assert is_own_name(socket.gethostname(), ())


@pytest.mark.parametrize("host", ["kit.example", "1.2.3.4.example", "local", "a b", "[x"])
def test_any_other_name_is_none_unless_it_is_given(host: str) -> None:
    assert not is_own_name(host, ("other.example",))


def test_a_trusted_proxy_may_name_any() -> None:
    assert is_own_name("kit.example:443", (ANY,))
    assert not is_own_name("kit example", (ANY,))


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_text_raises(one: str, other: str) -> None:
    is_own_name(one, (other,))
    is_visit({"Sec-Fetch-Site": one, "Sec-Purpose": other})
    assert not is_own_origin(one, "kit.example") or "kit.example" in one.lower()
