"""Which addresses of this computer a phone nearby can open, and their QR codes."""

from __future__ import annotations

import io
import ipaddress
import os
import socket
from collections.abc import Sequence

from markupsafe import Markup

from otkit.front.port import ALL as ALL
from otkit.front.port import bare
from otkit.kit.wording import Words

INSIDE_THE_COMPUTER = ("docker", "br-", "veth", "virbr", "vmnet", "vboxnet", "cni", "podman")
"""Names of interfaces that lead to no phone."""

HOST, PORT = "OTKIT_HOST", "OTKIT_PORT"
"""The environment variables of where a notebook serves pages for phones, as for `otkit serve`."""

QUIET_ZONE = 4  # modules of white around a QR code, as ISO/IEC 18004 asks for
WHITE_ON_BLACK, PLAIN = "\x1b[38;5;231;48;5;16m", "\x1b[0m"  # the blocks are what is white

NOBODYS = ("192.0.2.1", 9)  # an address that is kept for documents; nothing is sent to it


def named_host() -> str:
    """The address on which a notebook is to serve phones, if somebody named one; else ""."""
    host = os.environ.get(HOST, "")
    return "" if host in ALL else host


def named_ports() -> tuple[int, ...]:
    """The port on which a notebook is to serve phones, if somebody named one."""
    port = os.environ.get(PORT, "")
    is_port = port.isascii() and port.isdecimal() and len(port) <= 5 and 0 < int(port) < 65536
    return (int(port),) if is_port else ()


def own_addresses() -> tuple[str, ...]:
    """The IPv4 addresses of this computer that a phone nearby may reach, the likeliest first.

    The first is the one by which this computer would leave for the internet, if there is a way.
    """
    import psutil

    reachable = {
        ipaddress.IPv4Address(entry.address)
        for name, entries in psutil.net_if_addrs().items()
        if not name.startswith(INSIDE_THE_COMPUTER)
        for entry in entries
        if entry.family == socket.AF_INET
    }
    way_out = _way_out()
    outside = (
        address for address in reachable if not (address.is_loopback or address.is_link_local)
    )
    ranked = sorted(
        outside, key=lambda address: (str(address) != way_out, not address.is_private, address)
    )
    return tuple(str(address) for address in ranked)


def _way_out() -> str:
    """The address from which a packet to the internet would leave."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as trying:
        try:
            trying.connect(NOBODYS)
        except OSError:
            return ""
        return str(trying.getsockname()[0])


def is_loopback(host: str) -> bool:
    """Whether nobody but this computer reaches a server that listens on `host`.

    >>> is_loopback("::1"), is_loopback("localhost"), is_loopback("0.0.0.0")
    (True, True, False)
    """
    try:
        return ipaddress.ip_address(bare(host)).is_loopback
    except ValueError:
        return host == "localhost"


def web_address(host: str, port: int, path: str = "/") -> str:
    """What this computer's browser opens when a server listens on `host`; `path` begins with "/".

    >>> web_address("::1", 8866, "/kit/"), web_address("0.0.0.0", 80)
    ('http://[::1]:8866/kit/', 'http://127.0.0.1:80/')
    """
    name = "127.0.0.1" if bare(host) in ALL else bare(host)
    if ":" in name:
        name = f"[{name.replace('%', '%25')}]"
    return f"http://{name}:{port}{path}"


def named_address(names: Sequence[str], port: int, base: str = "/", proxied: bool = False) -> str:
    """The address of a site with names, by the first of them; empty without one.

    `base` is the path of its pages. A proxy is taken to speak HTTPS, at the usual port.

    >>> named_address(["kit.example.org"], 8866, "/ot/", proxied=True)
    'https://kit.example.org/ot/'
    >>> named_address(["kit.example.org"], 8866), named_address([], 8866)
    ('http://kit.example.org:8866/', '')
    """
    if not names:
        return ""
    return f"https://{names[0]}{base}" if proxied else web_address(names[0], port, base)


def for_phones(
    host: str, port: int, path: str = "", base: str = "/", public: str = ""
) -> tuple[str, ...]:
    """What a phone may open when a server listens on `host`; none when only this computer can.

    `base` is the path under which the server has its pages; `public` is the address at which a
    proxy has them, under a name of its own.

    >>> for_phones("192.168.7.2", 8866, "room?code=HJ47KT")
    ('http://192.168.7.2:8866/room?code=HJ47KT',)
    >>> for_phones("2001:db8::5", 8866, base="/kit/")
    ('http://[2001:db8::5]:8866/kit/',)
    >>> for_phones("127.0.0.1", 8866)
    ()
    >>> for_phones("127.0.0.1", 8866, "room?code=HJ47KT", public="https://kit.example.org/ot")
    ('https://kit.example.org/ot/room?code=HJ47KT',)
    """
    if public:
        return (f"{public.rstrip('/')}/{path}",)
    hosts = own_addresses() if bare(host) in ALL else (host,)
    return tuple(web_address(name, port, base + path) for name in hosts if not is_loopback(name))


def invitation(
    words: Words, host: str, port: int, code: str = "", base: str = "/", public: str = ""
) -> str:
    """What a terminal says of a server: the addresses for phones, and the QR code of the first.

    With a room's `code` the addresses lead into that room; `base`, `public` as for `for_phones`.
    """
    links = for_phones(host, port, f"room?code={code}" if code else "", base, public)
    lines = [words("serve.code", code=code)] if code else []
    if not links:
        why = "board.no-address" if bare(host) in ALL else "serve.no-phones"
        return "\n".join([*lines, words(why)])
    lines += [words("serve.phones"), *(f"  {address}" for address in links)]
    return "\n".join([*lines, "", _in_terminal(links[0])])


def _in_terminal(text: str) -> str:
    """A QR code in half blocks, black on white in a terminal of any color."""
    import segno

    drawing = io.StringIO()
    segno.make(text, micro=False).terminal(drawing, border=QUIET_ZONE, compact=True)
    return "".join(f"{WHITE_ON_BLACK}{line}{PLAIN}\n" for line in drawing.getvalue().splitlines())


def qr_code(text: str) -> Markup:
    """A QR code as SVG, dark on white on a page of any color; nothing for an empty text."""
    if not text:
        return Markup("")
    import segno

    code = segno.make(text, error="m")
    svg = code.svg_inline(border=QUIET_ZONE, dark="#000", light="#fff", omitsize=True)
    return Markup(svg)  # noqa: S704 -- drawn by segno: squares, no text  # nosec B704
