"""What a request says: fields, a language, whose name and whose visit; a page's own websocket."""

import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otkit.scoring.countries import countries
from otkit.server.addressed import (
    ANY,
    LONGEST,
    fields_of,
    guessed_place,
    is_own_name,
    is_own_origin,
    is_visit,
    with_own_socket,
)
from otkit.server.quiet import POLICY
from tests.kit import TABLES

LANGUAGES = ("en", "es")


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ({"lesson": "first-visit"}, {"lesson": ["first-visit"]}),
        ({"months": "9"}, {"years": ["0"], "months": ["9"]}),
        ({"years": "2", "months": "3"}, {"years": ["2"], "months": ["3"]}),
        ({"months": "nine"}, {"months": ["nine"]}),
        ({"months": "9999"}, {"months": ["9999"]}),
        ({"months": "٩"}, {"months": ["٩"]}),
        ({"see:chokes-at-meals": "on", "birth": "2025-05-05"}, {}),
        ({"lesson": ""}, {}),
        ({"country": "x" * 500}, {"country": ["x" * LONGEST]}),
        ({"code": "HJ47KT"}, {}),  # to look at an address takes no seat in a room
    ],
)
def test_an_address_fills_in_what_a_link_may_fill_in(query, fields):
    assert fields_of(query, "", LANGUAGES, ()) == fields


@pytest.mark.parametrize("name", ["es", "ES", "es-MX", "ES-mx", " es "])
def test_a_language_is_meant_by_any_of_its_names(name):
    assert fields_of({"lang": name}, "en-US,en;q=0.9", LANGUAGES, ())["language"] == ["es"]


@pytest.mark.parametrize(
    ("spoken", "language"),
    [
        ("es-MX,es;q=0.9,en;q=0.8", ["es"]),
        ("en;q=0.1, es;q=0.5", ["es"]),
        ("de;q=0.9, en;q=0.1", ["en"]),
        ("en;q=high, es", ["es"]),
        (",".join(["es"] * 5000), ["es"]),
        ("de, fr", []),
    ],
)
def test_the_browsers_best_language_that_there_is(spoken, language):
    assert fields_of({}, spoken, LANGUAGES, ()).get("language", []) == language


def test_a_country_that_is_none_is_guessed():
    for said in ({}, {"country": ""}, {"country": "nowhere"}):
        assert fields_of(said, "en-GB", LANGUAGES, ("US", "GB"))["country"] == ["GB"]
    assert fields_of({"country": "US"}, "en-GB", LANGUAGES, ("US", "GB"))["country"] == ["US"]
    assert fields_of({"country": "nowhere"}, "en", LANGUAGES, ("US",))["country"] == ["nowhere"]


@pytest.mark.parametrize(
    ("spoken", "place"),
    [
        ("en-GB,en;q=0.9", "GB"),
        ("es-ES,es;q=0.9,en;q=0.8", "ES"),
        ("en-US", "US"),
        ("es-US", "US"),
        ("es-MX,es;q=0.9", "MX"),
        ("en;q=0.9, EN-gb;q=0.4", "GB"),
        ("zh-Hant-CA", "CA"),
        ("en-AU;q=0.3, en-NZ;q=0.8", "NZ"),
        ("de-DE,en-US;q=0.5", ""),  # the tables have no such place, and nobody said the US
        ("es-419,es", ""),
        ("en", ""),
        ("", ""),
        ("-GB;;;", ""),
    ],
)
def test_a_place_is_guessed_from_the_region_of_the_language(spoken, place):
    assert guessed_place(spoken, countries(TABLES)) == place
    assert guessed_place(spoken, ()) == ""


@pytest.mark.parametrize("host", ["kit.example", "127.0.0.1:8866", "a-b.example:1"])
def test_a_page_may_open_its_own_hosts_websocket(host):
    policy = with_own_socket(POLICY, host)
    assert f"connect-src 'self' ws://{host} wss://{host};" in policy


@pytest.mark.parametrize("host", ["", "x; script-src *", "a b", "[::1]:8866", "x:y", "*"])
def test_a_strange_host_adds_nothing_to_the_policy(host):
    assert with_own_socket(POLICY, host) == POLICY


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
