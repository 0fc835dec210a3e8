"""What a terminal and a notebook say of the addresses that phones can open."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
import segno

import otkit
from otkit.front.addresses import HOST as HOST_NAMED
from otkit.front.addresses import PORT as PORT_NAMED
from otkit.front.addresses import for_phones, invitation, named_host, named_ports
from otkit.kit.wording import Words
from tests.kit import TABLES

HOST = "192.168.7.2"
WORDS = Words(TABLES, "en")


def test_an_invitation_names_the_rooms_code_and_url() -> None:
    lines = invitation(WORDS, HOST, 8866, "HJ47KT").splitlines()
    assert lines[:3] == [
        "The room's code is HJ47KT.",
        "A phone on the same Wi-Fi opens:",
        f"  http://{HOST}:8866/room?code=HJ47KT",
    ]


def test_an_invitation_without_a_room_leads_to_the_check_in() -> None:
    assert invitation(WORDS, HOST, 80).splitlines()[:2] == [
        "A phone on the same Wi-Fi opens:",
        f"  http://{HOST}:80/",
    ]


def test_the_qr_code_in_the_terminal_is_that_of_the_address() -> None:
    drawn = io.StringIO()
    address = f"http://{HOST}:8866/room?code=HJ47KT"
    segno.make(address, micro=False).terminal(drawn, border=4, compact=True)
    said = invitation(WORDS, HOST, 8866, "HJ47KT")
    assert re.sub(r"\x1b\[[0-9;]*m", "", said).endswith(drawn.getvalue())


def test_the_qr_code_is_black_on_white_in_any_terminal() -> None:
    """Each line names both of its colors, and gives the terminal its own back."""
    lines = invitation(WORDS, HOST, 8866).partition("\n\n")[2].splitlines()
    assert len(lines) > 15
    white, black = "38;5;231", "48;5;16"
    assert all(re.fullmatch(rf"\x1b\[{white};{black}m[█▀▄ ]+\x1b\[0m", line) for line in lines)
    assert {line[len("\x1b[38;5;231;48;5;16m") :][:4] for line in lines[:-1]} == {"████"}


def test_a_proxys_name_stands_for_everything_else() -> None:
    lines = invitation(WORDS, "127.0.0.1", 8866, "HJ47KT", "/kit/", "https://kit.example.org/ot/")
    assert lines.splitlines()[2] == "  https://kit.example.org/ot/room?code=HJ47KT"


def test_every_address_is_made_in_one_place() -> None:
    """Elsewhere a base path, the brackets of IPv6 or a proxy's name would be forgotten."""
    made = re.compile(r"""f["']https?://\{|["']https?://["'] *[+%]""")
    files = Path(otkit.__file__).parent.rglob("*.py")
    assert [file.name for file in files if made.search(file.read_text())] == ["addresses.py"]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_on_loopback_the_terminal_says_how_phones_can_come(host: str) -> None:
    lines = invitation(WORDS, host, 8866, "HJ47KT").splitlines()
    assert lines[0] == "The room's code is HJ47KT."
    assert lines[1:] == ["For phones, listen on all addresses: --host 0.0.0.0"]


def test_all_addresses_are_offered_where_a_server_listens_on_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("otkit.front.addresses.own_addresses", lambda: (HOST, "10.0.0.4"))
    assert for_phones("0.0.0.0", 80) == (f"http://{HOST}:80/", "http://10.0.0.4:80/")


@pytest.mark.parametrize(
    ("named", "host"), [("", ""), ("0.0.0.0", ""), (HOST, HOST), ("127.0.0.1", "127.0.0.1")]
)
def test_a_notebook_serves_phones_on_the_address_that_is_named(
    monkeypatch: pytest.MonkeyPatch, named: str, host: str
) -> None:
    monkeypatch.setenv(HOST_NAMED, named)
    assert named_host() == host


@pytest.mark.parametrize(
    ("named", "ports"),
    [("", ()), ("8899", (8899,)), ("0", ()), ("65536", ()), ("tcp://10.0.0.1:80", ()), ("x", ())],
)
def test_a_notebook_serves_phones_on_the_port_that_is_named(
    monkeypatch: pytest.MonkeyPatch, named: str, ports: tuple[int, ...]
) -> None:
    monkeypatch.setenv(PORT_NAMED, named)
    assert named_ports() == ports


def test_the_terminal_speaks_the_language_that_is_asked_for() -> None:
    words = Words(TABLES, "es")
    assert invitation(words, "127.0.0.1", 80, "HJ47KT").splitlines() == [
        "El código de la sala es HJ47KT.",
        "Para los teléfonos, escuche en todas las direcciones: --host 0.0.0.0",
    ]
