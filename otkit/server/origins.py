"""Who may ask: under which names the server answers, and which requests are a person's visit.

A site that points its own name at this server (DNS rebinding) would read and press our pages as if
they were its own; one that loads a page as an image would take the pages of a whole address.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Collection, Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

ANY = "*"  # among the names: any name that a proxy or a Hub passes on
HOST = re.compile(
    r"(?:\[(?P<v6>[0-9a-f:.]+)\]|(?P<name>[0-9a-z._-]+))(?::[0-9]{1,5})?", re.ASCII | re.IGNORECASE
)
NEARBY = (".local", ".localhost")  # names that nobody's name server can point elsewhere


def is_own_name(host: str, names: Collection[str]) -> bool:
    """Whether a Host header names this server: by an address, as a computer nearby, or by `names`.

    A probe that sends none is no browser.

    >>> is_own_name("10.0.0.7:8866", ()), is_own_name("laptop.local", ()), is_own_name("[::1]", ())
    (True, True, True)
    >>> is_own_name("evil.example", ["kit.example"]), is_own_name("KIT.example.", ["kit.example"])
    (False, True)
    """
    match = HOST.fullmatch(host)
    if match is None:
        return not host
    name = (match["v6"] or match["name"]).lower().rstrip(".")
    try:
        ip_address(name)
    except ValueError:
        own = ("localhost", socket.gethostname().lower(), *names)
        return ANY in names or name in own or name.endswith(NEARBY)
    return True


def is_own_origin(origin: str, host: str) -> bool:
    """Whether an Origin header is a page of `host`, by either scheme: a proxy may speak HTTPS.

    >>> is_own_origin("https://kit.example", "kit.example"), is_own_origin("null", "kit.example")
    (True, False)
    """
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and parts.netloc.lower() == host.lower()


def is_visit(headers: Mapping[str, str]) -> bool:
    """Whether a request for a page is a person's, or that page's own, as far as the browser tells.

    Browsers before Safari 16.4 tell nothing.

    >>> is_visit({}), is_visit({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "image"})
    (True, False)
    """
    if "prefetch" in headers.get("Sec-Purpose", headers.get("Purpose", "")):
        return False
    if headers.get("Sec-Fetch-Site", "same-origin") == "same-origin":
        return True
    return (headers.get("Sec-Fetch-Mode"), headers.get("Sec-Fetch-Dest")) == (
        "navigate",
        "document",
    )
